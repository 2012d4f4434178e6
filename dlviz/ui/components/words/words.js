// Explains technical words: where a visitor taps on a marked word, and all of a page's in a list.
import { made } from "../base/elements.js"
import { changes, component } from "../base/lifecycle.js"
import { createBubble } from "./bubble.js"
import { finder, textsOf } from "./finding.js"
import { canMark, createMarks } from "./marks.js"
import { WORDS } from "./table.js"

const LIST = "Words on this page"

export default component(createWords)

/** @type {import("./messages.d.ts").Create} */
function createWords(root, _server, first, scope) {
  let data = first
  let find = finder(WORDS, first.page)
  const isNewPage = changes()
  const opener = made("button", "opener", { type: "button", title: `${LIST}, each with a sentence` })
  opener.append(made("span", "sign", { "aria-hidden": "true" }, "Aa"), made("span", "", "Words"))
  opener.setAttribute("aria-label", LIST)
  opener.setAttribute("aria-haspopup", "dialog")
  root.replaceChildren(opener)
  const bubble = createBubble(root, scope, (page) => data.titles[page || "app"] ?? page)
  opener.onclick = () => (bubble.shows(LIST) ? bubble.hide() : list())
  const marks = canMark() ? createMarks(scope, first.text, first.equation) : null
  if (marks) listen(scope, marks, (found) => bubble.show("", [found.word], found.box))

  function list() {
    const main = document.querySelector(data.main)
    /** @type {Set<import("./table.js").Word>} */
    const seen = new Set()
    for (const text of main ? textsOf(main, root) : []) find(text, seen)
    const words = [...seen].sort((one, other) => one.name.localeCompare(other.name, "en"))
    bubble.show(LIST, words, opener.getBoundingClientRect())
  }

  return {
    update(now) {
      data = now
      if (!isNewPage(now.page)) return
      find = finder(WORDS, now.page)
      bubble.hide()
      marks?.use(find)
    },
  }
}

/**
 * Call `explain` when a visitor taps on a marked word, and show a mouse where that is possible.
 *
 * @param {import("../base/scope.js").Scope} scope
 * @param {ReturnType<typeof createMarks>} marks
 * @param {(found: NonNullable<ReturnType<typeof marks.at>>) => void} explain
 */
function listen(scope, marks, explain) {
  /** @type {HTMLElement | null} */
  let pointed = null

  // The first of the path is inside of a component too.
  const at = (/** @type {MouseEvent} */ event) =>
    marks.at(event.composedPath()[0], event.clientX, event.clientY)

  /** @param {PointerEvent} event */
  function point(event) {
    if (event.buttons || event.pointerType !== "mouse") return
    const block = at(event)?.block ?? null
    if (block === pointed) return
    if (pointed) pointed.style.cursor = ""
    if (block) block.style.cursor = "help"
    pointed = block
  }

  /** @param {MouseEvent} event */
  function tap(event) {
    if (!event.detail || event.button || getSelection()?.isCollapsed === false) return // a key, or text is selected
    const found = at(event)
    if (!found) return
    event.preventDefault() // of a label, which would give the focus to its control
    event.stopPropagation()
    explain(found)
  }

  scope.listen(document, "pointermove", point, { passive: true })
  scope.listen(document, "click", tap, { capture: true })
}
