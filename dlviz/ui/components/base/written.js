// Numbers as a person writes them: a simple fraction, or a few decimals. The same rules as
// dlviz/notation.py; a test compares both.

const LONG = 1e6 // from here on a number is written with a power of ten
const PLAIN = 9.995e-5 // below, rounded to three digits, one is written with a power of ten as well
const DENOMINATORS = 16 // largest denominator of a fraction: 1/3 is easier to read than 0.333, 37/53 not

/**
 * The fraction with a small denominator that equals `value` up to rounding, or null.
 *
 * @param {number} value
 * @returns {[above: number, below: number] | null}
 */
export function fraction(value) {
  if (!Number.isFinite(value)) return null
  /** @type {[above: number, below: number]} */
  let best = [Math.round(value), 1]
  const off = (/** @type {[number, number]} */ [above, below]) => Math.abs(above / below - value)
  for (let below = 2; below <= DENOMINATORS; below += 1) {
    /** @type {[number, number]} */
    const one = [Math.round(value * below), below]
    if (off(one) < off(best)) best = one
  }
  const near = 1e-7 * Math.max(Math.abs(value), Math.abs(best[0] / best[1]))
  return off(best) <= near ? best : null
}

/**
 * A number in readable form: a simple fraction, or up to `digits` decimals. A number that would be 0 with so
 * few decimals keeps three digits: "1e-8", "0.0003".
 *
 * @param {number} value
 * @param {number} [digits]
 * @param {number} [noise] Rounding error of a computed number: up to this it is 0.
 */
export function written(value, digits = 3, noise = 0) {
  if (Math.abs(value) <= noise) return "0"
  if (!(Math.abs(value) < LONG)) return powered(value)
  const simple = fraction(value)
  if (simple) return simple[1] === 1 ? String(simple[0] + 0) : simple.join("/")
  const rounded = Number(value.toFixed(digits))
  if (rounded) return String(rounded)
  return Math.abs(value) < PLAIN ? powered(value) : String(Number(value.toPrecision(3)))
}

/** @param {number} value */
function powered(value) {
  if (Number.isNaN(value)) return "not a number"
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞"
  const [mantissa, exponent] = value.toExponential(2).split("e")
  return `${Number(mantissa)}e${Number(exponent)}`
}

/**
 * A number with so many decimals, or with one digit if they would all be 0.
 *
 * @param {number} value
 * @param {number} digits
 */
export function fixed(value, digits) {
  const text = value.toFixed(digits)
  if (Number(text)) return text
  return value ? String(Number(value.toPrecision(1))) : (0).toFixed(digits)
}
