// Canvases with the screen's full resolution, on which we draw in units of CSS pixels.

import { made } from "./elements.js"

/** Screen pixels per CSS pixel, along one axis. */
export const sharpness = () => devicePixelRatio || 1

/**
 * The 2D context of a canvas; none of our canvases has another kind of context.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))
}

/**
 * A canvas with a title above it.
 *
 * @param {string} name Class of the canvas.
 * @param {...Node} below Elements below the canvas.
 */
export function panel(name, ...below) {
  const [title, canvas] = [made("figcaption"), made("canvas", name)]
  return { figure: made("figure", "", title, canvas, ...below), title, canvas }
}

/**
 * Two canvases on top of each other: the lower is painted rarely, the upper follows the pointer.
 *
 * @param {string} name Class of the lower canvas.
 */
export function stacked(name) {
  const [canvas, over] = [made("canvas", name), made("canvas", "over")]
  return { stack: made("div", "stack", canvas, over), canvas, over }
}

/**
 * Set the size of canvases on the page, and their resolution to that of the screen.
 *
 * @param {HTMLCanvasElement[]} canvases
 * @param {number} wide In CSS pixels.
 * @param {number} tall
 */
export function size(canvases, wide, tall) {
  for (const canvas of canvases) {
    canvas.style.width = `${wide}px`
    canvas.style.height = `${tall}px`
    canvas.width = Math.max(1, Math.round(wide * sharpness()))
    canvas.height = Math.max(1, Math.round(tall * sharpness()))
  }
}

/**
 * Clear a canvas and return its context, scaled to CSS pixels.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function pen(canvas) {
  const context = contextOf(canvas)
  context.setTransform(sharpness(), 0, 0, sharpness(), 0, 0)
  context.clearRect(0, 0, canvas.width, canvas.height)
  return context
}

/**
 * As `pen`, for a canvas whose size the style sheet sets; also returns that size in CSS pixels.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {[wide: number, tall: number]} [size] If it is known; to ask for it makes the browser lay out the page.
 * @returns {[CanvasRenderingContext2D, number, number]}
 */
export function fittedPen(canvas, size = [canvas.clientWidth, canvas.clientHeight]) {
  const [wide, tall] = size
  const [across, down] = [wide, tall].map((length) => Math.round(length * sharpness()))
  if (canvas.width !== across) canvas.width = across
  if (canvas.height !== down) canvas.height = down
  return [pen(canvas), wide, tall]
}

/**
 * Draw lines through points, all in one stroke.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {...[number, number][]} lines Points [x, y].
 */
export function strokeLines(context, ...lines) {
  context.beginPath()
  for (const line of lines) line.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)))
  context.stroke()
}

/**
 * Stroke the same path twice, a white line on a wider dark one, so that it is visible on any
 * background.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} widths Line widths of the dark and of the white stroke.
 * @param {() => void} stroke
 * @param {string} dark
 */
export function strokeSeen(context, widths, stroke, dark = "#000") {
  for (const [which, colour] of [dark, "#fff"].entries()) {
    context.strokeStyle = colour
    context.lineWidth = widths[which]
    stroke()
  }
}

/**
 * Paint numbers as colours, one canvas pixel each; CSS sets the size of the canvas on screen.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values Row by row.
 * @param {number} columns
 * @param {Uint8Array} scale A table of RGB from `low` to `high`; numbers beyond an end take its colour.
 * @param {number} low
 * @param {number} high
 */
export function cells(canvas, values, columns, scale, low, high) {
  const rows = values.length / columns
  if (canvas.width !== columns) canvas.width = columns
  if (canvas.height !== rows) canvas.height = rows
  const context = contextOf(canvas)
  const image = context.createImageData(columns, rows)
  const pixels = new Uint32Array(image.data.buffer)
  const colours = asPixels(scale)
  const last = colours.length - 1
  const perNumber = last / (high - low)
  for (let index = 0; index < values.length; index += 1) {
    const place = Math.round((values[index] - low) * perNumber) || 0
    pixels[index] = colours[Math.min(last, Math.max(0, place))]
  }
  context.putImageData(image, 0, 0)
}

/** @type {WeakMap<Uint8Array, Uint32Array>} */
const converted = new WeakMap()

/**
 * A table of RGB as opaque pixels of an image.
 *
 * @param {Uint8Array} scale
 */
function asPixels(scale) {
  const known = converted.get(scale)
  if (known) return known
  const bytes = new Uint8Array((4 * scale.length) / 3).fill(255)
  scale.forEach((value, index) => {
    bytes[4 * Math.floor(index / 3) + (index % 3)] = value
  })
  const pixels = new Uint32Array(bytes.buffer)
  converted.set(scale, pixels)
  return pixels
}
