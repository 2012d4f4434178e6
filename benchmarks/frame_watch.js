// Times from a person's event to the frame that shows a new picture; runs before the page's own scripts.
// Nothing runs while the page paints except one check per drawing call: whether the picture has changed is
// looked up after the time has been taken.
function createFrame() {
  const nextFrame = window.requestAnimationFrame.bind(window)
  const { port1: here, port2: there } = new MessageChannel()
  const copy = new OffscreenCanvas(1, 1)
  const reader = /** @type {OffscreenCanvasRenderingContext2D} */ (
    copy.getContext("2d", { willReadFrequently: true })
  )
  const DRAWS = {
    CanvasRenderingContext2D:
      "clearRect fillRect strokeRect fill stroke fillText strokeText drawImage putImageData reset",
    WebGLRenderingContext: "clear drawArrays drawElements",
    WebGL2RenderingContext:
      "clear drawArrays drawElements drawArraysInstanced drawElementsInstanced drawRangeElements",
    ImageBitmapRenderingContext: "transferFromImageBitmap",
  }

  let selector = "" // of what is watched
  let kind = "" // of the event that is waited for; "" while none is
  /** @type {string | null} */
  let after = null // name of the page's function after whose end a drawing counts
  let isRipe = true // whether it has ended since the event
  let start = 0 // time of the event, 0 before it
  let before = "" // the picture before it
  let isInFrame = false // whether an animation frame's callbacks run
  let isEnding = false // whether a frame's end is awaited
  let active = 0 // time of the last event, message or drawing
  let [sent, received] = [-Infinity, -Infinity]
  /** @type {(ms: number) => void} */
  let done = () => {}
  /** @type {Promise<number>} */
  let painted = Promise.resolve(0)
  /** @type {WeakMap<Element, boolean>} */
  let known = new WeakMap()
  let isHeld = false // whether animation frames are held back
  /** @type {FrameRequestCallback[]} */
  const held = []

  // The picture

  /**
   * @param {ParentNode} root
   * @returns {Generator<ShadowRoot>}
   */
  function* shadows(root) {
    for (const { shadowRoot } of root.querySelectorAll("*"))
      if (shadowRoot) {
        yield shadowRoot
        yield* shadows(shadowRoot)
      }
  }

  const watched = () =>
    [document, ...shadows(document)].flatMap((root) => [...root.querySelectorAll(selector)])

  /** @param {Element} element */
  function isWatched(element) {
    let is = known.get(element)
    if (is === undefined) {
      is = element.matches(selector)
      if (element.isConnected) known.set(element, is)
    }
    return is
  }

  /** @param {HTMLCanvasElement} canvas */
  function pixels(canvas) {
    const { width, height } = canvas
    if (!width || !height) return ""
    if (copy.width < width) copy.width = width
    if (copy.height < height) copy.height = height
    reader.globalCompositeOperation = "copy"
    reader.drawImage(canvas, 0, 0)
    let sum = 0
    for (const word of new Uint32Array(reader.getImageData(0, 0, width, height).data.buffer))
      sum = (Math.imul(sum, 31) + word) | 0
    return `${width} ${height} ${sum}`
  }

  const picture = () =>
    watched()
      .map((own) => (own instanceof HTMLCanvasElement ? pixels(own) : own.outerHTML))
      .join("\n")

  // The frame

  /** Note that something watched has been painted: the frame that shows it ends soon. */
  function note() {
    active = performance.now()
    if (!start || isEnding) return
    isEnding = true
    // A task that is posted in a frame runs after that frame has been rendered.
    if (isInFrame) there.postMessage(0)
    else nextFrame(() => there.postMessage(0))
  }

  here.onmessage = () => {
    for (const own of watched()) finish(own)
    const now = performance.now()
    isEnding = false
    if (!start || (after === null && picture() === before)) return
    const ms = now - start
    start = 0
    kind = ""
    done(ms)
  }

  /**
   * Wait until another process has drawn what it was told, which in software takes long.
   *
   * @param {Element} canvas
   */
  function finish(canvas) {
    const gl = contexts.get(canvas)
    gl?.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4))
  }

  // What the page calls

  /**
   * @param {any} owner
   * @param {string} name
   * @param {(own: (...given: any[]) => any) => (this: any, ...given: any[]) => any} change
   */
  function wrap(owner, name, change) {
    if (owner?.[name]) owner[name] = change(owner[name])
  }

  for (const [type, names] of Object.entries(DRAWS))
    for (const name of names.split(" "))
      wrap(/** @type {any} */ (window)[type]?.prototype, name, (draw) => {
        return function (...given) {
          const result = draw.apply(this, given)
          if (start && isRipe && !isEnding && isWatched(this.canvas)) note()
          return result
        }
      })

  /** @type {WeakMap<Element, WebGLRenderingContext>} */
  const contexts = new WeakMap()
  wrap(HTMLCanvasElement.prototype, "getContext", (get) => {
    return function (...given) {
      const context = get.apply(this, given)
      if (context && String(given[0]).startsWith("webgl")) contexts.set(this, context)
      return context
    }
  })

  window.requestAnimationFrame = (call) => {
    if (isHeld) return held.push(call)
    return nextFrame((time) => {
      isInFrame = true
      try {
        call(time)
      } finally {
        queueMicrotask(() => {
          isInFrame = false // after the observers of what the call has changed
        })
      }
    })
  }

  const Socket = window.WebSocket
  window.WebSocket = class extends Socket {
    /** @param {[string | URL, (string | string[])?]} given */
    constructor(...given) {
      super(...given)
      this.addEventListener("message", () => {
        received = active = performance.now()
      })
    }

    /**
     * @override
     * @param {Parameters<WebSocket["send"]>[0]} data
     */
    send(data) {
      sent = active = performance.now()
      super.send(data)
    }
  }

  /** @param {Event} event */
  function begin(event) {
    if (!event.isTrusted || event.type !== kind || start) return
    start = event.timeStamp
    active = performance.now()
    isRipe = after === null
  }
  for (const type of ["keydown", "pointermove", "pointerup"]) addEventListener(type, begin, true)

  // Elements that are no canvas, and canvases that are replaced by others
  const changed = new MutationObserver((records) => {
    if (!start || !isRipe) return
    const isOurs = records.some(({ target }) => {
      const element = target instanceof Element ? target : target.parentElement
      return element?.closest(selector) || element?.querySelector(selector)
    })
    if (isOurs) note()
  })

  return {
    /**
     * Watch elements, also inside components; return how many there are.
     *
     * @param {string} what A CSS selector.
     */
    watch(what) {
      selector = what
      known = new WeakMap()
      changed.disconnect()
      const roots = new Set(watched().map((own) => own.getRootNode()))
      for (const root of roots)
        changed.observe(root, { subtree: true, childList: true, characterData: true, attributes: true })
      return watched().length
    },

    /**
     * From now on a drawing counts when this function of the page has ended since the event: for a page
     * that paints the same picture again in every frame.
     *
     * @param {string} name
     */
    countAfter(name) {
      after = name
      wrap(window, name, (call) => {
        return function (...given) {
          const result = call.apply(this, given)
          isRipe = true
          return result
        }
      })
    },

    /**
     * Wait for the next event of a person of this type.
     *
     * @param {string} type
     */
    arm(type) {
      before = after === null ? picture() : ""
      start = 0
      kind = type
      painted = new Promise((resolve) => {
        done = resolve
      })
    },

    /**
     * The ms from that event to the end of the frame with the new picture; `patience` without one.
     *
     * @param {number} patience
     */
    async painted(patience) {
      const late = new Promise((resolve) => setTimeout(() => resolve(patience), patience))
      const ms = await Promise.race([painted, late])
      start = 0
      kind = ""
      return ms
    },

    /**
     * Wait until nothing has happened for so many ms, and the server has answered.
     *
     * @param {number} ms
     * @param {number} patience
     */
    async quiet(ms, patience) {
      const end = performance.now() + patience
      for (;;) {
        const now = performance.now()
        if ((now - active > ms && received > sent) || now > end || sent === -Infinity) return
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },

    /**
     * Hold back the page's animation frames while it is not measured, or let them go on.
     *
     * @param {boolean} is
     */
    hold(is) {
      isHeld = is
      if (!is) for (const call of held.splice(0)) window.requestAnimationFrame(call)
    },
  }
}
Object.assign(window, { frame: createFrame() })
