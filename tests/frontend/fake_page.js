// A fake DOM, sufficient to draw, use and remove components without a browser: elements that store
// their properties, canvases that accept every drawing call, and a count of event listeners.

const WIDE = 640 // CSS pixels of every element
const TALL = 320
const PRESETS = ".st-key-frame_presets button" // those of the page, which the lecture presses

/** An event target; `count` is its number of event listeners. */
class Listened {
  heard = []
  addEventListener(name, hear, options) {
    this.heard.push([name, hear, Boolean(options?.capture ?? options)])
  }
  removeEventListener(name, hear, options) {
    const isCapture = Boolean(options?.capture ?? options)
    this.heard = this.heard.filter(
      ([own, ear, capture]) => own !== name || ear !== hear || capture !== isCapture,
    )
  }
  dispatchEvent(event) {
    for (const [name, hear] of [...this.heard]) if (name === event.type) hear(event)
  }
}

const pen = () =>
  new Proxy(
    {},
    {
      get: (own, name) => {
        if (name in own) return own[name]
        if (name === "measureText") return (text) => ({ width: 7 * String(text).length })
        if (name === "createImageData") return (wide, tall) => new ImageData(wide, tall)
        return () => {}
      },
      set(own, name, value) {
        own[name] = value
        return true
      },
    },
  )

class Style {
  setProperty(name, value) {
    this[name] = value
  }
  getPropertyValue(name) {
    return this[name] ?? ""
  }
  removeProperty(name) {
    delete this[name]
  }
}

class Element extends Listened {
  children = []
  attributes = new Map()
  style = new Style()
  dataset = {}
  parentElement = null
  isConnected = true
  shadowRoot = null
  value = "0"

  constructor(tag) {
    super()
    this.tagName = tag.toUpperCase()
    const names = (this.names = new Set())
    this.classList = {
      add: (...all) => all.forEach((name) => names.add(name)),
      remove: (...all) => all.forEach((name) => names.delete(name)),
      contains: (name) => names.has(name),
      toggle: (name, force = !names.has(name)) => void (force ? names.add(name) : names.delete(name)),
    }
  }
  get className() {
    return [...this.names].join(" ")
  }
  set className(text) {
    this.names.clear()
    for (const name of text.split(" ").filter(Boolean)) this.names.add(name)
  }
  get textContent() {
    return this.children.map((child) => (typeof child === "string" ? child : child.textContent)).join("")
  }
  set textContent(text) {
    this.children = [String(text)]
  }
  set innerHTML(_text) {
    this.children = []
  }
  append(...parts) {
    for (const part of parts) {
      if (part instanceof Element) part.parentElement = this
      this.children.push(part)
    }
  }
  scrollIntoView() {}
  before(...parts) {
    this.parentElement.append(...parts)
  }
  after(...parts) {
    this.parentElement.append(...parts)
  }
  insertBefore(part, other) {
    this.append(part)
    this.children.pop()
    this.children.splice(other ? this.children.indexOf(other) : this.children.length, 0, part)
  }
  replaceChildren(...parts) {
    this.children = []
    this.append(...parts)
  }
  remove() {
    if (this.parentElement)
      this.parentElement.children = this.parentElement.children.filter((own) => own !== this)
  }
  setAttribute(name, value) {
    this.attributes.set(name, String(value))
  }
  getAttribute(name) {
    return this.attributes.get(name) ?? null
  }
  removeAttribute(name) {
    this.attributes.delete(name)
  }
  toggleAttribute(name, force) {
    if (force) this.attributes.set(name, "")
    else this.attributes.delete(name)
  }
  getAttributeNames() {
    return [...this.attributes.keys()]
  }
  all() {
    return this.children.filter((own) => own instanceof Element).flatMap((own) => [own, ...own.all()])
  }
  querySelectorAll(selector) {
    const names = selector.split(", ")
    return this.all().filter((own) =>
      names.some(
        (name) => own.tagName === name.toUpperCase() || (name[0] === "." && own.names.has(name.slice(1))),
      ),
    )
  }
  querySelector(selector) {
    return this.querySelectorAll(selector)[0] ?? null
  }
  closest() {
    return null
  }
  matches() {
    return false
  }
  contains(other) {
    return other === this || this.all().includes(other)
  }
  getRootNode() {
    return { activeElement: null, host: this }
  }
  getBoundingClientRect() {
    return { left: 0, top: 0, right: WIDE, bottom: TALL, width: WIDE, height: TALL }
  }
  getContext() {
    return (this.pen ??= pen())
  }
  decode = async () => {}
  toBlob() {}
  get innerText() {
    return this.textContent
  }
  checkVisibility() {
    return true
  }
  focus() {}
  select() {}
  showPopover() {}
  hidePopover() {}
  click() {}
  setPointerCapture() {}
  showModal() {}
  close() {}
  scrollTo() {}
  scrollTop = 0
  clientLeft = 0
  clientTop = 0
  clientWidth = WIDE
  clientHeight = TALL
  offsetWidth = WIDE
  offsetHeight = TALL
  scrollWidth = WIDE
  scrollHeight = TALL
}

class Canvas extends Element {}
class Input extends Element {}
class Button extends Element {}
const CLASSES = { canvas: Canvas, input: Input, button: Button }

const observing = new Set()
class Observer {
  observe() {
    observing.add(this)
  }
  disconnect() {
    observing.delete(this)
  }
}

/**
 * Install the fake DOM in the global scope, for the rest of the process.
 *
 * @returns {{ place: () => any, left: () => string[] }} `place` makes a place as Streamlit does for a
 *   component; `left` lists the remaining event listeners and observers.
 */
export function fakePage() {
  const make = (tag) => new (CLASSES[tag] ?? Element)(tag)
  const [main, vertical, ...presets] = [make("section"), make("div"), make("button"), make("button")]
  main.append(vertical)
  const document = Object.assign(new Listened(), {
    createElement: make,
    createElementNS: (_, tag) => make(tag),
    documentElement: make("html"),
    body: make("body"),
    head: make("head"),
    activeElement: null,
    querySelector: (selector) => ({ main, header: main })[selector] ?? null,
    querySelectorAll: (selector) => (selector === PRESETS ? presets : []),
  })
  main.querySelector = () => vertical
  const page = new Listened()
  const styles = { fontSize: "16px", fontFamily: "sans", fontWeight: "400", color: "rgb(10, 20, 30)" }
  Object.assign(globalThis, {
    document,
    window: globalThis,
    Element,
    HTMLElement: Element,
    HTMLAnchorElement: Element,
    devicePixelRatio: 2,
    innerWidth: 1280,
    innerHeight: 720,
    Node: Element,
    HTMLCanvasElement: Canvas,
    HTMLInputElement: Input,
    HTMLButtonElement: Button,
    ResizeObserver: Observer,
    MutationObserver: Observer,
    Path2D: class {},
    CSS: { highlights: new Map() },
    Highlight: Set,
    Image: class {},
    ImageData: class {
      constructor(wide, tall) {
        this.data = new Uint8ClampedArray(4 * wide * tall)
      }
    },
    createImageBitmap: async () => ({ width: 40, height: 30 }),
    fetch: async () => ({ blob: async () => ({}) }),
    getComputedStyle: () => ({
      gridTemplateColumns: "60px 60px",
      ...styles,
      getPropertyValue: (name) =>
        ({ "--lecture": "1", "--lecture-room": "", "--st-text-color": "#102030" })[name] ?? "#fff",
    }),
    matchMedia: () => ({ matches: false }),
    addEventListener: page.addEventListener.bind(page),
    removeEventListener: page.removeEventListener.bind(page),
    dispatchEvent: page.dispatchEvent.bind(page),
    Plotly: fakePlotly(),
  })
  return {
    place() {
      const [place, root] = [make("div"), make("div")]
      root.className = "root"
      place.append(root)
      return place
    },
    left: () => [
      ...[document, page, main].flatMap(({ heard }) => heard.map(([name]) => `listens to ${name}`)),
      ...[...observing].map(() => "observes"),
    ],
  }
}

/** A Plotly with one curve of three points. */
function fakePlotly() {
  const curve = { index: 0, type: "scatter", visible: true, xaxis: "x", yaxis: "y" }
  const axis = { range: [0, 1] }
  return {
    react: async (plot) => {
      plot._fullData = [curve]
      plot.calcdata = [[0, 1, 2].map((x) => ({ x, y: x }))]
      plot._fullLayout = { xaxis: axis, yaxis: axis }
      plot.on = () => {}
    },
    purge: () => {},
    downloadImage: () => {},
    Fx: { hover: () => {}, unhover: () => {} },
  }
}
