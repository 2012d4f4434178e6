// Canvases as sharp as the screen, and what is drawn on them in CSS pixels.

import { made } from "./elements.js"

/** Pixels of the screen in one CSS pixel. */
export const sharpness = () => devicePixelRatio || 1

/**
 * What draws on a canvas; ours have no other kind of it.
 *
 * @param {HTMLCanvasElement} canvas
 */
export function contextOf(canvas) {
  return /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"))
}

/**
 * A canvas under its title.
 *
 * @param {string} name Class of the canvas.
 * @param {...Node} below What stands under it.
 */
export function panel(name, ...below) {
  const [title, canvas] = [made("figcaption"), made("canvas", name)]
  return { figure: made("figure", "", title, canvas, ...below), title, canvas }
}

/**
 * A canvas that is painted rarely, under one that follows the pointer.
 *
 * @param {string} name Class of the lower one.
 */
export function stacked(name) {
  const [canvas, over] = [made("canvas", name), made("canvas", "over")]
  return { stack: made("div", "stack", canvas, over), canvas, over }
}

/**
 * Give canvases a size on the page, and as many pixels as the screen has there.
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
 * The pen of a canvas, which it clears; it draws in CSS pixels.
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
 * The pen of a canvas whose size the style sheet gives, with that size in CSS pixels.
 *
 * @param {HTMLCanvasElement} canvas
 * @returns {[CanvasRenderingContext2D, number, number]}
 */
export function fittedPen(canvas) {
  const [wide, tall] = [canvas.clientWidth, canvas.clientHeight]
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
 * Stroke the same twice, white on a wider dark: seen on every ground.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {number[]} widths Of the dark stroke and of the white one.
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
 * Paint numbers as cells, one canvas pixel each; CSS gives the canvas its size on screen.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {{length: number, forEach: (paint: (value: number, index: number) => void) => void}} values Row by
 *   row.
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
  const steps = scale.length / 3 - 1
  values.forEach((value, index) => {
    const place = Math.round(((value - low) / (high - low)) * steps)
    const entry = 3 * Math.min(steps, Math.max(0, place))
    image.data.set([scale[entry], scale[entry + 1], scale[entry + 2], 255], 4 * index)
  })
  context.putImageData(image, 0, 0)
}
