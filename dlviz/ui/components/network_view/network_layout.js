// How large the cells of a network are, where a unit is, how far its input moves, and its numbers as
// text.

import { clamp, part, rowAndColumn } from "../base/numbers.js"

const OUTPUTS_WIDTH = 13.5 // rem, with network_view.css
const GAP = 1.6 // rem between the parts: room for the links
const [SMALLEST, LARGEST] = [0.7, 2] // of the natural size of a cell
const NORMAL = 16 // CSS pixels of a rem at the normal text size: cells are told in these

/**
 * @typedef {object} Layer
 * @property {number} rows Of cells.
 * @property {number} columns
 * @property {number} cell CSS pixels of a cell at its natural size and the normal text size.
 */

/**
 * The factor on the size of all cells. They fill the width that the outputs leave; where they would be
 * too small for that, the parts stand under each other at their natural size.
 *
 * @param {Layer[]} layers
 * @param {number} wide CSS pixels for all of it.
 * @param {number} rem CSS pixels of one rem.
 * @returns {number} 1, or in [0.7, 2].
 */
export function zoomFor(layers, wide, rem) {
  const natural = layers.reduce((sum, { columns, cell }) => sum + (columns * cell * rem) / NORMAL, 0)
  const fitting = (wide - rem * (OUTPUTS_WIDTH + GAP * layers.length)) / natural
  return fitting < SMALLEST ? 1 : Math.min(LARGEST, fitting)
}

/**
 * CSS pixels of a layer's cell.
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
 * Where the middle of a unit's cell is.
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
 * How far the input is moved after one more move, in pixels of the input.
 *
 * @param {[dx: number, dy: number]} from
 * @param {[dx: number, dy: number]} by
 * @param {number} reach The furthest in each direction.
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
export const signed = (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(1)

/**
 * A probability with one decimal.
 *
 * @param {number} share In [0, 1].
 * @returns {string}
 */
export const percent = (share) => (share > 0 && share < 0.0005 ? "< 0.1%" : `${(100 * share).toFixed(1)}%`)
