// Geometry of the view of a network with two inputs: coordinates in the input plane, numbers of a map,
// sizes of units and edges.

import { clamp, part } from "../base/numbers.js"

const [SMALLEST_UNIT, LARGEST_UNIT] = [2.1, 4.6] // rem
const TALLEST = 17 // rem, largest height of a column of units
const BETWEEN = 0.5 // rem
const STRONG = 3 // absolute weight from which on edges have the full width
const WIDEST = 8 // CSS pixels of an edge between the largest units, at the normal text size
const THINNEST = 0.6 // CSS pixels of an edge whose weight is not 0
const ZERO = 127 // the byte of a map for the number 0; 0 is the lower end of its scale, 254 the upper

/**
 * Side of a unit's map; it depends on the layer with the most units.
 *
 * @param {number[]} units Of each layer.
 * @returns {number} rem.
 */
export function unitSize(units) {
  return clamp(TALLEST / Math.max(...units) - BETWEEN, SMALLEST_UNIT, LARGEST_UNIT)
}

/**
 * The number of a map at a place.
 *
 * @param {ArrayLike<number>} bytes (side, side), the largest second input in the first row.
 * @param {number} side
 * @param {[across: number, up: number]} place Shares of the map's width and, from below, of its height.
 * @param {number} limit The number at the byte 254; its negative is at 0.
 * @returns {number}
 */
export function valueAt(bytes, side, [across, up], limit) {
  return ((bytes[part(1 - up, side) * side + part(across, side)] - ZERO) / ZERO) * limit
}

/**
 * The input value at a share of the plane's width or height.
 *
 * @param {number} share In [0, 1].
 * @param {number} reach The largest input.
 * @returns {number} In [-reach, reach].
 */
export const inputAt = (share, reach) => (2 * share - 1) * reach

/**
 * The position of a data point in the plane.
 *
 * @param {number} x1
 * @param {number} x2
 * @param {number} reach The largest input.
 * @returns {[across: number, down: number]} Shares of the width and, from above, of the height.
 */
export const placeOf = (x1, x2, reach) => [(x1 / reach + 1) / 2, (1 - x2 / reach) / 2]

/**
 * The place after one step of an arrow key in the plane.
 *
 * @param {[across: number, up: number]} from Shares.
 * @param {[across: number, down: number]} step
 * @param {number} by The share of one step.
 * @returns {[across: number, up: number]}
 */
export function stepped([x, up], [across, down], by) {
  return [clamp(x + by * across, 0, 1), clamp(up - by * down, 0, 1)]
}

/**
 * The visual strength of a weight.
 *
 * @param {number} weight
 * @returns {number} In [0, 1].
 */
export const strength = (weight) => Math.min(1, Math.abs(weight) / STRONG)

/**
 * Width of an edge, in CSS pixels at the normal text size; a weight of 0 has none.
 *
 * @param {number} weight
 * @param {number} unit rem of a unit's side, from `unitSize`.
 * @returns {number}
 */
export function edgeWidth(weight, unit) {
  return weight === 0 ? 0 : THINNEST + ((WIDEST * unit) / LARGEST_UNIT) * strength(weight)
}

/**
 * Reduce a map to the signs of its numbers.
 *
 * @param {Uint8Array} bytes
 * @returns {Uint8Array}
 */
export function signs(bytes) {
  return bytes.map((value) => (value < ZERO ? 40 : value > ZERO ? 214 : ZERO))
}
