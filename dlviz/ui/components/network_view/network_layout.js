// Layout of the network view: size of its cells, position of a unit, movement of the input, number
// formats.

import { clamp, nearest, part, rowAndColumn } from "../base/numbers.js"
import { fixed } from "../base/written.js"

const OUTPUTS_WIDTH = 13.5 // rem, as in network_view.css
const GAP = 1.6 // rem between the parts, as room for the links
const [SMALLEST, LARGEST] = [0.7, 2] // zoom factors, relative to the natural size of a cell
const NORMAL = 16 // CSS pixels of a rem at the normal text size, for which cell sizes are given

/**
 * @typedef {object} Layer
 * @property {number} rows Of cells.
 * @property {number} columns
 * @property {number} cell CSS pixels of a cell at its natural size and the normal text size.
 */

/**
 * The zoom factor of all cells. The cells fill the width beside the outputs; if they would become too
 * small, the parts are stacked and have their natural size.
 *
 * @param {Layer[]} layers
 * @param {number} wide CSS pixels for the whole view.
 * @param {number} rem CSS pixels of one rem.
 * @returns {number} 1, or in [0.7, 2].
 */
export function zoomFor(layers, wide, rem) {
  const natural = layers.reduce((sum, { columns, cell }) => sum + (columns * cell * rem) / NORMAL, 0)
  const fitting = (wide - rem * (OUTPUTS_WIDTH + GAP * layers.length)) / natural
  return fitting < SMALLEST ? 1 : Math.min(LARGEST, fitting)
}

/**
 * Side of a layer's cell in CSS pixels.
 *
 * @param {Layer} layer
 * @param {number} zoom
 * @param {number} rem CSS pixels of one rem.
 * @returns {number}
 */
export function cellSize({ cell }, zoom, rem) {
  return (cell * zoom * rem) / NORMAL
}

/**
 * The centre of a unit's cell.
 *
 * @param {Layer} layer
 * @param {number} index
 * @returns {[across: number, down: number]} Shares of the layer's width and height.
 */
export function unitPlace({ rows, columns }, index) {
  const [row, column] = rowAndColumn(index, columns)
  return [(column + 0.5) / columns, (row + 0.5) / rows]
}

/**
 * The unit at a place.
 *
 * @param {Layer} layer
 * @param {[across: number, down: number]} place Shares of the layer's width and height.
 * @returns {number}
 */
export function unitAt({ rows, columns }, [across, down]) {
  return part(down, rows) * columns + part(across, columns)
}

/**
 * The input's total shift after one more move, in pixels of the input.
 *
 * @param {[dx: number, dy: number]} from
 * @param {[dx: number, dy: number]} by
 * @param {number} reach The largest shift in each direction.
 * @returns {[dx: number, dy: number]}
 */
export function movedBy(from, by, reach) {
  return [clamp(from[0] + by[0], -reach, reach), clamp(from[1] + by[1], -reach, reach)]
}

/**
 * A logit with its sign and one decimal.
 *
 * @param {number} value
 * @returns {string}
 */
export const signed = (value) => (value < 0 ? "−" : "+") + fixed(Math.abs(value), 1)

/**
 * A probability with one decimal.
 *
 * @param {number} share In [0, 1].
 * @returns {string}
 */
export const percent = (share) => (share > 0 && share < 0.0005 ? "< 0.1%" : `${(100 * share).toFixed(1)}%`)

const HINT = "drag to move"

/**
 * What is written beside the input, and what screen readers hear of it.
 *
 * @param {[dx: number, dy: number]} move
 * @param {ArrayLike<number>} [values] Its pixels.
 */
export function inputWords([dx, dy], values = []) {
  const withSign = (/** @type {number} */ by) => (by < 0 ? "" : "+") + by
  const inked = Array.from(values).filter((value) => value > 0).length
  return {
    subtitle: dx || dy ? `moved ${withSign(dx)}, ${withSign(dy)}` : HINT,
    alt: `Input picture, ${inked} of ${values.length} pixels inked`,
    keys: "arrow keys move it",
  }
}

/**
 * The same of a hidden layer.
 *
 * @param {ArrayLike<number>} values
 * @param {string} [title]
 */
export function layerWords(values, title = "") {
  const all = Array.from(values)
  const active = all.filter((value) => value > 0).length
  const most = all.reduce((best, value, unit) => (value > all[best] ? unit : best), 0)
  const largest = fixed(all[most] ?? 0, 2)
  return {
    subtitle: `${active} active`,
    alt: `Activations of ${title}: ${active} above zero, the largest ${largest} at unit ${most + 1}`,
    keys: "arrow keys choose a unit",
  }
}

/**
 * The answer as screen readers hear it.
 *
 * @param {{winner: number, runner_up: number, probabilities: ArrayLike<number>}} answer
 */
export function spokenAnswer({ winner, runner_up: second, probabilities }) {
  const whole = (/** @type {number} */ digit) => `${nearest(100 * probabilities[digit])}%`
  return `The network predicts ${winner}, ${whole(winner)}; second ${second}, ${whole(second)}.`
}
