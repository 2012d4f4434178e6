// The explanation in the lecture display: one part at a time, so that letters stay large and the page's
// picture stays on the screen. Keys step through the parts, and then on to the next preset.

import { put } from "../base/elements.js"

/** @type {Record<string, number>} */
const STEPS = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 }
// Elements that use these keys themselves.
const OWN_KEYS =
  "input:not([type=checkbox], [type=radio]), textarea, select, canvas, [role=slider], [role=gridcell]"

/**
 * The step of a key, 1 or -1; 0 if it means something else.
 *
 * @param {string} key
 * @param {Element | null} focused
 */
export const stepOf = (key, focused) => (focused?.matches(OWN_KEYS) ? 0 : (STEPS[key] ?? 0))

/**
 * Steps through the parts of an explanation.
 *
 * @param {HTMLElement} result Holds them, in `.columns`.
 */
export function partsOf(result) {
  let at = 0
  const all = () => {
    const found = /** @type {NodeListOf<HTMLElement>} */ (result.querySelectorAll(".columns > *"))
    return [...found].filter((own) => own.childElementCount > 0)
  }

  return {
    /** Begin with the first part. */
    begin: () => (at = 0),
    /**
     * Go on by `step` parts; false at the end.
     *
     * @param {number} step
     */
    go(step) {
      const to = at + step
      if (!step || to < 0 || to >= all().length) return false
      at = to
      return true
    },
    /**
     * Show one part, or all of them.
     *
     * @param {boolean} isOne
     * @param {HTMLElement | null} button Goes on; it says where one is.
     */
    paint(isOne, button) {
      const parts = all()
      at = Math.min(at, Math.max(0, parts.length - 1))
      for (const [index, own] of parts.entries()) own.classList.toggle("off", isOne && index !== at)
      if (!button) return
      button.hidden = !isOne || parts.length < 2
      put(button, at < parts.length - 1 ? `More (${at + 1} of ${parts.length})` : "From the beginning")
    },
  }
}
