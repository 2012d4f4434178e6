// Colours many numbers: steps of a colour scale as dlviz/figures/pictures.py's `levels` makes them, and
// a canvas with one pixel for each.

import { contextOf } from "./canvas.js"

/**
 * Steps of a scale of 255 colours: 1 is `low`, 255 is `high`, 0 stands for NaN. Computed in single
 * precision, like the server's, so that no number rounds to another step.
 *
 * @param {Float32Array} values
 * @param {number} low
 * @param {number} high
 */
export function levels(values, low, high) {
  const [start, factor] = [Math.fround(low), Math.fround(254 / (high - low))]
  const steps = new Uint8Array(values.length)
  for (let at = 0; at < values.length; at += 1) {
    const place = Math.fround(Math.fround(Math.fround(values[at] - start) * factor) + 1.5)
    steps[at] = place < 1 ? 1 : Math.min(place, 255) // NaN becomes 0
  }
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
 * Paint steps on a canvas of one pixel each; step 0 is transparent.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {Uint8Array} steps Row by row.
 * @param {number} columns
 * @param {Uint8Array} table RGB bytes of the steps 1 to 255.
 */
export function paintLevels(canvas, steps, columns, table) {
  const rows = steps.length / columns
  if (canvas.width !== columns) canvas.width = columns
  if (canvas.height !== rows) canvas.height = rows
  const colours = new Uint32Array(256) // of pixels, in the byte order of this machine
  const opaque = new Uint8Array(colours.buffer)
  for (let step = 1; step < 256; step += 1)
    opaque.set([...table.subarray(3 * step - 3, 3 * step), 255], 4 * step)
  const image = new ImageData(columns, rows)
  const pixels = new Uint32Array(image.data.buffer)
  for (let at = 0; at < steps.length; at += 1) pixels[at] = colours[steps[at]]
  contextOf(canvas).putImageData(image, 0, 0)
}
