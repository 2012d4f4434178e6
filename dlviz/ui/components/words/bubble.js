// A small window over the page that explains words.
import { button, focusedBeside, made } from "../base/elements.js"

const MARGIN = 8 // pixels that stay free at the edges of the screen
const GAP = 6 // pixels between a word and its window

/** @typedef {import("./table.js").Word} Word */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

/**
 * The left upper corner of a window that explains what is in `box`: below it, or above it where there is more
 * room, and inside the screen.
 *
 * @param {Box} box
 * @param {{ width: number, height: number }} own Size of the window.
 * @param {{ width: number, height: number }} screen
 */
export function placed(box, own, screen) {
  const fits = box.bottom + GAP + own.height <= screen.height - MARGIN
  const isAbove = !fits && box.top > screen.height - box.bottom
  const top = isAbove ? box.top - GAP - own.height : box.bottom + GAP
  const inside = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ all) =>
    Math.max(MARGIN, Math.min(at, all - MARGIN - size))
  return { left: inside(box.left, own.width, screen.width), top: inside(top, own.height, screen.height) }
}

/**
 * @param {HTMLElement} root
 * @param {import("../base/scope.js").Scope} scope
 * @param {(page: string) => string} titleOf
 */
export function createBubble(root, scope, titleOf) {
  const title = made("h2")
  const list = made("dl", "", { tabindex: -1 })
  const close = button("×", "Close", () => hide())
  close.className = "close"
  close.setAttribute("aria-label", "Close")
  const element = made("div", "bubble", { role: "dialog", popover: "manual" }, title, list, close)
  root.append(element)
  /** @type {HTMLElement | null} */
  let before = null // had the focus before

  const isOpen = () => element.matches(":popover-open")
  const inside = () => /** @type {HTMLElement | null} */ (focusedBeside(root)) // of the component

  function hide() {
    if (!isOpen()) return
    const hasFocus = element.contains(inside())
    element.hidePopover()
    element.removeAttribute("aria-label")
    if (hasFocus) before?.focus({ preventScroll: true })
  }

  /** @param {Word} word */
  function entry({ name, sentence, link }) {
    const address = link || "./"
    const place = titleOf(link.split("?")[0])
    const at = made("a", "", { href: address, "data-page-link": "" }, `See it at work: ${place}`)
    return [made("dt", "", name), made("dd", "", `${sentence} `, at)]
  }

  /** @param {Event} event */
  function pressed(event) {
    if (!event.composedPath().includes(root)) hide()
  }

  scope.listen(document, "pointerdown", pressed, { capture: true, passive: true })
  scope.listen(document, "scroll", (event) => event.target !== list && hide(), {
    capture: true,
    passive: true,
  })
  scope.listen(window, "resize", hide)
  scope.listen(window, "popstate", hide) // a link has been followed
  scope.listen(document, "keydown", escaped, { capture: true })

  /** @param {KeyboardEvent} event */
  function escaped(event) {
    if (event.key !== "Escape" || !isOpen()) return
    event.stopPropagation() // else it would also close a dialog below
    hide()
  }

  return {
    hide,
    /**
     * Whether the window is open with that heading.
     *
     * @param {string} name
     */
    shows: (name) => isOpen() && title.textContent === name,
    /**
     * @param {string} name Its heading; "" for a single word, which is one.
     * @param {Word[]} words
     * @param {Box} box What it explains.
     */
    show(name, words, box) {
      if (!isOpen()) before = inside() ?? /** @type {HTMLElement | null} */ (document.activeElement)
      title.textContent = name
      title.hidden = !name
      element.setAttribute("aria-label", name || words[0].name)
      list.replaceChildren(...words.flatMap(entry))
      if (!words.length) list.append(made("dd", "", "There are no technical words here."))
      if (!isOpen()) element.showPopover()
      const { left, top } = placed(box, element.getBoundingClientRect(), {
        width: document.documentElement.clientWidth,
        height: innerHeight,
      })
      element.style.left = `${left}px`
      element.style.top = `${top}px`
      list.scrollTop = 0
      list.focus({ preventScroll: true }) // a screen reader then reads it
    },
  }
}
