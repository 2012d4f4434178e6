// Arithmetic of the kernel film: responses of a kernel, the logarithmic loss axis, number formats.

const FLOOR = 1e-9 // the smallest loss that the axis shows
const MOST_LINES = 5 // largest number of intervals between the lines of the axis

/**
 * The response of a kernel on a patch: valid cross-correlation, so the kernel is not flipped.
 *
 * @param {number[]} kernel Weights of a square kernel, row by row.
 * @param {ArrayLike<number>} patch Numbers of a square patch, row by row; not smaller than the kernel.
 * @returns {Float32Array} Row by row; a square.
 */
export function answers(kernel, patch) {
  const [side, whole] = [Math.sqrt(kernel.length), Math.sqrt(patch.length)]
  const size = whole - side + 1
  const values = new Float32Array(size * size)
  for (let row = 0; row < size; row += 1)
    for (let column = 0; column < size; column += 1)
      kernel.forEach((weight, index) => {
        const [y, x] = [Math.floor(index / side), index % side]
        values[row * size + column] += weight * patch[(row + y) * whole + column + x]
      })
  return values
}

/**
 * Index of the record with the nearest step; of two equally near ones, the earlier.
 *
 * @param {number[]} steps Of the records, in order.
 * @param {number} step
 * @returns {number}
 */
export function nearestRecord(steps, step) {
  return steps.reduce((best, own, at) => (Math.abs(own - step) < Math.abs(steps[best] - step) ? at : best), 0)
}

/**
 * @typedef {object} Axis A logarithmic axis.
 * @property {number} low Power of ten at its lower end.
 * @property {number} high Power of ten at its upper end.
 * @property {number[]} powers Powers of ten at which it has lines.
 */

/**
 * The axis for some curves: from power of ten to power of ten around all positive numbers, with at
 * most six lines.
 *
 * @param {number[]} values
 * @param {number} [room] Largest number of intervals between lines.
 * @returns {Axis}
 */
export function axisOf(values, room = MOST_LINES) {
  const all = values.filter((value) => value > 0)
  const low = Math.floor(Math.log10(Math.max(FLOOR, Math.min(...all))))
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...all))))
  const lines = Math.max(1, Math.min(MOST_LINES, Math.floor(room)))
  const every = Math.ceil((high - low) / lines)
  /** @type {number[]} */
  const powers = []
  for (let power = low; power <= high; power += every) powers.push(power)
  return { low, high, powers }
}

/**
 * The position of a number on the axis; smaller numbers are clamped to the lower end.
 *
 * @param {Axis} axis
 * @param {number} value
 * @returns {number} 0 at the lower end, 1 at the upper one.
 */
export function shareOf({ low, high }, value) {
  return (Math.log10(Math.max(10 ** low, value)) - low) / (high - low)
}

/**
 * A power of ten as text: "0.01"; from 10⁻⁴ down with an exponent.
 *
 * @param {number} power
 * @returns {string}
 */
export function powerText(power) {
  return power < -3 ? `10${raised(power)}` : String(10 ** power)
}

/**
 * An integer in superscript digits.
 *
 * @param {number} power
 * @returns {string}
 */
const raised = (power) => String(power).replace(/./g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)])

/**
 * A loss with three digits, below 0.001 in scientific notation.
 *
 * @param {number} value
 * @returns {string}
 */
export const short = (value) =>
  value >= 0.001 ? Number(value.toPrecision(3)).toString() : value.toExponential(1)

/**
 * A weight, short enough for a cell: never "-0.00", and in scientific notation if it has diverged.
 *
 * @param {number} value
 * @param {number} digits Behind the point.
 * @returns {string}
 */
export const weightText = (value, digits) =>
  Math.abs(value) >= 100 ? value.toExponential(0) : value.toFixed(digits).replace(/^-([0.]+)$/, "$1")
