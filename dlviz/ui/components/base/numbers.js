// Helpers for numbers: decode base64 arrays, format as text, clamp, and index cells of a grid.

/**
 * Bytes of a base64 string; browsers from before 2025 lack the fast built-in decoder.
 *
 * @param {string} base64
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytes(base64) {
  if (typeof Uint8Array.fromBase64 === "function") return Uint8Array.fromBase64(base64)
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

/**
 * Little-endian 32-bit floats of a base64 string.
 *
 * @param {string} base64
 */
export function floats(base64) {
  return new Float32Array(bytes(base64).buffer)
}

/**
 * Little-endian 64-bit floats of a base64 string.
 *
 * @param {string} base64
 */
export function doubles(base64) {
  return new Float64Array(bytes(base64).buffer)
}

/**
 * Little-endian 16-bit whole numbers of a base64 string.
 *
 * @param {string} base64
 */
export function shorts(base64) {
  return new Int16Array(bytes(base64).buffer)
}

/**
 * Split a flat array, stored row by row, into `count` rows of the same length.
 *
 * @param {Float32Array | Int16Array} flat
 * @param {number} count
 * @returns {number[][]}
 */
export function rows(flat, count) {
  const length = flat.length / count
  return Array.from({ length: count }, (_, row) =>
    Array.from(flat.subarray(row * length, (row + 1) * length)),
  )
}

/**
 * `value`, limited to the range from `low` to `high`.
 *
 * @param {number} value
 * @param {number} low
 * @param {number} high
 */
export function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value))
}

/**
 * Index of the part, of `count` equal parts of [0, 1], that contains `share`; outside, the nearest.
 *
 * @param {number} share In [0, 1] inside the whole.
 * @param {number} count
 */
export function part(share, count) {
  return clamp(Math.floor(share * count), 0, count - 1)
}

/**
 * Row and column, from 0, of the cell `index` in a grid.
 *
 * @param {number} index
 * @param {number} columns
 * @returns {[number, number]}
 */
export function rowAndColumn(index, columns) {
  return [Math.floor(index / columns), index % columns]
}

/**
 * Whether two rows have the same numbers.
 *
 * @param {ArrayLike<number>} one
 * @param {ArrayLike<number>} other
 */
export function same(one, other) {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false
  return true
}

/**
 * A number as text with three digits and a real minus sign; tiny numbers in scientific notation,
 * non-finite ones as a word.
 *
 * @param {number} value
 */
export function number(value) {
  if (!Number.isFinite(value)) return "beyond"
  if (value !== 0 && Math.abs(value) < 0.0005) return value.toExponential(0)
  return String(Number(value.toPrecision(3))).replace("-", "\u2212")
}

/**
 * The nearest whole number; of two that are equally near the even one, as Python rounds.
 *
 * @param {number} value
 */
export function nearest(value) {
  const low = Math.floor(value)
  if (value - low === 0.5) return low + (low % 2)
  return Math.round(value)
}
