// A forward pass through fully connected layers, with a network given as data: dlviz/networks/exported.py
// describes the format. Computed in double precision; PyTorch computes most networks in single.

/**
 * @typedef {object} Network
 * @property {number[]} sizes Numbers of inputs, of units in each hidden layer, and of outputs.
 * @property {string[]} activations One for each layer with weights.
 * @property {ArrayLike<number>} parameters For each layer (inputs + 1) * outputs numbers: the weights of the
 *   first input, of the second, ..., and at last the biases.
 */

/** @type {Record<string, (z: number) => number>} */
export const ACTIVATIONS = {
  identity: (z) => z,
  ReLU: (z) => (z > 0 || Number.isNaN(z) ? z : 0),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  square: (z) => z * z,
}

/** @param {number[]} sizes */
export function count(sizes) {
  return sizes.slice(1).reduce((sum, outputs, layer) => sum + (sizes[layer] + 1) * outputs, 0)
}

/**
 * The outputs of each layer with weights, row by row: `rows` times the units of the layer.
 *
 * @param {Network} network
 * @param {ArrayLike<number>} inputs Row by row.
 * @param {number} [rows]
 * @returns {{sums: Float64Array, values: Float64Array}[]} Before and after the activation.
 */
export function forward({ sizes, activations, parameters }, inputs, rows = 1) {
  const layers = []
  let below = inputs
  let start = 0
  for (let layer = 1; layer < sizes.length; layer += 1) {
    const [before, after] = [sizes[layer - 1], sizes[layer]]
    const sums = weighted(below, rows, parameters, start, before, after)
    start += (before + 1) * after
    const activation = ACTIVATIONS[activations[layer - 1]]
    const values = activations[layer - 1] === "identity" ? sums : sums.map(activation)
    layers.push({ sums, values })
    below = values
  }
  return layers
}

/**
 * Weighted sums plus biases. Inputs that are 0 are left out, as most pixels of a digit are.
 *
 * @param {ArrayLike<number>} below
 * @param {number} rows
 * @param {ArrayLike<number>} parameters
 * @param {number} start Of this layer's weights in `parameters`.
 * @param {number} before
 * @param {number} after
 */
function weighted(below, rows, parameters, start, before, after) {
  const sums = new Float64Array(rows * after)
  const biases = start + before * after
  for (let row = 0; row < rows; row += 1) {
    const own = row * after
    for (let to = 0; to < after; to += 1) sums[own + to] = parameters[biases + to]
    for (let from = 0; from < before; from += 1) {
      const value = below[row * before + from]
      if (value === 0) continue
      const weights = start + from * after
      for (let to = 0; to < after; to += 1) sums[own + to] += value * parameters[weights + to]
    }
  }
  return sums
}

/**
 * Probabilities of logits; the largest logit is subtracted first, so that none overflows.
 *
 * @param {ArrayLike<number>} logits
 */
export function softmax(logits) {
  const all = Float64Array.from(logits)
  const largest = Math.max(...all)
  const powers = all.map((logit) => Math.exp(logit - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

/**
 * Changes of single parameters by a hand.
 *
 * @typedef {object} Edits
 * @property {number[]} places In `parameters`.
 * @property {number[]} values The new values there.
 */

/**
 * The network with single parameters changed; the given one stays as it is.
 *
 * @param {Network} network
 * @param {Edits} edits
 * @returns {Network}
 */
export function edited(network, { places, values }) {
  const parameters = Float32Array.from(network.parameters)
  places.forEach((place, at) => {
    if (place < parameters.length) parameters[place] = values[at]
  })
  return { ...network, parameters }
}

/**
 * The weight with which a unit reads one of the layer below; layer 0 is the first with weights.
 *
 * @param {Network} network
 * @param {number} layer
 * @param {number} from Unit, or input, of the layer below.
 * @param {number} to Unit of `layer`.
 */
export function weightOf({ sizes, parameters }, layer, from, to) {
  return parameters[count(sizes.slice(0, layer + 1)) + from * sizes[layer + 1] + to]
}

/**
 * The bias of a unit; layer 1 is the first after the inputs.
 *
 * @param {Network} network
 * @param {number} layer
 * @param {number} unit
 */
export function biasOf(network, layer, unit) {
  return weightOf(network, layer - 1, network.sizes[layer - 1], unit)
}
