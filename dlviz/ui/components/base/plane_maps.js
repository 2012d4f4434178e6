// The outputs of a network's units over a square of the plane of two inputs, from the network as data.

import { forward } from "./forward.js"
import { same } from "./numbers.js"

/**
 * A function of a point, x1 ** first * x2 ** second, or the sine of it: `Feature` in
 * dlviz/networks/two_inputs.py.
 *
 * @typedef {object} Feature
 * @property {number} first
 * @property {number} second
 * @property {boolean} is_sine
 */

/**
 * The features on a grid: rows of growing x2, x1 fastest, all features of a point together.
 *
 * @param {Feature[]} features
 * @param {number} side Points along each side.
 * @param {number} reach Half the side of the square.
 */
export function featuresOn(features, side, reach) {
  const at = (/** @type {number} */ index) => Math.fround(((2 * index) / (side - 1) - 1) * reach)
  const inputs = new Float64Array(side * side * features.length)
  let place = 0
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1)
      for (const { first, second, is_sine: isSine } of features) {
        const value = at(column) ** first * at(row) ** second
        inputs[place] = isSine ? Math.sin(value) : value
        place += 1
      }
  return inputs
}

/** @type {Map<string, Float64Array>} */
const kept = new Map()

/**
 * The same as `featuresOn`, kept for the last few grids: they are the same in every frame, and in several
 * components.
 *
 * @param {Feature[]} features
 * @param {number} side
 * @param {number} reach
 */
export function keptFeatures(features, side, reach) {
  const name = JSON.stringify([features, side, reach])
  const known = kept.get(name) ?? featuresOn(features, side, reach)
  kept.delete(name)
  kept.set(name, known)
  if (kept.size > 3) kept.delete(/** @type {string} */ (kept.keys().next().value))
  return known
}

/** @type {{network: import("./forward.js").Network, inputs: Float64Array, units: Float64Array[][]} | null} */
let last = null // the network and the grid that were asked for last: two components show the same ones

/**
 * The outputs of every unit over a grid, layer by layer; the last layer is the output. They are shared: do
 * not change them.
 *
 * @param {import("./forward.js").Network} network
 * @param {Float64Array} inputs From `featuresOn`.
 * @returns {Float64Array[][]} Of each layer, of each unit: its values in the grid's order.
 */
export function unitsOn(network, inputs) {
  if (last?.inputs === inputs && isSameNetwork(last.network, network)) return last.units
  const points = inputs.length / network.sizes[0]
  const units = forward(network, inputs, points).map(({ values }, layer) =>
    columns(values, network.sizes[layer + 1]),
  )
  last = { network: { ...network, parameters: Float64Array.from(network.parameters) }, inputs, units }
  return units
}

/**
 * @param {import("./forward.js").Network} one
 * @param {import("./forward.js").Network} other
 */
const isSameNetwork = (one, other) =>
  same(one.sizes, other.sizes) &&
  one.activations.join() === other.activations.join() &&
  same(one.parameters, other.parameters)

/**
 * Split values stored point by point into one row for each unit.
 *
 * @param {Float64Array} values
 * @param {number} units
 * @returns {Float64Array[]}
 */
export function columns(values, units) {
  return Array.from({ length: units }, (_, unit) => {
    const own = new Float64Array(values.length / units)
    for (let point = 0; point < own.length; point += 1) own[point] = values[point * units + unit]
    return own
  })
}

/**
 * The end of a range around zero that clips no finite value; 1 for zeros only.
 *
 * @param {ArrayLike<number>[]} all
 */
export function signedLimit(all) {
  let limit = 0
  for (const values of all)
    for (let at = 0; at < values.length; at += 1)
      if (Number.isFinite(values[at])) limit = Math.max(limit, Math.abs(values[at]))
  return limit || 1
}
