// What a network answers to a picture, and which units push the answer most, as dlviz/inside.py has it.

import { forward, softmax } from "../base/forward.js"

/** @typedef {import("../base/forward.js").Network} Network */

/**
 * @typedef {object} Answer
 * @property {ArrayLike<number>[]} values Of each layer except the output: the input, the hidden layers.
 * @property {ArrayLike<number>} logits
 * @property {ArrayLike<number>} probabilities
 * @property {number} winner
 * @property {number} runner_up
 * @property {import("./messages.d.ts").Link[]} links
 */

/**
 * @param {Network} network
 * @param {Uint8Array} picture
 * @param {readonly number[]} perLayer As `strongest_links` in inside.py.
 * @returns {Answer}
 */
export function answerOf(network, picture, perLayer) {
  const input = Float32Array.from(picture, (value) => value / 255)
  const layers = forward(network, input)
  const logits = layers[layers.length - 1].values
  const probabilities = softmax(logits)
  const [winner, second] = largest(probabilities, 2)
  const values = [input, ...layers.slice(0, -1).map((layer) => layer.values)]
  return {
    values,
    logits,
    probabilities,
    winner,
    runner_up: second,
    links: strongestLinks(network, values, winner, perLayer),
  }
}

/**
 * The largest pushes (weight times activation) to one output, traced back to the first hidden layer. The
 * strength of a link is its push, relative to the largest between the same layers.
 *
 * @param {Network} network
 * @param {ArrayLike<number>[]} values Of each layer except the output.
 * @param {number} output
 * @param {readonly number[]} perLayer How many are drawn to each unit, by the layer they start from: the
 *   first hidden one, the second, ...
 * @returns {import("./messages.d.ts").Link[]}
 */
export function strongestLinks({ sizes, parameters }, values, output, perLayer) {
  /** @type {import("./messages.d.ts").Link[]} */
  const links = []
  const trace = (/** @type {number} */ layer, /** @type {number} */ to) => {
    if (layer === 0) return
    const start = startOf(sizes, layer) + to
    const pushes = Float64Array.from(
      values[layer],
      (value, from) => value * parameters[start + from * sizes[layer + 1]],
    )
    for (const from of largest(pushes.map(Math.abs), perLayer[layer - 1])) {
      if (pushes[from] !== 0) links.push({ layer, from, to, strength: pushes[from] })
      trace(layer - 1, from)
    }
  }
  trace(values.length - 1, output)
  /** @type {number[]} */
  const most = []
  for (const { layer, strength } of links) most[layer] = Math.max(most[layer] ?? 0, Math.abs(strength))
  for (const link of links) link.strength /= most[link.layer]
  return links
}

/**
 * Where a layer's weights begin among a network's parameters.
 *
 * @param {readonly number[]} sizes
 * @param {number} layer Counted from the first with weights.
 */
function startOf(sizes, layer) {
  let start = 0
  for (let before = 0; before < layer; before += 1) start += (sizes[before] + 1) * sizes[before + 1]
  return start
}

/**
 * Indices of the largest numbers, largest first; of equal ones the first.
 *
 * @param {ArrayLike<number>} values
 * @param {number} count
 */
export function largest(values, count) {
  /** @type {number[]} */
  const best = []
  for (let index = 0; index < values.length; index += 1) {
    let place = best.length
    while (place > 0 && values[index] > values[best[place - 1]]) place -= 1
    if (place < count) best.splice(place, 0, index)
    if (best.length > count) best.pop()
  }
  return best
}

/**
 * The end of a colour range for values from 0: the next of 1, 2, 5, 10, 20, ..., so that it rarely changes.
 *
 * @param {ArrayLike<number>} values
 */
export function rangeEnd(values) {
  const most = Array.from(values).reduce((best, value) => Math.max(best, value), 0)
  if (!(most > 0)) return 1
  const exponent = Math.floor(Math.log10(most))
  return [1, 2, 5, 10].map((step) => Number(`${step}e${exponent}`)).find((end) => most <= end) ?? Infinity
}
