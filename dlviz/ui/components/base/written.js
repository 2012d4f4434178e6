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
  for (let below = 1; below <= DENOMINATORS; below += 1) {
    const above = Math.round(value * below)
    const near = Math.max(1e-7 * Math.max(Math.abs(value), Math.abs(above / below)), 1e-12)
    if (Math.abs(above / below - value) <= near) return [above, below]
  }
  return null
}

/**
 * A number in readable form: a simple fraction, or up to `digits` decimals.
 *
 * @param {number} value
 * @param {number} [digits]
 */
export function written(value, digits = 3) {
  if (!(Math.abs(value) < LONG)) return measured(value)
  const simple = fraction(value)
  if (simple) return simple[1] === 1 ? String(simple[0] + 0) : simple.join("/")
  return String(Number(value.toFixed(digits)) + 0)
}

/**
 * A measured number of any size to `digits` digits: "0.0213", "3.8e-15".
 *
 * @param {number} value
 * @param {number} [digits]
 */
export function measured(value, digits = 3) {
  if (Number.isNaN(value)) return "not a number"
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞"
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e")
  const power = Number(exponent)
  if (value === 0 || (power >= -4 && power < 6))
    return String(Number(value.toFixed(Math.max(0, digits - 1 - power))) + 0)
  return `${Number(mantissa)}e${power}`
}
