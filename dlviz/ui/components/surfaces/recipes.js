// The values of the panels that follow from a network, computed from its weights.

import { weightOf, biasOf } from "../base/forward.js"
import { number } from "../base/numbers.js"
import { signedLimit, unitsOn } from "../base/plane_maps.js"

/**
 * The values of every panel: computed by its recipe, else those that the server has sent.
 *
 * @param {import("./messages.d.ts").Panel[]} panels
 * @param {Float32Array[]} sent Of each panel.
 * @param {import("../base/forward.js").Network} network
 * @param {Float64Array} inputs The features on the grid.
 * @returns {ArrayLike<number>[]}
 */
export function cooked(panels, sent, network, inputs) {
  const layers = unitsOn(network, inputs)
  const output = layers[layers.length - 1][0]
  const hidden = layers[0]
  /** @type {ArrayLike<number>[]} */
  const found = [...sent]
  panels.forEach(({ recipe }, at) => {
    if (!recipe) return
    const total = recipe.output ? Float64Array.from(output) : new Float64Array(output.length)
    if (recipe.bias) total.fill(biasOf(network, network.sizes.length - 1, 0))
    for (const unit of recipe.units) add(total, hidden[unit], weightOf(network, 1, unit, 0))
    if (recipe.minus !== null) add(total, found[recipe.minus], -1)
    found[at] = total
  })
  return found
}

/**
 * @param {Float64Array} total
 * @param {ArrayLike<number>} values
 * @param {number} times
 */
function add(total, values, times) {
  for (let at = 0; at < total.length; at += 1) total[at] += times * values[at]
}

/**
 * The end of the common range: `fixed`, or where the range follows the units' parts, theirs.
 *
 * @param {import("./messages.d.ts").Data} data
 * @param {ArrayLike<number>[]} values Of each panel.
 */
export function limitOf({ limit, least_limit: least, panels }, values) {
  if (least === null) return limit
  const parts = values.filter((_, at) => panels[at].recipe?.units.length === 1 && !panels[at].recipe?.bias)
  return Math.max(least, signedLimit(parts))
}

/**
 * The range of values in words, as Python writes it.
 *
 * @param {ArrayLike<number>} values
 */
export function runs(values) {
  let [least, most] = [Infinity, -Infinity]
  for (let at = 0; at < values.length; at += 1) {
    least = Math.min(least, values[at])
    most = Math.max(most, values[at])
  }
  return `from ${number(least)} to ${number(most)}`
}
