// Numbers as a person writes them: a simple fraction, or a few decimals. The same rules as
// dlviz/notation.py; a test compares both.

const LONG = 1e6 // from here on a number is written with a power of ten
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
  const near = Math.max(1e-7 * Math.max(Math.abs(value), Math.abs(best[0] / best[1])), 1e-12)
  return off(best) <= near ? best : null
}

/**
 * A number in readable form: a simple fraction, or up to `digits` decimals.
 *
 * @param {number} value
 * @param {number} [digits]
 */
export function written(value, digits = 3) {
  if (!(Math.abs(value) < LONG)) return large(value)
  const simple = fraction(value)
  if (simple) return simple[1] === 1 ? String(simple[0] + 0) : simple.join("/")
  return String(Number(value.toFixed(digits)) + 0)
}

/** @param {number} value */
function large(value) {
  if (Number.isNaN(value)) return "not a number"
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞"
  const [mantissa, exponent] = value.toExponential(2).split("e")
  return `${Number(mantissa)}e${Number(exponent)}`
}
