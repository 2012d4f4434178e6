// The maps of a network's units as bytes: as the server sends them, or computed from the weights.

import { bytes, number, rowAndColumn } from "../base/numbers.js"
import { keptFeatures, signedLimit, unitsOn } from "../base/plane_maps.js"

const HALF = 127 // bytes run from 0 to 254, with 127 for the number 0

/**
 * @typedef {object} Maps
 * @property {{high: number, units: Uint8Array[]}[]} layers The inputs and the hidden layers.
 * @property {Uint8Array} output
 * @property {string} runs The range of the output, in words.
 */

/**
 * The maps that the server has computed.
 *
 * @param {import("./messages.d.ts").Data} data
 * @returns {Maps}
 */
export function sentMaps({ layers, output }) {
  return {
    layers: layers.map(({ high, units }) => ({ high, units: units.map(({ map }) => bytes(map)) })),
    output: bytes(output.map),
    runs: output.runs,
  }
}

/**
 * The maps of `network`; those of the inputs are the server's, because no weight changes them.
 *
 * @param {import("./messages.d.ts").Data} data
 * @param {import("../base/forward.js").Network} network
 * @returns {Maps}
 */
export function computedMaps(data, network) {
  const { layers, output, side, reach, moving } = data
  const all = unitsOn(network, keptFeatures(moving.features, output.side, reach))
  const [found] = all[all.length - 1]
  const step = (output.side - 1) / (side - 1)
  // The grid of the units has every second point of the output's.
  const hidden = all.slice(0, -1).map((units) => units.map((values) => coarser(values, output.side, step)))
  const inputs = layers[0]
  return {
    layers: [
      { high: inputs.high, units: inputs.units.map(({ map }) => bytes(map)) },
      ...hidden.map((units) => {
        const high = signedLimit(units)
        return { high, units: units.map((values) => quantised(values, high, side)) }
      }),
    ],
    output: quantised(found, output.high, output.side),
    runs: `it runs from ${number(found.reduce(least))} to ${number(found.reduce(most))}`,
  }
}

/**
 * Every `step`th point of a grid, in both directions.
 *
 * @param {Float64Array} values
 * @param {number} side
 * @param {number} step
 */
export function coarser(values, side, step) {
  const own = (side - 1) / step + 1
  return Float64Array.from({ length: own * own }, (_, at) => {
    const [row, column] = rowAndColumn(at, own)
    return values[row * step * side + column * step]
  })
}

const least = (/** @type {number} */ one, /** @type {number} */ other) => Math.min(one, other)
const most = (/** @type {number} */ one, /** @type {number} */ other) => Math.max(one, other)

/**
 * Values as bytes, with the largest second input in the first row.
 *
 * @param {ArrayLike<number>} values Rows of growing second input.
 * @param {number} limit Larger values are clamped.
 * @param {number} side
 */
export function quantised(values, limit, side) {
  const found = new Uint8Array(values.length)
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1) {
      const share = values[row * side + column] / limit
      const inside = Number.isNaN(share) ? 0 : Math.min(1, Math.max(-1, share))
      found[(side - 1 - row) * side + column] = Math.round(HALF + HALF * inside)
    }
  return found
}
