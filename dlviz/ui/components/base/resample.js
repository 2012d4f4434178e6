// Resampling of a picture as two matrix products, as dlviz/resampling.py does it: the entries are whole
// multiples of 2**-22, so that the numbers for a picture of bytes are exact and equal to the server's.

const STEPS = 2 ** 22 // of an entry between 0 and 1

/**
 * @typedef {object} Band A matrix of few entries: those of each row lie side by side.
 * @property {number[]} first Column of each row's first entry.
 * @property {Float64Array[]} entries
 */

/** @type {Map<string, Band>} */
const known = new Map()
const MOST_KNOWN = 200

/**
 * The matrix that resamples a line of `size` pixels to `next`: a box as wide as the new pixel or, if the
 * picture grows, a triangle of twice that width.
 *
 * @param {number} size
 * @param {number} next
 * @param {boolean} grows
 * @returns {Band}
 */
export function resamplingMatrix(size, next, grows) {
  const key = `${size} ${next} ${grows}`
  const old = known.get(key)
  if (old) return old
  const scale = size / next
  const wide = Math.max(scale, 1)
  const reach = grows ? wide : wide / 2
  const rows = Array.from({ length: next }, (_, row) => {
    const centre = (row + 0.5) * scale
    const first = Math.max(Math.trunc(centre - reach + 0.5), 0)
    const end = Math.min(Math.trunc(centre + reach + 0.5), size)
    const weights = Array.from({ length: end - first }, (_, index) => {
      const off = (first + index - centre + 0.5) * (1 / wide)
      return grows ? Math.max(1 - Math.abs(off), 0) : Number(off > -0.5 && off <= 0.5)
    })
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    return {
      first,
      entries: Float64Array.from(weights, (weight) => Math.floor((weight / total) * STEPS + 0.5) / STEPS),
    }
  })
  const band = { first: rows.map(({ first }) => first), entries: rows.map(({ entries }) => entries) }
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(key, band)
  return band
}

/**
 * A picture times two matrices: `down` mixes its rows and `across` its columns.
 *
 * @param {ArrayLike<number>} picture Row by row.
 * @param {number} columns
 * @param {Band} down
 * @param {Band} across
 * @returns {Float64Array} Row by row.
 */
export function twoProducts(picture, columns, down, across) {
  const [rows, wide] = [down.first.length, across.first.length]
  const product = new Float64Array(rows * wide)
  const line = new Float64Array(columns)
  for (let row = 0; row < rows; row += 1) {
    line.fill(0)
    down.entries[row].forEach((entry, index) => {
      const start = (down.first[row] + index) * columns
      for (let column = 0; column < columns; column += 1) line[column] += entry * picture[start + column]
    })
    for (let column = 0; column < wide; column += 1) {
      const [entries, first] = [across.entries[column], across.first[column]]
      let sum = 0
      for (let index = 0; index < entries.length; index += 1) sum += entries[index] * line[first + index]
      product[row * wide + column] = sum
    }
  }
  return product
}

/**
 * A picture of bytes in another size: area averages if it shrinks, bilinear if it grows.
 *
 * @param {ArrayLike<number>} picture Row by row.
 * @param {number} columns
 * @param {number} height Of the result.
 * @param {number} width
 * @returns {Uint8Array}
 */
export function resampled(picture, columns, height, width) {
  const rows = picture.length / columns
  const grows = height * width > picture.length
  const [down, across] = [resamplingMatrix(rows, height, grows), resamplingMatrix(columns, width, grows)]
  return Uint8Array.from(twoProducts(picture, columns, down, across), (value) => Math.floor(value + 0.5))
}
