// Runs in every tab of the tests: is the page complete, what is focused, is the focus visible; and previews
// computed in the browser must agree with the server, or an error in the console fails the test.

/**
 * Watch what the page and the server say to each other: has a message been kept back, is one not answered,
 * does a run of the page's script go on? Streamlit's own state says "not running" until it has been told.
 *
 * @param {() => void} heard Called whenever one of them has said something.
 */
function watchRuns(heard) {
  const RERUN = 11 // fields of Streamlit's BackMsg, ClientState, ForwardMsg
  const FRAGMENT = 5
  const [BEGUN, FINISHED] = [4, 6]
  const FOR_RERUN = 2 // the value of FINISHED where the next run follows at once
  const LONGEST = 500 // ms; a timer that is longer keeps no message back
  const PATIENCE = 5_000 // ms; the server does not answer for a fragment that is gone

  const waiting = new Set() // timers and frames that may send a message
  let unanswered = 0 // until when the page waits for a run, in ms
  let isRunning = false

  /**
   * The fields of a protobuf message: numbers, or bytes.
   *
   * @param {Uint8Array} bytes
   * @returns {Generator<[number, number | Uint8Array]>}
   */
  function* fields(bytes) {
    let at = 0
    const varint = () => {
      let [value, shift, byte] = [0, 1, 0]
      do {
        byte = bytes[at]
        at += 1
        value += (byte & 127) * shift
        shift *= 128
      } while (byte > 127)
      return value
    }
    while (at < bytes.length) {
      const tag = varint()
      const kind = tag % 8
      if (kind === 0) yield [Math.floor(tag / 8), varint()]
      else {
        const size = kind === 2 ? varint() : kind === 1 ? 8 : 4
        yield [Math.floor(tag / 8), bytes.subarray(at, at + size)]
        at += size
      }
    }
  }

  /** @param {unknown} data */
  const bytesOf = (data) =>
    ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : data instanceof ArrayBuffer
        ? new Uint8Array(data)
        : new Uint8Array()

  /** @param {number} patience */
  function expect(patience = Infinity) {
    unanswered = performance.now() + patience
    heard()
  }

  /** @param {unknown} data */
  function sent(data) {
    for (const [field, value] of fields(bytesOf(data))) {
      if (field !== RERUN || typeof value === "number") continue
      const isFragment = [...fields(value)].some(
        ([own, id]) => own === FRAGMENT && typeof id !== "number" && id.length,
      )
      expect(isFragment ? PATIENCE : Infinity)
    }
  }

  /** @param {unknown} data */
  function received(data) {
    for (const [field, value] of fields(bytesOf(data))) {
      if (field !== BEGUN && field !== FINISHED) continue
      isRunning = field === BEGUN || value === FOR_RERUN
      if (field === BEGUN) unanswered = 0
      heard()
    }
  }

  window.WebSocket = class extends WebSocket {
    /** @param {ConstructorParameters<typeof WebSocket>} how */
    constructor(...how) {
      super(...how)
      unanswered = 0
      isRunning = false
      this.addEventListener("message", async ({ data }) =>
        received(data instanceof Blob ? await data.arrayBuffer() : data),
      )
    }
    /**
     * @override
     * @param {Parameters<WebSocket["send"]>[0]} data
     */
    send(data) {
      sent(data)
      super.send(data)
    }
  }
  const {
    setTimeout: begin,
    clearTimeout: end,
    requestAnimationFrame: ask,
    cancelAnimationFrame: cancel,
  } = window
  Object.assign(window, {
    /**
     * @param {TimerHandler} call
     * @param {number} [ms]
     * @param {any[]} given
     */
    setTimeout(call, ms = 0, ...given) {
      if (typeof call !== "function" || ms > LONGEST) return begin(call, ms, ...given)
      const timer = begin(() => {
        waiting.delete(timer)
        call(...given)
      }, ms)
      waiting.add(timer)
      return timer
    },
    /** @param {number} timer */
    clearTimeout(timer) {
      waiting.delete(timer)
      end(timer)
    },
    /** @param {FrameRequestCallback} call */
    requestAnimationFrame(call) {
      const frame = ask((time) => {
        waiting.delete(`frame ${frame}`)
        call(time)
      })
      waiting.add(`frame ${frame}`)
      return frame
    },
    /** @param {number} frame */
    cancelAnimationFrame(frame) {
      waiting.delete(`frame ${frame}`)
      cancel(frame)
    },
  })
  return {
    expect,
    areOver: () => !isRunning && !waiting.size && performance.now() >= unanswered,
  }
}

function createReach() {
  const INTERACTIVE =
    "a[href], button, input, select, textarea, summary, [tabindex]:not([role=presentation]), " +
    "[role=slider], [role=button], canvas"
  // Composite widgets: Tab focuses one member, arrow keys reach the others.
  const COMPOSITE =
    "[role=grid], [role=radiogroup], [role=group], [role=toolbar], .stNumberInput, .stSelectbox, .stMultiSelect"

  const NAMING = ".sheets, .field, .cards, .panels, .film" // components that set data-identity to what they have painted

  /** @type {Set<Element>} */
  let seen = new Set()
  /** @type {Set<string>} */
  let blind = new Set()
  /** @type {{element: Element, look: string} | null} */
  let last = null
  /** @type {number | null} */
  let wasWhole = null
  const runs = watchRuns(() => {
    wasWhole = null
  })

  /**
   * @param {Element} node
   * @returns {Element | null}
   */
  function parent(node) {
    const root = node.getRootNode()
    return node.parentElement ?? (root instanceof ShadowRoot ? root.host : null)
  }

  /**
   * @param {ParentNode} root
   * @returns {Generator<Element>}
   */
  function* all(root = document) {
    for (const element of root.querySelectorAll("*")) {
      yield element
      if (element.shadowRoot) yield* all(element.shadowRoot)
    }
  }

  function active() {
    let element = document.activeElement
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
    return /** @type {HTMLElement | null} */ (element)
  }

  /** @param {Element} element */
  function isVisible(element) {
    const { width, height } = element.getBoundingClientRect()
    if (width < 2 || height < 2) return false
    for (let node = /** @type {Element | null} */ (element); node; node = parent(node)) {
      const { visibility, display, opacity } = getComputedStyle(node)
      if (visibility === "hidden" || display === "none" || Number(opacity) < 0.05) return false
      if ((node instanceof HTMLElement && node.inert) || node.getAttribute("aria-hidden") === "true")
        return false
    }
    return true
  }

  /** @param {Element} element */
  function isInteractive(element) {
    if (!element.matches(INTERACTIVE) || ("disabled" in element && element.disabled)) return false
    if (element.closest(".stStatusWidget")) return false // "Stop", while something runs
    if (element.getAttribute("aria-disabled") === "true" || !isVisible(element)) return false
    if (element.tagName !== "CANVAS" || element.hasAttribute("tabindex")) return true
    return !element.closest("button") && !["auto", "default"].includes(getComputedStyle(element).cursor)
  }

  /** @param {Element} element */
  function named(element) {
    const words = element.getAttribute("aria-label") || element.textContent.trim() || element.className
    return `${element.tagName.toLowerCase()} ${words}`.replace(/\s+/g, " ").slice(0, 90)
  }

  /**
   * The styles of an element, its frame and its parts that the focus may change.
   *
   * @param {Element} element
   */
  function look(element) {
    const near = [element, ...element.children]
    for (let node = parent(element); node && near.length < 12; node = parent(node)) near.push(node)
    return near
      .map((node) => {
        const { outline, outlineStyle, boxShadow, borderColor, backgroundColor } = getComputedStyle(node)
        return [outlineStyle === "none" ? "" : outline, boxShadow, borderColor, backgroundColor].join()
      })
      .join("|")
  }

  /** @param {Element} host */
  function isDrawn({ shadowRoot }) {
    const root = /** @type {HTMLElement | null | undefined} */ (shadowRoot?.querySelector(".root"))
    return root?.childElementCount && (!root.matches(NAMING) || root.dataset.identity)
  }

  function leave() {
    if (last?.element.isConnected && look(last.element) === last.look) blind.add(named(last.element))
    last = null
  }

  return {
    /**
     * Follow a link within the app, as a click on it does: without loading the app anew.
     *
     * @param {string} link
     */
    follow(link) {
      runs.expect()
      const own = document.createElement("a")
      own.href = link // without settings it would open the page as it was left
      own.search ||= "?anew=1"
      own.dataset.testid = "stPageLink-NavLink"
      document.body.append(own)
      own.click()
      own.remove()
      document.querySelector(".stMain")?.scrollTo(0, 0)
    },

    /** Whether nothing runs, waits or is stale, every picture is there and all components have drawn, for a moment. */
    isWhole() {
      const app = /** @type {HTMLElement | null} */ (document.querySelector(".stApp"))
      const isWhole =
        runs.areOver() &&
        app?.dataset.testScriptState === "notRunning" &&
        !document.querySelector("[data-stale=true], .stSkeleton, .stSpinner") &&
        [...document.images].every((own) => own.complete || own.loading === "lazy") &&
        document.getAnimations().every(({ playState }) => playState !== "running") &&
        [...document.querySelectorAll("[data-testid=stBidiComponentIsolated]")].every(isDrawn) &&
        [...document.querySelectorAll(".dlviz-figure")].every((own) => own.querySelector(".main-svg"))
      if (!isWhole) wasWhole = null
      else wasWhole ??= performance.now()
      return wasWhole !== null && performance.now() - wasWhole > 100
    },

    start() {
      seen = new Set()
      blind = new Set()
      last = null
      active()?.blur()
    },

    /** Record the focus after a Tab: "new", "again", or "out" after the last element. */
    note() {
      leave()
      const element = active()
      if (!element || element === document.body || element === document.documentElement) return "out"
      const [first] = seen
      if (element === first) return "out" // a browser without a window begins anew
      const isNew = !seen.has(element)
      seen.add(element)
      last = { element, look: look(element) }
      return isNew ? "new" : "again"
    },

    /**
     * Focus every element that Tab could reach; return the names of those it could not.
     *
     * @param {string} elsewhere
     */
    focusEverything(elsewhere) {
      for (const found of [...all()]) {
        const element = /** @type {HTMLElement} */ (found) // or one of an SVG, which has the same
        if (element.tabIndex < 0 || !isInteractive(element)) continue
        element.focus({ preventScroll: true })
        if (active() === element) this.note()
      }
      active()?.blur()
      leave()
      return this.unreached(elsewhere)
    },

    /**
     * Names of what is interactive and was not reached.
     *
     * @param {string} elsewhere Selector of what other controls do.
     */
    unreached(elsewhere) {
      const missed = [...all()].filter((element) => {
        if (seen.has(element) || element.matches(elsewhere) || !isInteractive(element)) return false
        const group = element.closest(COMPOSITE)
        return !(group && [...seen].some((own) => group.contains(own)))
      })
      return missed.map(named)
    },

    blind: () => [...blind],

    /** What the component around the focus says: its text, the name and value of what has the focus. */
    said() {
      const element = active()
      const root = element?.closest(".root")
      const value = element && "value" in element ? element.value : undefined
      return [root?.textContent, element?.getAttribute("aria-label"), value].join()
    },
  }
}
Object.assign(window, { reach: createReach(), dlvizComparesPreviews: true })
