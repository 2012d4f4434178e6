// Computes the responses of kernels at single pixels, with the same results as dlviz/responses.py.

import { fixed } from "../base/written.js"

const ROUNDING = 1e-7 // of weights in single precision

/**
 * @typedef {object} Photo
 * @property {number} width
 * @property {number} channels Bytes per pixel.
 * @property {ArrayLike<number>} data Row by row, 0 to 255.
 */

/**
 * @typedef {object} Kernel
 * @property {number} rows
 * @property {number} columns
 * @property {ArrayLike<number>} weights Row by row.
 */

/** @typedef {{ channel: number, kernel: number }} Term A channel of the photo under a kernel. */

/**
 * @typedef {object} Map A response map.
 * @property {number} top Row of the photo under the kernel's centre at the map's first row.
 * @property {number} left Column of the photo under the kernel's centre at the map's first column.
 * @property {number} rows Rows of the map.
 * @property {number} columns
 * @property {Term[]} terms Channels and kernels that are combined to each number.
 * @property {string} combined "sum", "magnitude" or "direction" of the terms.
 * @property {number} weak Magnitude below which there is no direction.
 */

/**
 * One byte of a photo.
 *
 * @param {Photo} photo
 * @param {number} row
 * @param {number} column
 * @param {number} channel
 * @returns {number}
 */
export function byteAt({ width, channels, data }, row, column, channel) {
  return data[(row * width + column) * channels + channel]
}

/**
 * Sum of a kernel's weights times the pixels under it (cross-correlation: the kernel is not flipped).
 *
 * @param {Photo} photo
 * @param {Kernel} kernel
 * @param {number} channel
 * @param {number} top Row of the pixel under the kernel's first weight.
 * @param {number} left Its column.
 * @returns {number}
 */
export function correlated(photo, { columns, weights }, channel, top, left) {
  const products = Array.from(
    weights,
    (weight, at) => weight * byteAt(photo, top + Math.floor(at / columns), left + (at % columns), channel),
  )
  return total(products)
}

/**
 * A sum; 0 if its numbers cancel but for the rounding of the weights.
 *
 * @param {number[]} numbers
 */
function total(numbers) {
  let [sum, size] = [0, 0]
  for (const number of numbers) {
    sum += number
    size += Math.abs(number)
  }
  return Math.abs(sum) <= ROUNDING * size ? 0 : sum
}

/**
 * The number of a map at a pixel of the photo; null at the border, where the kernel does not fit, and
 * if there is no direction.
 *
 * @param {Photo} photo
 * @param {Kernel[]} kernels
 * @param {Map} map
 * @param {number} row Of the photo.
 * @param {number} column Of the photo.
 * @returns {number | null} A direction is in degrees, 0 to the right and 90 downwards.
 */
export function answerAt(photo, kernels, map, row, column) {
  const [top, left] = [row - map.top, column - map.left]
  if (top < 0 || left < 0 || top >= map.rows || left >= map.columns) return null
  const parts = map.terms.map(({ channel, kernel }) => correlated(photo, kernels[kernel], channel, top, left))
  if (map.combined === "sum") return total(parts)
  const size = Math.hypot(...parts)
  if (map.combined === "magnitude") return size
  return size < map.weak ? null : (Math.atan2(parts[1], parts[0]) * 180) / Math.PI
}

/**
 * A number with as few decimals as possible: at most two, below 0.1 at most four. One digit is always
 * left of a number that is not 0.
 *
 * @param {number} number
 * @returns {string}
 */
export function written(number) {
  const size = Math.abs(number)
  const rounded = Number(fixed(size, size >= 100 ? 1 : size >= 0.1 ? 2 : 4))
  return (number < 0 ? "−" : "") + rounded
}

/**
 * The products behind a sum: "12 × 0.5 + 7 × (−1)"; weights of 0 are left out.
 *
 * @param {Photo} photo
 * @param {Kernel} kernel
 * @param {number} channel
 * @param {number} top Row of the pixel under the kernel's first weight.
 * @param {number} left Its column.
 * @param {number} most Largest number of products that fit into a line.
 * @returns {string} "" if there are more, or none.
 */
export function productsAt(photo, { columns, weights }, channel, top, left, most) {
  const terms = Array.from(weights).flatMap((weight, index) => {
    if (!weight) return []
    const pixel = byteAt(photo, top + Math.floor(index / columns), left + (index % columns), channel)
    const factor = written(weight)
    return `${pixel} × ${factor.startsWith("−") ? `(${factor})` : factor}`
  })
  return terms.length > most ? "" : terms.join(" + ")
}
