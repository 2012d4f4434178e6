// Shapes and counts of a convolutional network through its layers, as `dlviz.architecture` computes
// them: maps are [maps, rows, columns], a row of numbers is [length].

import { grouped } from "./words.js"

/** @typedef {number[]} Shape */
/** @typedef {{kind: string, name: string, word: string, numbers: Record<string, number>}} Layer */
/** @typedef {{input: Shape, layers: Layer[]}} Architecture */

/**
 * @typedef {object} Step One layer that fits.
 * @property {Shape} shape Of its output.
 * @property {string[]} arithmetic How rows and columns are computed: once if they agree.
 * @property {number} parameters Weights and biases.
 * @property {number} work Multiplications for one picture.
 */

/**
 * @typedef {object} Problem Why a layer does not fit.
 * @property {number} place Its index.
 * @property {string} why Which of the sentences of `dlviz.architecture` says it.
 * @property {Record<string, string | number>} gaps What fills that sentence.
 */

/** How many numbers a shape has. @param {Shape} shape */
const count = (shape) => shape.reduce((product, length) => product * length, 1)

/**
 * Follow the shapes up to the first layer that does not fit.
 *
 * @param {Architecture} network
 * @returns {{steps: Step[], problem: Problem | null}}
 */
export function computeShapes({ input, layers }) {
  /** @type {Step[]} */
  const steps = []
  let shape = input
  for (const [place, layer] of layers.entries()) {
    const problem = problemOf(layer, shape, layers)
    if (problem) return { steps, problem: { place, ...problem } }
    const step = stepOf(layer, shape)
    steps.push(step)
    shape = step.shape
  }
  return { steps, problem: null }
}

/**
 * @param {Layer} layer
 * @param {Shape} shape Of its input.
 * @returns {Step}
 */
function stepOf({ kind, numbers }, shape) {
  const same = { shape, arithmetic: [], parameters: 0, work: 0 }
  if (kind === "Convolution" || kind === "Pooling") {
    const [maps, ...lengths] = shape
    const { size, stride, padding = 0, filters = maps } = numbers
    const sizes = lengths.map((length) => newSize(length, size, stride, padding))
    const sums = lengths.map((length) => written(length, size, stride, numbers.padding))
    const arithmetic = sums[0] === sums[1] ? [sums[0]] : sums
    if (kind === "Pooling") return { ...same, shape: [maps, ...sizes], arithmetic }
    const inputs = size * size * maps
    const next = [filters, ...sizes]
    return { shape: next, arithmetic, parameters: (inputs + 1) * filters, work: count(next) * inputs }
  }
  if (kind === "Flatten") {
    const [maps, ...lengths] = shape
    const sum = `${[...lengths, maps].join("·")} = ${grouped(count(shape))}`
    return { ...same, shape: [count(shape)], arithmetic: shape.length === 3 ? [sum] : [] }
  }
  if (kind === "Dense") {
    const { units } = numbers
    return { ...same, shape: [units], parameters: (shape[0] + 1) * units, work: shape[0] * units }
  }
  return same
}

/**
 * @param {number} length
 * @param {number} size
 * @param {number} stride
 * @param {number} padding
 */
const newSize = (length, size, stride, padding) => Math.floor((length + 2 * padding - size) / stride) + 1

/**
 * The arithmetic of a size; without padding where the layer has none.
 *
 * @param {number} length
 * @param {number} size
 * @param {number} stride
 * @param {number | undefined} padding
 */
function written(length, size, stride, padding) {
  const padded = padding === undefined ? `${length}` : `${length} + 2·${padding}`
  const isWhole = (length + 2 * (padding ?? 0) - size) % stride === 0
  const [open, close] = isWhole ? ["", ""] : ["⌊", "⌋"]
  return `${open}(${padded} − ${size})/${stride}${close} + 1 = ${newSize(length, size, stride, padding ?? 0)}`
}

/**
 * Why a layer does not fit its input; null if it does.
 *
 * @param {Layer} layer
 * @param {Shape} shape
 * @param {Layer[]} layers
 * @returns {Omit<Problem, "place"> | null}
 */
function problemOf({ kind, numbers }, shape, layers) {
  const isWindow = kind === "Convolution" || kind === "Pooling"
  const [maps, height, width] = shape
  if (shape.length === 1) {
    const flat = layers.find((layer) => layer.kind === "Flatten")?.name ?? ""
    return isWindow ? { why: kind, gaps: { flat, count: grouped(maps) } } : null
  }
  if (kind === "Dense") {
    return { why: kind, gaps: { channels: maps, height, width, count: grouped(count(shape)) } }
  }
  if (!isWindow) return null
  const { size, padding = 0 } = numbers
  const side = Math.min(height, width)
  const most = side + 2 * padding
  if (size <= most) return null
  const gaps = { size, height, width, padding, most, least: Math.ceil((size - side) / 2) }
  if (kind === "Convolution") return { why: "filter", gaps }
  return { why: side === 1 ? "nothing" : "window", gaps }
}
