// The place that is pointed at, which the grids and the sparse matrix below them share.

const [PLACE, ROW] = ["dlviz-sliding-place", "dlviz-sliding-row"] // events of the window

/**
 * @typedef {object} Place
 * @property {string} grid "image", "kernel" or "output".
 * @property {number} index In it, from 0; -1 for a pixel of the padding.
 */

/** @type {Place} */
let latest = { grid: "output", index: 0 }

/**
 * For the grids: a function that says what is pointed at.
 *
 * @param {(row: number) => void} point Called with an output that the matrix points at.
 * @param {import("./scope.js").Scope} scope
 * @returns {(place: Place) => void}
 */
export function sharePlace(point, scope) {
  scope.listen(window, ROW, ({ detail }) => point(detail))
  return (place) => {
    latest = place
    dispatchEvent(new Event(PLACE))
  }
}

/**
 * For the matrix: `place()` is what is pointed at, `point(row)` points at an output.
 *
 * @param {() => void} changed Called whenever the place is another one.
 * @param {import("./scope.js").Scope} scope
 */
export function followPlace(changed, scope) {
  scope.listen(window, PLACE, changed)
  return {
    place: () => latest,
    point: (/** @type {number} */ row) => dispatchEvent(new CustomEvent(ROW, { detail: row })),
  }
}
