// Shares the cell pointed at between two components: the grids and the sparse matrix below them.

const [PLACE, ROW] = ["dlviz-sliding-place", "dlviz-sliding-row"] // names of window events

/**
 * @typedef {object} Place
 * @property {string} grid "image", "kernel" or "output".
 * @property {number} index Index of the cell, from 0; -1 for a pixel of the padding.
 */

/** @type {Place} */
let latest = { grid: "output", index: 0 }

/**
 * For the grids: returns a function that announces the place pointed at.
 *
 * @param {(row: number) => void} point Called with the output that the matrix points at.
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
 * For the matrix: `place()` returns the place pointed at, `point(row)` points at an output.
 *
 * @param {() => void} changed Called whenever the place has changed.
 * @param {import("./scope.js").Scope} scope
 */
export function followPlace(changed, scope) {
  scope.listen(window, PLACE, changed)
  return {
    place: () => latest,
    point: (/** @type {number} */ row) => dispatchEvent(new CustomEvent(ROW, { detail: row })),
  }
}
