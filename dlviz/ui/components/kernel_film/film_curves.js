// The numbers of a film of learning: what a kernel answers, the axis of the losses, numbers as text.

const FLOOR = 1e-9 // the smallest loss that the axis shows
const MOST_LINES = 5 // spaces between lines of the axis

/**
 * What a kernel answers on a patch: sums of products, not flipped, where it fits.
 *
 * @param {number[]} kernel Its weights row by row; a square.
 * @param {ArrayLike<number>} patch Its numbers row by row; a square that is not smaller.
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
 * Which record has the step that is nearest; the earlier one of two.
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
 * @property {number[]} powers Where its lines are.
 */

/**
 * The axis for some curves: whole powers of ten around all numbers above 0, with six lines at most.
 *
 * @param {number[]} values
 * @param {number} [room] Spaces between lines that there is room for.
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
 * Where a number is on the axis; below its lower end it is at it.
 *
 * @param {Axis} axis
 * @param {number} value
 * @returns {number} 0 at the lower end, 1 at the upper one.
 */
export function shareOf({ low, high }, value) {
  return (Math.log10(Math.max(10 ** low, value)) - low) / (high - low)
}

/**
 * A power of ten: "0.01", from 10⁻⁴ down by its exponent.
 *
 * @param {number} power
 * @returns {string}
 */
export function powerText(power) {
  return power < -3 ? `10${raised(power)}` : String(10 ** power)
}

/**
 * A whole number in small raised digits.
 *
 * @param {number} power
 * @returns {string}
 */
const raised = (power) => String(power).replace(/./g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)])

/**
 * A loss with three digits, below 0.001 with its power of ten.
 *
 * @param {number} value
 * @returns {string}
 */
export const short = (value) =>
  value >= 0.001 ? Number(value.toPrecision(3)).toString() : value.toExponential(1)

/**
 * A weight as a cell has room for it: no -0.00, and a diverged one with a power of ten.
 *
 * @param {number} value
 * @param {number} digits Behind the point.
 * @returns {string}
 */
export const fixed = (value, digits) =>
  Math.abs(value) >= 100 ? value.toExponential(0) : value.toFixed(digits).replace(/^-([0.]+)$/, "$1")
