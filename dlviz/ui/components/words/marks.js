// Marks technical words in the page's own texts, without changing the elements, which are React's.
//
// The browser draws a line under ranges that are registered as a highlight. A browser that cannot do this shows
// no lines; the list of words is there anyway.

import { watchReadable } from "../base/readable.js"

const NAME = "dlviz-words" // of the highlight; words.py has its style
const CALM = 600 // ms from a change until its words are marked
const OWN = "a, button, summary, code, pre, input, textarea, h1" // not to be tapped on
const SCHOOL = "[class*=st-key-class_]" // where "class" means people
const NEAR = { x: 4, y: 4 } // pixels around a word that belong to it, for a finger

/** @typedef {import("./finding.js").Found} Found */
/** @typedef {{ node: Text, found: Found, range: StaticRange }} Mark */

/** Whether the browser can mark words. */
export const canMark = () => typeof Highlight === "function" && "highlights" in CSS

/**
 * @param {import("../base/scope.js").Scope} scope
 * @param {string} css Selector of a block of text.
 * @param {string} equation Selector of an equation.
 */
export function createMarks(scope, css, equation) {
  const highlight = new Highlight()
  /** @type {Map<Element, Mark[]>} */
  const marked = new Map()
  /** @type {ReturnType<typeof import("./finding.js").finder>} */
  let find = () => []
  let isHeld = false // a hand moves something: its frames come first
  let isPending = false

  /** @type {import("../base/readable.js").Readable} */
  let inside = new Map() // components whose texts are in a shadow tree

  /**
   * The block of text that an element is in.
   *
   * @param {Element | null | undefined} element
   */
  function blockOf(element) {
    if (!(element?.getRootNode() instanceof ShadowRoot)) return element?.closest(css)
    for (const [root, own] of inside) if (root.contains(element)) return element.closest(own)
    return null
  }

  function blocks() {
    const own = [...inside].flatMap(([root, texts]) => [...root.querySelectorAll(texts)])
    return [...document.querySelectorAll(css), ...own]
  }

  /** @param {Element} block */
  function drop(block) {
    for (const { range } of marked.get(block) ?? []) highlight.delete(range)
    marked.delete(block)
  }

  function scan() {
    isPending = false
    if (isHeld) return
    for (const block of marked.keys()) if (!block.isConnected) drop(block)
    for (const block of blocks()) if (!marked.has(block)) mark(block)
  }

  /** @param {Element} block */
  function mark(block) {
    /** @type {Mark[]} */
    const marks = []
    marked.set(block, marks)
    if (block.closest(`${OWN}, ${equation}, ${SCHOOL}`) || block.closest("label")?.querySelector("input"))
      return
    const seen = new Set()
    const nodes = document.createTreeWalker(block, NodeFilter.SHOW_TEXT)
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      const parent = node.parentElement
      if (!(node instanceof Text) || blockOf(parent) !== block || parent?.closest(`${OWN}, ${equation}`))
        continue
      for (const found of find(node.data, seen)) {
        const [startContainer, endContainer] = [node, node]
        const range = new StaticRange({
          startContainer,
          endContainer,
          startOffset: found.start,
          endOffset: found.end,
        })
        highlight.add(range)
        marks.push({ node, found, range })
      }
    }
  }

  function later() {
    if (isPending) return
    isPending = true
    scope.later(scan, CALM)
  }

  /** @param {MutationRecord[]} records */
  function changed(records) {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement
      const block = blockOf(element)
      if (block && marked.has(block)) drop(block)
    }
    if (!isHeld) later()
  }

  /** @param {boolean} now */
  function hold(now) {
    isHeld = now
    if (!now) later()
  }

  CSS.highlights.set(NAME, highlight)
  scope.atEnd(() => CSS.highlights.delete(NAME))
  const changes = { childList: true, characterData: true, subtree: true }
  const observer = scope.watch(new MutationObserver(changed))
  observer.observe(document.body, changes)
  watchReadable(scope, (now) => {
    inside = now
    for (const root of now.keys()) observer.observe(root, changes)
    later()
  })
  scope.listen(document, "pointerdown", () => hold(true), { capture: true, passive: true })
  for (const end of ["pointerup", "pointercancel"])
    scope.listen(document, end, () => hold(false), { capture: true, passive: true })

  return {
    /**
     * Mark the words that `now` finds.
     *
     * @param {typeof find} now
     */
    use(now) {
      find = now
      for (const block of [...marked.keys()]) drop(block)
      later()
    },

    /**
     * The marked word at a place on screen, with its rectangle.
     *
     * @param {EventTarget | null} target
     * @param {number} x
     * @param {number} y
     */
    at(target, x, y) {
      const block = target instanceof Element ? blockOf(target) : null
      if (block?.closest("dialog")) return null // it covers the screen, and nothing else can be used
      const hits = (block ? (marked.get(block) ?? []) : []).flatMap((mark) =>
        [...rectangles(mark)].map((box) => ({ ...mark.found, box, far: distance(box, x, y) })),
      )
      hits.sort((one, other) => one.far - other.far)
      return hits[0]?.far < Infinity ? { block: /** @type {HTMLElement} */ (block), ...hits[0] } : null
    },
  }
}

/** @param {Mark} mark */
function rectangles({ node, found }) {
  if (!node.isConnected || node.length < found.end) return []
  const range = document.createRange()
  range.setStart(node, found.start)
  range.setEnd(node, found.end)
  return range.getClientRects()
}

/**
 * Pixels from a place to a rectangle; infinite if that is too far.
 *
 * @param {DOMRect} box
 * @param {number} x
 * @param {number} y
 */
function distance(box, x, y) {
  const across = Math.max(box.left - x, 0, x - box.right)
  const down = Math.max(box.top - y, 0, y - box.bottom)
  return across > NEAR.x || down > NEAR.y ? Infinity : across + down
}
