// Kernels of different sizes: the same rules as dlviz/responses.py.

/** @typedef {import("./convolve.js").Kernel} Kernel */

/**
 * A kernel centred in zeros of another size; parts that do not fit are cut off.
 *
 * @param {Kernel} kernel
 * @param {number} rows
 * @param {number} columns
 * @returns {{rows: number, columns: number, weights: Float32Array}}
 */
export function centred(kernel, rows, columns) {
  const weights = new Float32Array(rows * columns)
  for (let index = 0; index < kernel.weights.length; index += 1) {
    const at = centredIndex(kernel, index, rows, columns)
    if (at >= 0) weights[at] = kernel.weights[index]
  }
  return { rows, columns, weights }
}

/**
 * Where a weight of a kernel is in the centred kernel; -1 if it is cut off.
 *
 * @param {{rows: number, columns: number}} kernel
 * @param {number} index
 * @param {number} rows
 * @param {number} columns
 */
export function centredIndex(kernel, index, rows, columns) {
  const row = Math.floor(index / kernel.columns) + Math.floor((rows - kernel.rows) / 2)
  const column = (index % kernel.columns) + Math.floor((columns - kernel.columns) / 2)
  const isInside = row >= 0 && column >= 0 && row < rows && column < columns
  return isInside ? row * columns + column : -1
}

/**
 * Kernels centred in zeros of a common size.
 *
 * @param {Kernel[]} kernels
 */
export function commonSize(kernels) {
  const [rows, columns] = /** @type {const} */ (["rows", "columns"]).map((side) =>
    Math.max(...kernels.map((kernel) => kernel[side])),
  )
  return kernels.map((kernel) => centred(kernel, rows, columns))
}

/**
 * Whether two rows of kernels have the same sizes and weights.
 *
 * @param {Kernel[]} some
 * @param {Kernel[]} others
 */
export function sameKernels(some, others) {
  return (
    some.length === others.length &&
    some.every(
      ({ rows, columns, weights }, which) =>
        rows === others[which].rows &&
        columns === others[which].columns &&
        Array.prototype.every.call(weights, (weight, at) => weight === others[which].weights[at]),
    )
  )
}
