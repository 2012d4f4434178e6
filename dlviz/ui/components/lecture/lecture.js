// Keyboard control of the lecture display. Left and right arrow keys, and a presenter's Page up and
// Page down keys, step through the presets; up and down step through the screens of the page. A foot
// line shows the position.
import { button } from "../base/elements.js"
import { component } from "../base/lifecycle.js"
import { ROOM } from "../base/room.js"
import { isLecture } from "../base/theme.js"
import { resolver } from "./markup.js"
import { screens } from "./screens.js"
import { things } from "./things.js"

/** @type {Record<string, number>} */
const PRESETS = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }
/** @type {Record<string, number>} */
const SCREENS = { ArrowDown: 1, ArrowUp: -1 }
// Elements that use the arrow keys themselves.
const OWN_KEYS =
  "input:not([type=checkbox], [type=radio], [type=file]), textarea, select, canvas, [contenteditable], " +
  "[role=application], [role=gridcell], [role=slider], [role=spinbutton], [role=listbox], [role=combobox], " +
  ":is([role=dialog], [role=menu]) *"
// Elements that use arrow keys only if they were focused by keyboard; a click focuses them too.
const CHOICES = "[role=radio], [type=radio], [role=tab]"
const LOOK = 40 // ms, polling interval
const CALM = 80 // debounce: ms without a change before the page is measured
const NARROW = matchMedia("(max-width: 640px)") // on a phone the page scrolls as usual

export default component((root, _server, { selectors }, scope) => {
  const css = resolver(selectors)
  const presets = stepper(["◀", "Previous preset (←)"], ["▶", "Next preset (→)"], walk)
  const pages = stepper(["▲", "Previous screen (↑)"], ["▼", "Next screen (↓)"], turn)
  root.replaceChildren(presets.element, pages.element)

  // Presets

  /** @type {number | null} */
  let chosen = null
  /** @type {import("../base/scope.js").Stop | null} */
  let pressing = null // stops the timer that waits for the right moment to press a preset
  /** @type {number | null | undefined} */
  let old // the goal on screen when a preset was pressed; ignored until it changes
  /** @returns {HTMLButtonElement[]} */
  const buttons = () => [...document.querySelectorAll(".st-key-frame_presets button")].filter(isButton)

  /** Index of the preset whose goal is on screen, else of the one pressed last. */
  function current() {
    const shown = goal()
    if (shown !== old) old = undefined
    return shown === null || shown === old ? chosen : shown
  }

  function goal() {
    const name = document.querySelector("[class*=st-key-frame_goal_]")?.className
    return name ? Number(/st-key-frame_goal_(\d+)/.exec(name)?.[1]) : null
  }

  // Two presets sent at once would race, and the older might win. So while the server computes, key
  // presses only change the target; when it is idle, the newest target is pressed.
  function press() {
    if (document.querySelector(css(":--running"))) return
    pressing?.()
    pressing = null
    show(0)
    if (chosen !== null) buttons()[chosen]?.click()
  }

  /** @param {number} step */
  function walk(step) {
    const from = pressing === null ? current() : chosen
    const last = buttons().length - 1
    if (last < 0) return
    chosen = from === null ? (step > 0 ? 0 : last) : Math.max(0, Math.min(last, from + step))
    presets.say(chosen, last + 1)
    pressing ??= scope.every(press, LOOK)
  }

  /** @param {Event} event */
  function note(event) {
    const own = event.target instanceof Element && event.target.closest(".st-key-frame_presets button")
    if (!(own instanceof HTMLButtonElement)) return
    chosen = buttons().indexOf(own)
    old = goal()
    show(0)
  }

  // Screens

  const main = found(document, css(":--main"))
  const header = document.querySelector(css(":--header")) // missing if the page is embedded in an iframe
  /** @type {import("./screens.js").Screen[]} */
  let list = []
  let at = 0
  let isFree = false // whether the visitor has scrolled the page
  /** @type {import("../base/scope.js").Stop | null} */
  let pending = null

  function measure() {
    pending = null
    if (!isLecture() || NARROW.matches) return release()
    const height = main.clientHeight - root.offsetHeight
    const all = things(main, height, css)
    list = screens(all, height)
    give(list.flatMap(({ rooms }) => rooms))
    const end = Math.max(0, ...all.map(({ bottom }) => bottom))
    const last = list.at(-1)?.top ?? 0
    main.style.setProperty("--lecture-end", `${Math.max(0, last + height - end)}px`)
    if (isFree) label()
    else show(at)
  }

  function later() {
    if (pending === null) pending = scope.later(measure, CALM)
  }

  /** @param {number} index */
  function show(index) {
    if (!list.length) return
    isFree = false
    at = Math.max(0, Math.min(list.length - 1, index))
    for (const element of hidden) if (!element.isConnected) hidden.delete(element)
    for (const { on } of list) for (const element of on) hide(element, on !== list[at].on)
    if (header instanceof HTMLElement) hide(header, at > 0) // it would cover the screen's content
    if (Math.abs(main.scrollTop - list[at].top) > 1) main.scrollTo({ top: list[at].top, behavior: "instant" })
    label()
  }

  /** @param {number} step */
  function turn(step) {
    if (!isFree) return show(at + step)
    const from = main.scrollTop
    const next = list.findIndex(({ top }) => top > from + 2)
    show(step > 0 ? (next < 0 ? list.length - 1 : next) : (next < 0 ? list.length : next) - 1)
  }

  function scrolled() {
    if (!list.length || isFree || Math.abs(main.scrollTop - list[at].top) <= 2) return
    isFree = true
    for (const element of hidden) hide(element, false)
  }

  /**
   * Tell the pictures how much height they may use.
   *
   * @param {import("./screens.js").Screen["rooms"]} rooms
   */
  function give(rooms) {
    let isNew = false
    for (const { element, room } of rooms) {
      const value = `${room}px`
      isNew ||= element.style.getPropertyValue("--lecture-room") !== value
      element.style.setProperty("--lecture-room", value)
    }
    if (isNew) dispatchEvent(new Event(ROOM))
  }

  // A hidden element can still receive the focus; then its screen is shown.
  /** @type {Set<HTMLElement>} */
  const hidden = new Set()
  /**
   * @param {HTMLElement} element
   * @param {boolean} isHidden
   */
  function hide(element, isHidden) {
    if (isHidden === hidden.has(element)) return
    element.style.opacity = isHidden ? "0" : ""
    element.style.pointerEvents = isHidden ? "none" : ""
    if (isHidden) hidden.add(element)
    else hidden.delete(element)
  }

  /** @param {FocusEvent} event */
  function focused(event) {
    const targets = [event.target, event.composedPath()[0]]
    const holds = (/** @type {HTMLElement} */ element) =>
      targets.some((target) => target instanceof Node && element.contains(target))
    const place = list.findIndex(({ on }) => [...on].some(holds))
    if (place >= 0 && place !== at && !isFree) show(place)
  }

  function label() {
    presets.say(pressing === null ? current() : chosen, buttons().length)
    pages.say(at, list.length)
  }

  /** Undo all changes to the page when the lecture display ends. */
  function release() {
    list = []
    main.style.removeProperty("--lecture-end")
    for (const element of hidden) hide(element, false)
    label()
  }

  // Keys

  let isByMouse = true
  const clicked = () => (isByMouse = true)

  /** @param {KeyboardEvent} event */
  function hear(event) {
    if (event.key === "Tab") isByMouse = false
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return
    const active = deepest(document.activeElement)
    if (active?.matches(OWN_KEYS) || (!isByMouse && active?.matches(CHOICES))) return
    const isSpace = event.key === " " && (!active || active === document.body)
    const screen = isSpace ? (event.shiftKey ? -1 : 1) : !event.shiftKey && SCREENS[event.key]
    const preset = !event.shiftKey && PRESETS[event.key]
    if ((screen && NARROW.matches) || !(screen || (preset && buttons().length))) return
    event.preventDefault()
    event.stopPropagation() // else a clicked radio button would also react
    if (screen) turn(screen)
    else if (preset) walk(preset)
  }

  scope.watch(new MutationObserver(later)).observe(main, { childList: true, subtree: true })
  const resized = scope.watch(new ResizeObserver(later))
  resized.observe(main)
  resized.observe(found(main, css(":--vertical")))
  scope.listen(document, "keydown", hear, { capture: true })
  scope.listen(document, "click", note, { capture: true })
  scope.listen(document, "pointerdown", clicked, { capture: true })
  scope.listen(document, "focusin", focused)
  scope.listen(main, "scroll", scrolled, { passive: true })
  root.dataset.hears = "keys" // marks that the keys work from now on
  later()
  return { update() {}, release }
})

/**
 * The focused element, also inside a component's shadow root.
 *
 * @param {Element | null} element
 * @returns {Element | null}
 */
function deepest(element) {
  return element?.shadowRoot?.activeElement ? deepest(element.shadowRoot.activeElement) : element
}

/**
 * Two buttons (back, next) around a text such as "2 / 5".
 *
 * @param {[string, string]} back
 * @param {[string, string]} next
 * @param {(by: number) => void} go
 */
function stepper(back, next, go) {
  const element = document.createElement("div")
  const place = document.createElement("span")
  element.append(
    button(...back, () => go(-1)),
    place,
    button(...next, () => go(1)),
  )
  const say = (/** @type {number | null} */ index, /** @type {number} */ count) => {
    element.hidden = count < 2
    place.textContent = `${index === null ? "–" : index + 1} / ${count}`
  }
  say(null, 0)
  return { element, say }
}

/** @type {(element: Element) => element is HTMLButtonElement} */
const isButton = (element) => element instanceof HTMLButtonElement

/**
 * Find an element that every page has.
 *
 * @param {ParentNode} root
 * @param {string} css
 */
function found(root, css) {
  const element = root.querySelector(css)
  if (!(element instanceof HTMLElement)) throw new Error(`the page has no ${css}`)
  return element
}
