// Runs in every tab of the tests: is the page complete, what is focused, is the focus visible; and previews
// computed in the browser must agree with the server, or an error in the console fails the test.
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
  let isAnswered = true // the server has answered the last link that was followed
  window.WebSocket = class extends WebSocket {
    /** @param {ConstructorParameters<typeof WebSocket>} how */
    constructor(...how) {
      super(...how)
      this.addEventListener("message", () => {
        if (!isAnswered) wasWhole = null
        isAnswered = true
      })
    }
  }

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
      isAnswered = false
      wasWhole = null
      const own = document.createElement("a")
      own.href = link // without settings it would open the page as it was left
      own.search ||= "?anew=1"
      own.dataset.testid = "stPageLink-NavLink"
      document.body.append(own)
      own.click()
      own.remove()
      document.querySelector(".stMain")?.scrollTo(0, 0)
    },

    /** Whether nothing runs or is stale, every picture is there and every component has drawn, for a moment. */
    isWhole() {
      const app = /** @type {HTMLElement | null} */ (document.querySelector(".stApp"))
      const isWhole =
        isAnswered &&
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
