// The place that is pointed at, which the grids and the sparse matrix below them share.

const [PLACE, ROW] = ["dlviz-sliding-place", "dlviz-sliding-row"] // events of the window
let latest = { grid: "output", index: 0 }

/**
 * For the grids: `tell(grid, index)` says what is pointed at; a pixel of the padding is -1.
 *
 * @param {(row: number) => void} point Called with an output that the matrix points at.
 */
export function sharePlace(point) {
  const follow = ({ detail }) => point(detail)
  addEventListener(ROW, follow)
  return {
    tell(grid, index) {
      latest = { grid, index }
      dispatchEvent(new Event(PLACE))
    },
    release: () => removeEventListener(ROW, follow),
  }
}

/**
 * For the matrix: `place()` is what is pointed at, `point(row)` points at an output.
 *
 * @param {() => void} changed Called whenever the place is another one.
 */
export function followPlace(changed) {
  addEventListener(PLACE, changed)
  return {
    place: () => latest,
    point: (row) => dispatchEvent(new CustomEvent(ROW, { detail: row })),
    release: () => removeEventListener(PLACE, changed),
  }
}
