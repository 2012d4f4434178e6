// From the ink on a pad to a network's input: scaled into a box and centred by its mass, or only shrunk,
// as dlviz/digits.py does it; and whether there is something to read at all, as dlviz/legibility.py.
// The server sends the numbers and sentences of both.

import { nearest } from "../base/numbers.js"
import { percent } from "../base/percent.js"
import { resampled } from "../base/resample.js"

/** @typedef {[top: number, left: number, height: number, width: number]} Box */

/**
 * The network's input, as bytes.
 *
 * @param {Uint8Array} ink A square picture, row by row, 255 = ink.
 * @param {import("./messages.d.ts").Format} how
 * @param {boolean} isNormalised
 * @returns {Uint8Array} A square of `how.field` rows.
 */
export function inputOf(ink, how, isNormalised) {
  const side = Math.sqrt(ink.length)
  let darkest = 0
  for (let at = 0; at < ink.length; at += 1) if (ink[at] > darkest) darkest = ink[at]
  if (!isNormalised || darkest === 0) return resampled(ink, side, how.field, how.field)
  const box = boxOf(ink, side, darkest * how.faint)
  const [height, width] = [box[2], box[3]].map((own) =>
    Math.max(1, nearest((own * how.box) / Math.max(box[2], box[3]))),
  )
  const scaled = resampled(cut(ink, side, box), box[3], height, width)
  const [x, y] = centreOfMass(scaled, width)
  const start = (/** @type {number} */ centre, /** @type {number} */ size) =>
    Math.min(Math.max(how.centre - Math.trunc(centre), 0), how.field - size)
  const [top, left] = [start(y, height), start(x, width)]
  const field = new Uint8Array(how.field ** 2)
  for (let row = 0; row < height; row += 1)
    field.set(scaled.subarray(row * width, (row + 1) * width), (top + row) * how.field + left)
  return field
}

/**
 * Why the ink cannot be read; "" if it can.
 *
 * @param {Uint8Array} ink A square picture, row by row, 255 = ink.
 * @param {import("./messages.d.ts").Rule} rule
 */
export function whyUnreadable(ink, rule) {
  const side = Math.sqrt(ink.length)
  let count = 0
  for (let at = 0; at < ink.length; at += 1) if (ink[at] >= rule.ink) count += 1
  if (count === 0) return rule.empty
  const share = count / ink.length
  if (share > rule.full) return rule.covered.replace("{share}", percent(share))
  const box = boxOf(ink, side, rule.ink)
  const [, , height, width] = box
  const small = Math.min(height, width)
  if (Math.max(height, width) > rule.aspect * small || count / (height * width) < rule.fill) return ""
  if (!holdsSquare(cut(ink, side, box), width, rule.ink, nearest(rule.square * small))) return ""
  return rule.blot.replace("{width}", String(width)).replace("{height}", String(height))
}

/**
 * A square picture moved by whole pixels; what leaves it is lost.
 *
 * @param {Uint8Array} picture Row by row.
 * @param {[dx: number, dy: number]} by
 */
export function shifted(picture, [dx, dy]) {
  const side = Math.sqrt(picture.length)
  return picture.map((_, place) => {
    const [row, column] = [Math.floor(place / side) - dy, (place % side) - dx]
    return row >= 0 && row < side && column >= 0 && column < side ? picture[row * side + column] : 0
  })
}

/**
 * The box around all pixels of at least `least`; there must be some.
 *
 * @param {Uint8Array} ink
 * @param {number} side
 * @param {number} least
 * @returns {Box}
 */
function boxOf(ink, side, least) {
  let [first, end] = [0, ink.length]
  while (ink[first] < least) first += 1
  while (ink[end - 1] < least) end -= 1
  const [top, bottom] = [Math.floor(first / side), Math.ceil(end / side)]
  let [left, right] = [side, 0]
  for (let start = top * side; start < bottom * side; start += side) {
    let column = 0
    while (column < left && ink[start + column] < least) column += 1
    left = column
    column = side
    while (column > right && ink[start + column - 1] < least) column -= 1
    right = column
  }
  return [top, left, bottom - top, right - left]
}

/**
 * @param {Uint8Array} ink
 * @param {number} side
 * @param {Box} box
 */
function cut(ink, side, [top, left, height, width]) {
  const part = new Uint8Array(height * width)
  for (let row = 0; row < height; row += 1) {
    const start = (top + row) * side + left
    part.set(ink.subarray(start, start + width), row * width)
  }
  return part
}

/**
 * @param {Uint8Array} picture Row by row, with some ink.
 * @param {number} columns
 * @returns {[x: number, y: number]}
 */
function centreOfMass(picture, columns) {
  let [mass, across, down] = [0, 0, 0]
  picture.forEach((value, place) => {
    mass += value
    across += value * ((place % columns) + 0.5)
    down += value * (Math.floor(place / columns) + 0.5)
  })
  return [across / mass, down / mass]
}

/**
 * Whether a square of ink fits into the picture.
 *
 * @param {Uint8Array} picture Row by row.
 * @param {number} columns
 * @param {number} least The smallest value that is ink.
 * @param {number} side Of the square.
 */
function holdsSquare(picture, columns, least, side) {
  // The largest square that ends at each pixel of the row: one more than the smallest of its neighbours'.
  let above = new Uint16Array(columns)
  for (let start = 0; start < picture.length; start += columns) {
    const row = new Uint16Array(columns)
    for (let column = 0; column < columns; column += 1) {
      if (picture[start + column] < least) continue
      row[column] = column ? 1 + Math.min(row[column - 1], above[column - 1], above[column]) : 1
      if (row[column] >= side) return true
    }
    above = row
  }
  return false
}
