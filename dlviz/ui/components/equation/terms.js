// The equation of a network with one hidden layer on X1 and X2: which terms stand in it, and the six
// coefficients of f where it is a polynomial. Terms of 0 are left out.

import { fraction, written } from "../base/written.js"

const DIGITS = 2 // decimals in the equation; sliders and table have more
const LONG = 1e6 // from here on a number is written with a power of ten
const ROUNDING = 1e-6 // of a sum of weights stored in 32 bits, as a share of its terms' absolute values
const PLAIN = 1e-4 // below, a number in the equation is written with a power of ten as well
const SMALL = 0.0005 // smaller coefficients would be 0.000 with three decimals

/** @typedef {{above: string, below: string} | {text: string, power: string | null}} Size A number without sign. */
/** @typedef {{sign: "" | "+" | "\u2212", size: Size | null, symbol: Symbol | null}} Term `size` null for 1. */
/** @typedef {{name: string, times: string[]} | {unit: string, inside: Term[]}} Symbol Such as X1X2, or a unit. */

/**
 * @typedef {object} Lecture The weights, named as in the lecture.
 * @property {string} activation
 * @property {number[][]} rows (w0, w1, w2) of each hidden unit.
 * @property {number[]} beta beta0, and the output's weight of each hidden unit.
 */

/** The six monomials of a polynomial of degree 2, with their factors. */
export const MONOMIALS = [[], ["1"], ["2"], ["1", "1"], ["2", "2"], ["1", "2"]]

/**
 * @param {import("../base/forward.js").Network} network
 * @returns {Lecture}
 */
export function lecture({ sizes, activations, parameters }) {
  const count = sizes[1]
  const at = (/** @type {number} */ row, /** @type {number} */ unit) => parameters[row * count + unit]
  const units = Array.from({ length: count }, (_, unit) => unit)
  return {
    activation: activations[0],
    rows: units.map((unit) => [at(2, unit), at(0, unit), at(1, unit)]),
    beta: [parameters[4 * count], ...units.map((unit) => parameters[3 * count + unit])],
  }
}

/**
 * The coefficients of f as a polynomial, in the order of MONOMIALS; null if it is none.
 *
 * @param {Lecture} network
 */
export function polynomial({ activation, rows, beta }) {
  if (activation !== "square" && activation !== "identity") return null
  const found = [beta[0], 0, 0, 0, 0, 0]
  rows.forEach(([w0, w1, w2], unit) => {
    const own = activation === "identity" ? [w0, w1, w2] : squared(w0, w1, w2)
    own.forEach((value, at) => {
      found[at] += beta[unit + 1] * value
    })
  })
  return found
}

/** @type {(w0: number, w1: number, w2: number) => number[]} */
const squared = (w0, w1, w2) => [w0 * w0, 2 * w0 * w1, 2 * w0 * w2, w1 * w1, w2 * w2, 2 * w1 * w2]

/**
 * The lines of the equation; those of `expanded` follow the second equals sign.
 *
 * @param {Lecture} network
 * @returns {{own: Term[][], expanded: Term[][]}}
 */
export function lines(network) {
  const { activation, rows, beta } = network
  const own = [sum([[beta[0], null]])]
  rows.forEach(([w0, w1, w2], unit) => {
    const inside = sum([
      [w0, null],
      [w1, monomial(["1"])],
      [w2, monomial(["2"])],
    ])
    own.push(beta[unit + 1] === 0 ? [] : sum([[beta[unit + 1], { unit: activation, inside }]]))
  })
  const coefficients = polynomial(network)
  const noise = rounding(network)
  const expanded = coefficients?.map((value, at) => (Math.abs(value) <= noise[at] ? 0 : value))
  return { own: joined(own), expanded: expanded ? joined(expansion(expanded)) : [] }
}

/**
 * Up to which size the coefficients of f can be the rounding errors of terms that cancel.
 *
 * @param {Lecture} network
 */
export function rounding({ activation, rows, beta }) {
  const sizes = { activation, rows: rows.map((row) => row.map(Math.abs)), beta: beta.map(Math.abs) }
  return (polynomial(sizes) ?? []).map((size) => ROUNDING * size)
}

/** @param {number[]} coefficients */
function expansion(coefficients) {
  /** @type {[number, Symbol | null][]} */
  const terms = coefficients.map((value, at) => [
    value,
    MONOMIALS[at].length ? monomial(MONOMIALS[at]) : null,
  ])
  return [sum(terms.slice(0, 3)), sum(terms.slice(3))]
}

/** @type {(times: string[]) => Symbol} */
const monomial = (times) => ({ name: "X", times })

/**
 * Lines without the empty ones; from the second on each begins with its sign. At least "0".
 *
 * @param {Term[][]} all
 */
function joined(all) {
  const filled = all.filter((line) => line.length)
  for (const [first] of filled.slice(1)) first.sign ||= "+"
  /** @type {Term} */
  const zero = { sign: "", size: { text: "0", power: null }, symbol: null }
  return filled.length ? filled : [[zero]]
}

/**
 * A sum of number times symbol; terms of 0 are left out.
 *
 * @param {[value: number, symbol: Symbol | null][]} terms
 * @returns {Term[]}
 */
function sum(terms) {
  /** @type {Term[]} */
  const found = []
  for (const [value, symbol] of terms) {
    if (value === 0) continue
    const size = sized(Math.abs(value))
    const isOne = "text" in size && withPower(size) === "1" && symbol !== null
    found.push({ sign: value < 0 ? "\u2212" : found.length ? "+" : "", size: isOne ? null : size, symbol })
  }
  return found
}

/**
 * @param {number} value Not negative.
 * @returns {Size}
 */
function sized(value) {
  if (Number.isNaN(value)) return { text: "not a number", power: null }
  if (value === Infinity) return { text: "\u221e", power: null }
  if (value >= LONG || (value > 0 && value < PLAIN)) {
    const [mantissa, power] = value.toExponential(DIGITS - 1).split("e")
    return { text: String(Number(mantissa)), power: String(Number(power)) }
  }
  const simple = fraction(value)
  if (simple && simple[1] > 1) return { above: String(simple[0]), below: String(simple[1]) }
  return { text: written(value, DIGITS), power: null }
}

/**
 * A coefficient in the table; values within the rounding error are shown as 0.
 *
 * @param {number} value
 * @param {number} [noise] Its rounding error.
 */
export function coefficient(value, noise = 0) {
  if (Math.abs(value) <= noise) return "0"
  if (Math.abs(value) < SMALL) return value.toExponential(0).replace("e+", "e")
  return written(value)
}

/** @type {Record<string, [before: string, after: string]>} */
const WRAPPED = {
  square: ["(", ")\u00b2"],
  sigmoid: ["\u03c3(", ")"],
  ReLU: ["(", ")\u208a"],
  tanh: ["tanh(", ")"],
  identity: ["(", ")"],
}
const BELOW = { 1: "\u2081", 2: "\u2082" }

/**
 * A line as plain text: "1/4 (X₁ + X₂)²".
 *
 * @param {Term[]} line
 * @returns {string}
 */
export function asText(line) {
  return line
    .map(({ sign, size, symbol }, at) => {
      const gap = at && sign ? ` ${sign} ` : sign
      const number = size && ("above" in size ? `${size.above}/${size.below}` : withPower(size))
      return gap + [number, symbol && symbolText(symbol)].filter(Boolean).join(" ")
    })
    .join("")
}

/** @param {{text: string, power: string | null}} size */
const withPower = ({ text, power }) => (power ? `${text}·10^${power}` : text)

/** @param {Symbol} symbol */
function symbolText(symbol) {
  if ("unit" in symbol) {
    const [before, after] = WRAPPED[symbol.unit]
    return before + (asText(symbol.inside) || "0") + after
  }
  const { times } = symbol
  if (times.length === 2 && times[0] === times[1])
    return `X${BELOW[/** @type {1} */ (Number(times[0]))]}\u00b2`
  return times.map((index) => `X${BELOW[/** @type {1} */ (Number(index))]}`).join("")
}
