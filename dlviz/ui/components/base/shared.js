// What the components share: numbers out of base64, sizes in rem, one tidy toolbar button.

export const ROOM = "dlviz-room" // the event: a picture's room has changed
const [SMALLEST, LARGEST] = [0.35, 2.2] // of the sizes that a component has by itself
const TRIES = 7
const NEARLY = 0.93
const LEADING = 1.3 // distance of two lines, in sizes of their font

/**
 * The default export of a component: `create(root, data)` makes one instance for each place on the
 * page, its `update(component)` follows every change, its `release()` ends it, and its `fit()`, if it
 * has one, follows the room that the lecture display gives.
 *
 * Streamlit calls the cleanup also for an update that a newer one has overtaken, in the middle of
 * a stroke for instance. An instance ends only when its place has really left the page.
 */
export function component(create) {
  const instances = new WeakMap()
  return (mounted) => {
    const { parentElement: place, data } = mounted
    const root = place.querySelector(".root")
    let instance = instances.get(place)
    if (instance?.root !== root) {
      // A new place, or Streamlit has written the place's HTML anew, as it may while it starts.
      if (instance?.fit) removeEventListener(ROOM, instance.fit)
      instance?.release()
      instance = { root, ...create(root, data) }
      instances.set(place, instance)
      if (instance.fit) addEventListener(ROOM, instance.fit)
      root.toggleAttribute("data-fits", Boolean(instance.fit))
    }
    instance.update(mounted)
    return () =>
      setTimeout(() => {
        if (place.isConnected || instances.get(place) !== instance) return
        instances.delete(place)
        removeEventListener(ROOM, instance.fit)
        instance.release()
      })
  }
}

/** Bytes of a base64 string; browsers of before 2025 lack the quick way. */
export function bytes(base64) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(base64)
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/** Little-endian 32-bit floats of a base64 string. */
export function floats(base64) {
  return new Float32Array(bytes(base64).buffer)
}

/** Pixels of one rem: text, lines and cells grow together with the lecture display. */
export function rem() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize)
}

/** Pixels of a line that is `width` pixels wide at the normal text size. */
export function lineWidth(width) {
  return (width * rem()) / 16
}

/** Whether the page is shown in the lecture display. */
export function isLecture() {
  return getComputedStyle(document.documentElement).getPropertyValue("--lecture") !== ""
}

/** Pixels from the top of `element` to the end of its lecture screen; NaN in the ordinary display. */
export function room(element) {
  return parseFloat(getComputedStyle(element).getPropertyValue("--lecture-room"))
}

const filled = new WeakMap()
const isWithin = (element, most) =>
  element.offsetHeight <= most && element.scrollWidth <= element.clientWidth + 1

/** Call `lay(factor)`, which sets the sizes of what is in `element`, so that it fills its room. */
export function fill(element, lay) {
  const most = room(element)
  if (!(most > 0)) return lay(1)
  const place = `${most} ${element.clientWidth}`
  const before = filled.get(element)
  if (before?.place === place) {
    lay(before.factor) // most often that is still right, and the hand on a slider waits for it
    const height = element.offsetHeight
    if (isWithin(element, most) && (height > NEARLY * most || before.factor > NEARLY * LARGEST)) return
  }
  let [low, high] = [SMALLEST, LARGEST]
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const middle = Math.sqrt(low * high)
    lay(middle)
    if (isWithin(element, most)) low = middle
    else high = middle
  }
  lay(low)
  filled.set(element, { place, factor: low })
}

/** A theme colour that Streamlit hands to components, by the end of its name. */
export function theme(element, name) {
  return getComputedStyle(element).getPropertyValue(`--st-${name}`).trim()
}

/**
 * Name a picture for a screen reader. One that answers to `keys` takes the focus, and its role lets
 * the screen reader pass them on.
 */
export function describe(picture, words, keys = "") {
  picture.setAttribute("role", keys ? "application" : "img")
  picture.setAttribute("aria-label", keys ? `${words}; ${keys}` : words)
  if (keys) picture.tabIndex = 0
  else picture.removeAttribute("tabindex")
}

/** A real <button>, so that it is reached and pressed by keyboard. */
export function button(label, title, onClick) {
  const element = document.createElement("button")
  element.type = "button"
  element.textContent = label
  element.title = title
  element.onclick = onClick
  return element
}

/** Call `send` at most every `interval` ms, always with the last state, at once when `now`. */
export function throttle(send, interval) {
  let timer = null
  let last = 0
  const fire = () => {
    clearTimeout(timer)
    timer = null
    last = performance.now()
    send()
  }
  return (now) => {
    const wait = last + interval - performance.now()
    if (now || wait <= 0) fire()
    else timer ??= setTimeout(fire, wait)
  }
}

/** Save a canvas as a PNG file. */
function savePng(canvas, name) {
  canvas.toBlob((blob) => {
    const link = document.createElement("a")
    link.href = URL.createObjectURL(blob)
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000)
  })
}

/**
 * Save what `root` shows as a PNG file of twice its size: `draw({ context, at, write })` paints its
 * parts, where `at(element)` is an element's box [x, y, width, height] and `write(element)` writes its
 * text in as many lines as it needs there, if wanted in a colour of its own and centred.
 */
export function saveAsShown(root, name, draw) {
  const scale = 2
  const frame = root.getBoundingClientRect()
  const canvas = document.createElement("canvas")
  canvas.width = frame.width * scale
  canvas.height = frame.height * scale
  const context = canvas.getContext("2d")
  context.scale(scale, scale)
  context.fillStyle = theme(root, "background-color") || "#fff"
  context.fillRect(0, 0, frame.width, frame.height)
  const at = (element) => {
    const box = element.getBoundingClientRect()
    return [box.left - frame.left, box.top - frame.top, box.width, box.height]
  }
  const write = (element, ink = theme(root, "text-color") || "#000", isCentred = false) => {
    const [x, y, width, height] = at(element)
    const style = getComputedStyle(element)
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    context.fillStyle = ink
    context.textBaseline = "middle"
    context.textAlign = isCentred ? "center" : "left"
    const lines = wrapped(context, element.textContent, width + 8)
    const step = LEADING * parseFloat(style.fontSize)
    lines.forEach((line, index) => {
      const middle = y + height / 2 + (index - (lines.length - 1) / 2) * step
      context.fillText(line, isCentred ? x + width / 2 : x, middle)
    })
  }
  draw({ context, at, write })
  savePng(canvas, name)
}

/** `text` in lines of at most `width`, broken between words. */
function wrapped(context, text, width) {
  const lines = []
  for (const word of text.trim().split(/\s+/)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word
    if (lines.length && context.measureText(longer).width <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/** A number with three digits and a real minus; tiny ones by their power, endless ones in a word. */
export function number(value) {
  if (!Number.isFinite(value)) return "beyond"
  if (value !== 0 && Math.abs(value) < 0.0005) return value.toExponential(0)
  return String(Number(value.toPrecision(3))).replace("-", "\u2212")
}

/**
 * Paint numbers as cells, one canvas pixel each; CSS gives the canvas its size on screen.
 *
 * `scale` is a table of RGB bytes from `low` to `high`; numbers beyond an end take its colour.
 */
export function cells(canvas, values, columns, scale, low, high) {
  const rows = values.length / columns
  if (canvas.width !== columns) canvas.width = columns
  if (canvas.height !== rows) canvas.height = rows
  const context = canvas.getContext("2d")
  const image = context.createImageData(columns, rows)
  const steps = scale.length / 3 - 1
  values.forEach((value, index) => {
    const place = Math.round(((value - low) / (high - low)) * steps)
    const entry = 3 * Math.min(steps, Math.max(0, place))
    image.data.set([scale[entry], scale[entry + 1], scale[entry + 2], 255], 4 * index)
  })
  context.putImageData(image, 0, 0)
}

/** Paint a whole scale as one row of cells: the bar of a legend. */
export function ramp(canvas, scale) {
  const steps = scale.length / 3
  cells(canvas, Float32Array.from({ length: steps }, (_, step) => step), steps, scale, 0, steps - 1)
}
