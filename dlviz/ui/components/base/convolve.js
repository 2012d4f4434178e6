// Slides kernels over pictures: the cross-correlation that PyTorch's conv2d computes, in the script.

const TERMS = 3 // products that one pass over a row adds
const ONE_RANK = 3e-7 // of the largest weight: rounding of 32-bit weights

/**
 * @typedef {object} Picture
 * @property {number} width
 * @property {number} height
 * @property {number} channels Numbers per pixel.
 * @property {ArrayLike<number>} data Row by row.
 */

/**
 * @typedef {object} Plane One channel of a picture, with its padding of zeros.
 * @property {number} width
 * @property {number} height
 * @property {Float32Array} data Row by row.
 */

/**
 * @typedef {object} Kernel
 * @property {number} rows
 * @property {number} columns
 * @property {ArrayLike<number>} weights Row by row.
 */

/**
 * @typedef {object} Steps
 * @property {number} [stride] Pixels from one window to the next.
 * @property {number} [dilation] Pixels from one weight to the next.
 */

/**
 * @typedef {object} Correlated
 * @property {number} rows
 * @property {number} columns
 * @property {Float32Array} values Row by row.
 * @property {number} largest The largest absolute value.
 */

/**
 * One channel of a picture with `padding` rings of zeros around it.
 *
 * @param {Picture} picture
 * @param {number} channel
 * @param {number} [padding]
 * @returns {Plane}
 */
export function planeOf({ width, height, channels, data }, channel, padding = 0) {
  const [wide, tall] = [width + 2 * padding, height + 2 * padding]
  const plane = new Float32Array(wide * tall)
  for (let row = 0; row < height; row += 1) {
    let [from, to] = [row * width * channels + channel, (row + padding) * wide + padding]
    for (let column = 0; column < width; column += 1, from += channels, to += 1) plane[to] = data[from]
  }
  return { width: wide, height: tall, data: plane }
}

/**
 * Rows and columns of the result; 0 or less along an axis where the kernel does not fit.
 *
 * @param {{width: number, height: number}} plane
 * @param {{rows: number, columns: number}} kernel
 * @param {Steps} [steps]
 */
export function sizeOf({ width, height }, { rows, columns }, { stride = 1, dilation = 1 } = {}) {
  return {
    rows: Math.floor((height - dilation * (rows - 1) - 1) / stride) + 1,
    columns: Math.floor((width - dilation * (columns - 1) - 1) / stride) + 1,
  }
}

/**
 * Slide a kernel over a plane; the kernel is not flipped. A large kernel that is a column times a row
 * is applied as these two.
 *
 * @param {Plane} plane
 * @param {Kernel} kernel
 * @param {Steps} [steps]
 * @param {Float32Array | null} [room] Takes the result if its length fits.
 * @returns {Correlated}
 */
export function correlate(plane, kernel, { stride = 1, dilation = 1 } = {}, room = null) {
  const factors = kernel.rows + kernel.columns < 0.75 * kernel.weights.length ? factored(kernel) : null
  if (!factors) return slid(plane, kernel, [stride, stride], dilation, room)
  const across = slid(plane, factors.row, [1, stride], dilation)
  const between = { width: across.columns, height: across.rows, data: across.values }
  return slid(between, factors.column, [stride, 1], dilation, room)
}

/**
 * A column and a row whose products are a kernel's weights; null if there are none.
 *
 * @param {Kernel} kernel
 */
export function factored({ rows, columns, weights }) {
  let pivot = 0
  for (let at = 0; at < weights.length; at += 1)
    if (Math.abs(weights[at]) > Math.abs(weights[pivot])) pivot = at
  const largest = weights[pivot]
  if (!largest) return null
  const [top, left] = [pivot - (pivot % columns), pivot % columns]
  const column = Float64Array.from({ length: rows }, (_, at) => weights[at * columns + left])
  const row = Float64Array.from({ length: columns }, (_, at) => weights[top + at] / largest)
  for (let at = 0; at < weights.length; at += 1) {
    const product = column[Math.floor(at / columns)] * row[at % columns]
    if (Math.abs(product - weights[at]) > ONE_RANK * Math.abs(largest)) return null
  }
  return { column: { rows, columns: 1, weights: column }, row: { rows: 1, columns, weights: row } }
}

/**
 * @param {Plane} plane
 * @param {Kernel} kernel
 * @param {[down: number, across: number]} strides
 * @param {number} dilation
 * @param {Float32Array | null} [room]
 * @returns {Correlated}
 */
function slid(plane, kernel, [down, across], dilation, room = null) {
  const { rows } = sizeOf(plane, kernel, { stride: down, dilation })
  const { columns } = sizeOf(plane, kernel, { stride: across, dilation })
  const length = Math.max(0, rows) * Math.max(0, columns)
  const values = room?.length === length ? room : new Float32Array(length)
  const { offsets, weights } = terms(kernel, plane.width, dilation)
  const sums = new Float64Array(Math.max(0, columns))
  let largest = 0
  for (let row = 0; row < rows; row += 1) {
    sums.fill(0)
    for (let term = 0; term < offsets.length; term += TERMS)
      addThree(sums, plane.data, row * down * plane.width, offsets, weights, term, across)
    values.set(sums, row * columns)
    for (let at = 0; at < sums.length; at += 1) largest = Math.max(largest, Math.abs(sums[at]))
  }
  return { rows, columns, values, largest: Math.fround(largest) }
}

/**
 * Add three weighted pixels to every sum of a row: fewer passes than one for each weight.
 *
 * @param {Float64Array} sums
 * @param {Float32Array} data
 * @param {number} start Of the row in `data`.
 * @param {Int32Array} offsets
 * @param {Float64Array} weights
 * @param {number} term
 * @param {number} stride
 */
function addThree(sums, data, start, offsets, weights, term, stride) {
  const [a, b, c] = [weights[term], weights[term + 1], weights[term + 2]]
  let one = start + offsets[term]
  let two = start + offsets[term + 1]
  let three = start + offsets[term + 2]
  for (let at = 0; at < sums.length; at += 1) {
    sums[at] += a * data[one] + b * data[two] + c * data[three]
    one += stride
    two += stride
    three += stride
  }
}

/**
 * The weights that are not 0, and where their pixels are; filled up to whole passes.
 *
 * @param {Kernel} kernel
 * @param {number} width
 * @param {number} dilation
 */
function terms({ columns, weights: all }, width, dilation) {
  const used = Array.from(all, (_, index) => index).filter((index) => all[index] !== 0)
  const length = Math.ceil(used.length / TERMS) * TERMS
  const offsets = new Int32Array(length)
  const weights = new Float64Array(length)
  used.forEach((index, at) => {
    offsets[at] = dilation * (Math.floor(index / columns) * width + (index % columns))
    weights[at] = all[index]
  })
  return { offsets, weights }
}
