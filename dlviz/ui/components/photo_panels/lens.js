// Geometry of the lens: the part of the photo that all panels show, and the pixel under a point.

import { clamp } from "../base/numbers.js"

const MOST_CELL = 4.2 // rem, side of a pixel at the largest zoom

/** @typedef {import("../base/boxes.js").Box} Box */
/** @typedef {import("../base/boxes.js").Point} Point */

/**
 * @typedef {object} Look
 * @property {number} x Centre of the lens, as a share of the photo's width.
 * @property {number} y Centre of the lens, as a share of the photo's height, from the top.
 * @property {number} zoom 1 shows the whole photo.
 */

/**
 * @typedef {object} Frame A photo in its panel.
 * @property {number} width Pixels of the photo.
 * @property {number} height
 * @property {number} across Width of the panel in CSS pixels; `down` is its height.
 * @property {number} down
 */

/** @typedef {{ row: number, column: number }} Pixel From 0. */

/**
 * Side of a photo pixel in CSS pixels while the whole photo is shown.
 *
 * @param {Frame} frame
 * @returns {number}
 */
const fitted = ({ width, height, across, down }) => Math.min(across / width, down / height)

/**
 * Side of a photo pixel in CSS pixels.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @returns {number}
 */
export const cellOf = (frame, look) => fitted(frame) * look.zoom

/**
 * The largest zoom, at which a pixel has room for three numbers.
 *
 * @param {Frame} frame
 * @param {number} rem CSS pixels of one rem.
 * @returns {number} 1 or more.
 */
export const mostZoom = (frame, rem) => Math.max(1, (MOST_CELL * rem) / fitted(frame))

/**
 * Top left corner of the photo, in CSS pixels of the panel.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @returns {Point}
 */
export function origin(frame, look) {
  const cell = cellOf(frame, look)
  return [frame.across / 2 - look.x * frame.width * cell, frame.down / 2 - look.y * frame.height * cell]
}

/**
 * The nearest look that shows nothing outside the photo. Along an axis on which the photo is smaller
 * than the panel, the photo is centred.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @param {number} rem CSS pixels of one rem.
 * @returns {Look}
 */
export function inside(frame, look, rem) {
  const zoom = clamp(look.zoom, 1, mostZoom(frame, rem))
  const cell = fitted(frame) * zoom
  /** @type {(value: number, view: number, whole: number) => number} */
  const within = (value, view, whole) => {
    const half = view / whole / 2
    return half >= 0.5 ? 0.5 : clamp(value, half, 1 - half)
  }
  return {
    x: within(look.x, frame.across, frame.width * cell),
    y: within(look.y, frame.down, frame.height * cell),
    zoom,
  }
}

/**
 * The look with another zoom. The pixel under `point` keeps its position. Without `point`, the pixel
 * pointed at last keeps its position, or moves to the centre if the whole photo was shown.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @param {number} zoom
 * @param {number} rem CSS pixels of one rem.
 * @param {Pixel | null} at The pixel pointed at.
 * @param {Point | null} point CSS pixels of the panel.
 * @returns {Look}
 */
export function zoomed(frame, look, zoom, rem, at, point = null) {
  const target = clamp(zoom, 1, mostZoom(frame, rem))
  if (!point && at && look.zoom === 1 && target > 1) return { ...onPixel(frame, at), zoom: target }
  const cell = cellOf(frame, look)
  const [left, top] = origin(frame, look)
  const [x, y] =
    point ??
    (at && look.zoom > 1
      ? [left + (at.column + 0.5) * cell, top + (at.row + 0.5) * cell]
      : [frame.across / 2, frame.down / 2])
  const next = fitted(frame) * target
  return {
    x: (x - left) / cell / frame.width - (x - frame.across / 2) / (frame.width * next),
    y: (y - top) / cell / frame.height - (y - frame.down / 2) / (frame.height * next),
    zoom: target,
  }
}

/**
 * The look after the photo was dragged.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @param {[across: number, down: number]} by CSS pixels.
 * @returns {Look}
 */
export function dragged(frame, look, [across, down]) {
  const cell = cellOf(frame, look)
  return {
    x: look.x - across / (frame.width * cell),
    y: look.y - down / (frame.height * cell),
    zoom: look.zoom,
  }
}

/**
 * The look moved so that a pixel is in the panel: along an axis on which it is outside, it is centred.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @param {Pixel} at
 * @returns {Look}
 */
export function followed(frame, look, at) {
  const cell = cellOf(frame, look)
  const [left, top] = origin(frame, look)
  const [x, y] = [left + (at.column + 0.5) * cell, top + (at.row + 0.5) * cell]
  const middle = onPixel(frame, at)
  return {
    x: x < 0 || x > frame.across ? middle.x : look.x,
    y: y < 0 || y > frame.down ? middle.y : look.y,
    zoom: look.zoom,
  }
}

/**
 * Centre of a pixel, as shares of the photo's width and height.
 *
 * @param {Frame} frame
 * @param {Pixel} at
 * @returns {{ x: number, y: number }}
 */
function onPixel({ width, height }, { row, column }) {
  return { x: (column + 0.5) / width, y: (row + 0.5) / height }
}

/**
 * The pixel under a point; null outside the photo.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @param {Point} point CSS pixels of the panel.
 * @returns {Pixel | null}
 */
export function pixelAt(frame, look, [x, y]) {
  const cell = cellOf(frame, look)
  const [left, top] = origin(frame, look)
  const [row, column] = [Math.floor((y - top) / cell), Math.floor((x - left) / cell)]
  const isInside = row >= 0 && column >= 0 && row < frame.height && column < frame.width
  return isInside ? { row, column } : null
}

/**
 * The pixels that are at least partly in the panel.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @returns {{ first: [row: number, column: number], end: [row: number, column: number] }} `end` is one
 *   past the last.
 */
export function shown(frame, look) {
  const cell = cellOf(frame, look)
  const [left, top] = origin(frame, look)
  return {
    first: [Math.max(0, Math.floor(-top / cell)), Math.max(0, Math.floor(-left / cell))],
    end: [
      Math.min(frame.height, Math.ceil((frame.down - top) / cell)),
      Math.min(frame.width, Math.ceil((frame.across - left) / cell)),
    ],
  }
}

/**
 * The box of the pixels that the kernel reads for the number at `at`; in a response map, of the pixel
 * itself.
 *
 * @param {Frame} frame
 * @param {Look} look
 * @param {Pixel} at The pixel under the centre of the kernel.
 * @param {{ rows: number, columns: number }} kernel 1 by 1 for the pixel itself.
 * @returns {Box} CSS pixels of the panel.
 */
export function windowBox(frame, look, at, { rows, columns }) {
  const cell = cellOf(frame, look)
  const [left, top] = origin(frame, look)
  const [above, before] = [Math.floor((rows - 1) / 2), Math.floor((columns - 1) / 2)]
  return [left + (at.column - before) * cell, top + (at.row - above) * cell, columns * cell, rows * cell]
}
