// Random affine transforms of pictures, given as data: dlviz/affine.py describes a part. Matrices go from
// a pixel of the result to the place that it is taken from, with the picture's middle as origin.

/**
 * @typedef {object} Part
 * @property {string} kind
 * @property {string} form "range", "up to" or "chance".
 * @property {number} low
 * @property {number} high
 * @property {number} per
 * @property {number[]} sides
 * @property {number} decimals
 * @property {Float64Array | null} numbers
 * @property {Float64Array} values
 */

/** @typedef {[a: number, b: number, c: number, d: number, e: number, f: number]} Matrix x' = ax + by + c,
 *   y' = dx + ey + f. */
/** @typedef {[width: number, height: number]} Size In pixels. */

/**
 * A part with another range, as a slider gives it: both ends, or one number.
 *
 * @param {Part} part
 * @param {number[]} range
 * @returns {Part}
 */
export function ranged(part, range) {
  const high = range[range.length - 1]
  return { ...part, low: part.form === "up to" ? -high : range[0], high }
}

/**
 * The values of one copy.
 *
 * @param {Part} part
 * @param {number} copy
 * @returns {number[]}
 */
export function valuesOf({ form, low, high, per, sides, decimals, numbers, values }, copy) {
  if (!numbers) return Array.from(values.subarray(sides.length * copy, sides.length * (copy + 1)))
  return sides.map((side, at) => {
    const number = numbers[sides.length * copy + at]
    const [from, to] = [(low / per) * side, (high / per) * side]
    if (form === "chance") return number < to ? 1 : 0
    return rounded(from + (to - from) * number, decimals)
  })
}

/**
 * @param {number} value
 * @param {number} decimals
 */
function rounded(value, decimals) {
  const by = 10 ** decimals
  return Math.round(value * by) / by
}

/** @type {Record<string, (values: number[], size: Size) => Matrix>} */
const MATRICES = {
  scale: ([factor]) => [1 / factor, 0, 0, 0, 1 / factor, 0],
  translate: ([across, down]) => [1, 0, -across, 0, 1, -down],
  shear: ([angle]) => [1, Math.tan(radians(angle)), 0, 0, 1, 0],
  rotate: ([angle]) => {
    const [cos, sin] = [Math.cos(radians(angle)), Math.sin(radians(angle))]
    return [cos, -sin, 0, sin, cos, 0]
  },
  "mirror across": ([is]) => [is ? -1 : 1, 0, 0, 0, 1, 0],
  "mirror down": ([is]) => [1, 0, 0, 0, is ? -1 : 1, 0],
  crop: ([top, left, height, width], [wide, tall]) => [
    width / wide,
    0,
    left + width / 2 - wide / 2,
    0,
    height / tall,
    top + height / 2 - tall / 2,
  ],
}

const radians = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180

/**
 * @typedef {object} Step
 * @property {Matrix} matrix
 * @property {number[] | null} box Left, top, right, bottom: where pixels may be taken from, repeated at the
 *   edge; null for the whole picture, with black around it.
 */

/**
 * What a part does to one copy.
 *
 * @param {Part} part
 * @param {number} copy
 * @param {Size} size
 * @returns {Step}
 */
export function stepOf(part, copy, size) {
  const values = valuesOf(part, copy)
  const [top, left, height, width] = values
  const box = part.kind === "crop" ? [left, top, left + width, top + height] : null
  return { matrix: MATRICES[part.kind](values, size), box }
}

/**
 * The matrix that applies `second` to what `first` gives.
 *
 * @param {Matrix} first
 * @param {Matrix} second
 * @returns {Matrix}
 */
export function after([a, b, c, d, e, f], [p, q, r, s, t, u]) {
  return [p * a + q * d, p * b + q * e, p * c + q * f + r, s * a + t * d, s * b + t * e, s * c + t * f + u]
}
