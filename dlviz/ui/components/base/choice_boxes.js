// Hears what a visitor chooses in Streamlit's own boxes as soon as a box shows it: the server hears of
// it later, and its answer comes later still.

/** @typedef {HTMLInputElement} Box */

/**
 * @param {(which: number, value: string) => void} heard Called with the number of a box, from 0.
 * @param {import("./scope.js").Scope} scope
 */
export function hearBoxes(heard, scope) {
  /** @type {(Box | null)[]} */
  let boxes = []
  /** @type {MutationObserver | null} */
  let observer = null

  /** @param {MutationRecord[]} changes */
  function look(changes) {
    boxes.forEach((box, which) => {
      // A box that the server changes has no focus.
      if (box && box === document.activeElement && changes.some(({ target }) => target === box))
        heard(which, nameIn(box))
    })
  }

  return {
    /**
     * Hear these boxes from now on.
     *
     * @param {string[]} selectors
     */
    hear(selectors) {
      const next = selectors.map((selector) => /** @type {Box | null} */ (document.querySelector(selector)))
      if (observer && next.length === boxes.length && next.every((box, which) => box === boxes[which])) return
      boxes = next
      observer ??= scope.watch(new MutationObserver(look))
      observer.disconnect()
      for (const box of boxes) if (box) observer.observe(box, { attributeFilter: ["value"] })
    },
    /** What the boxes show; null where a box is missing. */
    shown: () => boxes.map((box) => box && nameIn(box)),
  }
}

const nameIn = (/** @type {Box} */ box) => box.getAttribute("value") ?? ""
