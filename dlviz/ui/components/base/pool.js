// Pools numbers, as dlviz/pooling.py does with PyTorch; the windows come as data.

/**
 * @typedef {object} Pooled
 * @property {Float64Array} output One number a window.
 * @property {Int32Array} winners Index of the number that alone decides; -1 if all of a window count.
 * @property {Float64Array} gradient Derivative of the sum of all outputs with respect to each number.
 */

/**
 * How each kind makes one number of a window, and how much of a change of each of its numbers arrives.
 * `count` is the number of cells by which an average divides.
 *
 * @type {Record<string, {output: (numbers: number[], count: number) => number, winner: (numbers: number[]) => number,
 *   share: (number: number, output: number, count: number) => number}>}
 */
const KINDS = {
  max: { output: (all) => Math.max(...all), winner: (all) => all.indexOf(Math.max(...all)), share: () => 1 },
  none: { output: (all) => all[0], winner: () => 0, share: () => 1 },
  average: {
    output: (all, count) => sum(all) / count,
    winner: () => -1,
    share: (_, _own, count) => 1 / count,
  },
  L2: {
    output: (all) => Math.sqrt(sum(all.map((number) => number * number))),
    winner: () => -1,
    share: (number, output) => (output > 0 ? number / output : 0),
  },
}

const sum = (/** @type {number[]} */ all) => all.reduce((total, number) => total + number, 0)

/**
 * Pool `numbers`; of several equal maxima the first wins.
 *
 * @param {ArrayLike<number>} numbers
 * @param {number[][]} windows Indices of the numbers in each window; -1 is padding.
 * @param {string} kind "max", "average", "L2", or "none" for the first number of each window.
 * @param {boolean} [countsPadding] Whether an average divides by all cells of its window.
 * @returns {Pooled}
 */
export function pooled(numbers, windows, kind, countsPadding = true) {
  const { output, winner, share } = KINDS[kind]
  const outputs = new Float64Array(windows.length)
  const winners = new Int32Array(windows.length)
  const gradient = new Float64Array(numbers.length)
  windows.forEach((window, at) => {
    const inside = window.filter((index) => index >= 0)
    const own = inside.map((index) => numbers[index])
    const count = countsPadding ? window.length : inside.length
    const won = winner(own)
    outputs[at] = output(own, count)
    winners[at] = won < 0 ? -1 : inside[won]
    const heard = won < 0 ? inside : [inside[won]]
    for (const index of heard) gradient[index] += share(numbers[index], outputs[at], count)
  })
  return { output: outputs, winners, gradient }
}
