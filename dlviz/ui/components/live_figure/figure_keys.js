// Keyboard access to the points of a Plotly figure: arrow keys move from point to point and show the
// hover label, Enter clicks. Plotly itself supports pointers only.

import { onKeys } from "../base/keys.js"

const SHOWN = 80 // ms that Plotly needs to write a hover label
const GRIDS = ["heatmap", "contour", "image"] // their points have a row and a column

/**
 * @typedef {object} Place A point of a curve, or a cell of a grid.
 * @property {number} curve
 * @property {number | null} [point]
 * @property {number} [row]
 * @property {number} [column]
 */

/**
 * Handle the arrow keys, Enter and Escape.
 *
 * @param {HTMLElement} frame Takes the focus.
 * @param {import("./plotly.d.ts").Plot} plot
 * @param {{say: (text: string) => void, press: (point: import("./plotly.d.ts").Point) => void}} own `say`
 *   announces a label to screen readers, `press` clicks a point.
 * @param {import("../base/scope.js").Scope} scope
 */
export function listenToKeys(frame, plot, { say, press }, scope) {
  /** @type {Place | null} */
  let at = null // { curve, point } or { curve, row, column }
  /** @type {import("../base/scope.js").Stop | null} */
  let speech = null // stops the timer that announces the label

  const curves = () =>
    plot._fullData.filter(
      (/** @type {import("./plotly.d.ts").Trace} */ curve) =>
        curve.visible === true && curve.hoverinfo !== "skip" && points(curve.index) > 0,
    )
  const cells = (/** @type {number} */ curve) => plot.calcdata[curve][0].z
  const isGrid = (/** @type {number} */ curve) => GRIDS.includes(plot._fullData[curve].type)

  /** @param {number} curve */
  function points(curve) {
    const own = plot.calcdata[curve] ?? []
    if (isGrid(curve)) return cells(curve)?.length ?? 0
    return own.filter(
      (/** @type {import("./plotly.d.ts").Trace} */ { x, y }) => x !== undefined && y !== undefined,
    ).length
  }

  /**
   * Whether a curve's axis runs against the screen's coordinates: to the left, or upwards.
   *
   * @param {number} curve
   * @param {string} letter
   */
  function runsBack(curve, letter) {
    const axis = plot._fullLayout[plot._fullData[curve][`${letter}axis`].replace(letter, `${letter}axis`)]
    const [low, high] = axis.range
    return letter === "x" ? low > high : low < high
  }

  /**
   * @param {number} curve
   * @param {boolean} atEnd
   * @returns {Place}
   */
  function start(curve, atEnd = false) {
    if (!isGrid(curve))
      return { curve, point: next(curve, atEnd ? plot.calcdata[curve].length : -1, atEnd ? -1 : 1) }
    const [rows, columns] = [cells(curve).length, cells(curve)[0].length]
    return { curve, row: rows >> 1, column: atEnd ? columns - 1 : Math.min(columns - 1, 0) }
  }

  /**
   * The next point whose coordinates exist; null after the last one.
   *
   * @param {number} curve
   * @param {number} from
   * @param {number} by
   */
  function next(curve, from, by) {
    const own = plot.calcdata[curve]
    for (let index = from + by; index >= 0 && index < own.length; index += by)
      if (own[index].x !== undefined && own[index].y !== undefined) return index
    return null
  }

  /**
   * @param {Place} place
   * @param {[number, number]} step
   * @returns {Place | null}
   */
  function goneOn({ curve, row = 0, column = 0, point }, [across, down]) {
    if (!isGrid(curve)) {
      const isLying = plot._fullData[curve].orientation === "h"
      const [along, beside] = isLying ? [down * (runsBack(curve, "y") ? -1 : 1), across] : [across, down]
      if (beside) return onCurve(curve, beside, point ?? 0)
      const found = next(curve, point ?? -1, along)
      return found === null ? { curve, point } : { curve, point: found }
    }
    const place = {
      curve,
      row: row + (runsBack(curve, "y") ? -down : down),
      column: column + (runsBack(curve, "x") ? -across : across),
    }
    if (cells(curve)[place.row]?.[place.column] !== undefined) return place
    return across ? onCurve(curve, across, row) : { curve, row, column }
  }

  /**
   * The same place on the next curve or in the next panel, or the nearest place there.
   *
   * @param {number} curve
   * @param {number} by
   * @param {number} place
   * @returns {Place | null}
   */
  function onCurve(curve, by, place) {
    const all = curves().map((/** @type {{index: number}} */ { index }) => index)
    const other = all[all.indexOf(curve) + by]
    if (other === undefined) return at
    const first = start(other, by < 0)
    if (isGrid(other)) return place in cells(other) ? { ...first, row: place } : first
    return plot.calcdata[other][place]?.y === undefined ? start(other) : { curve: other, point: place }
  }

  function show() {
    if (!at) return
    const { curve, row, column, point } = at
    const { xaxis, yaxis } = plot._fullData[curve]
    // Plotly can find a cell of a grid only by its coordinates, not by its index.
    const where = isGrid(curve)
      ? { xval: middle(curve, "x", column ?? 0), yval: middle(curve, "y", row ?? 0) }
      : { pointNumber: point }
    window.Plotly.Fx.hover(plot, [{ curveNumber: curve, ...where }], xaxis + yaxis)
    speech?.()
    speech = scope.later(() => say(label()), SHOWN)
  }

  /**
   * The axis coordinate of the centre of a row or column.
   *
   * @param {number} curve
   * @param {string} letter
   * @param {number} place
   */
  function middle(curve, letter, place) {
    const trace = plot._fullData[curve]
    if (trace.type === "image") return trace[`${letter}0`] + place * trace[`d${letter}`]
    const [first] = plot.calcdata[curve]
    const ends = first[letter]
    const isEdges = ends.length > (letter === "x" ? first.z[0] : first.z).length
    return first[`${letter}Center`]?.[place] ?? (isEdges ? (ends[place] + ends[place + 1]) / 2 : ends[place])
  }

  function label() {
    const texts = [...plot.querySelectorAll(".hoverlayer .hovertext text, .hoverlayer .axistext text")]
    const lines = texts.flatMap((text) => {
      const own = [...text.querySelectorAll("tspan.line")]
      return (own.length ? own : [text]).map(({ textContent }) => textContent.trim())
    })
    return lines.filter(Boolean).join(", ")
  }

  function rest() {
    speech?.()
    at = null
    if (plot._fullLayout) window.Plotly.Fx.unhover(plot)
  }

  /** Whether a key press is meant for the points and is not a shortcut of the browser. */
  const isOurs = (/** @type {KeyboardEvent} */ { target, altKey, ctrlKey, metaKey }) =>
    target === frame && plot._fullData && !altKey && !ctrlKey && !metaKey

  /**
   * Forget the place if the figure has been replaced by another.
   *
   * @param {{index: number}[]} all
   */
  function check(all) {
    if (at && !all.some(({ index }) => index === at?.curve)) at = null
  }

  /**
   * @param {[number, number]} step
   * @param {KeyboardEvent} event
   */
  function go(step, event) {
    if (!isOurs(event)) return false
    const all = curves()
    check(all)
    if (!all.length) return false
    at = at ? goneOn(at, step) : start(all[0].index)
    show()
  }

  onKeys(frame, go, (event) => {
    if (!isOurs(event)) return false
    check(curves())
    if (!at) return false
    if (event.key === "Enter" && plot._hoverdata?.length) press(plot._hoverdata[0])
    else if (event.key === "Escape") rest()
    else return false
  })
  frame.onblur = rest
}
