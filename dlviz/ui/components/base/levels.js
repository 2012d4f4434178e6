// Colours many numbers: steps of a colour scale as dlviz/figures/pictures.py's `levels` makes them, and
// a canvas with one pixel for each.

import { contextOf } from "./canvas.js"

/** @type {WeakMap<HTMLCanvasElement, ImageData>} */
const images = new WeakMap() // made once for each canvas: zeroing a new one takes as long as colouring it

/**
 * Step of a number on a scale of 255 colours: 1 is the low end, 255 the high end, 0 stands for NaN. The
 * same operations as the server's, so that no number rounds to another step.
 *
 * @param {number} value
 * @param {number} low
 * @param {number} span From the low end to the high end; 0 has the middle step only.
 */
function stepOf(value, low, span) {
  const place = span > 0 ? ((value - low) / span) * 254 + 1.5 : 0 * (value - low) + 128.5
  return place < 1 ? 1 : Math.min(place, 255) | 0 // NaN becomes 0
}

/**
 * Steps of numbers, see `stepOf`.
 *
 * @param {Float32Array} values
 * @param {number} low
 * @param {number} high
 */
export function levels(values, low, high) {
  const steps = new Uint8Array(values.length)
  for (let at = 0; at < values.length; at += 1) steps[at] = stepOf(values[at], low, high - low)
  return steps
}

/**
 * The numbers that steps stand for; NaN for step 0.
 *
 * @param {Uint8Array} steps
 * @param {number} low
 * @param {number} high
 */
export function standFor(steps, low, high) {
  return Float32Array.from(steps, (step) => (step ? low + ((step - 1) * (high - low)) / 254 : NaN))
}

/**
 * Paint numbers on a canvas of one pixel each, in the colours of their steps; NaN is transparent.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Float32Array} values Row by row.
 * @param {number} columns
 * @param {[low: number, high: number]} ends
 * @param {Uint8Array} table RGB bytes of the steps 1 to 255.
 */
export function paintColours(canvas, values, columns, [low, high], table) {
  const image = imageOf(canvas, columns, values.length / columns)
  const pixels = new Uint32Array(image.data.buffer)
  const colours = new Uint32Array(256) // of pixels, in the byte order of this machine
  const opaque = new Uint8Array(colours.buffer)
  for (let step = 1; step < 256; step += 1)
    opaque.set([...table.subarray(3 * step - 3, 3 * step), 255], 4 * step)
  for (let at = 0; at < values.length; at += 1) pixels[at] = colours[stepOf(values[at], low, high - low)]
  contextOf(canvas).putImageData(image, 0, 0)
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} columns
 * @param {number} rows
 */
function imageOf(canvas, columns, rows) {
  const known = images.get(canvas)
  if (known?.width === columns && known.height === rows) return known
  canvas.width = columns
  canvas.height = rows
  const image = new ImageData(columns, rows)
  images.set(canvas, image)
  return image
}
