// Saves what a component shows as a PNG file.

import { contextOf } from "./canvas.js"
import { theme } from "./theme.js"

const SCALE = 2 // file pixels per CSS pixel
const LEADING = 1.3 // line height, in units of the font size
export const EDGE = 16 // CSS pixels of margin, so that nothing at the edge is cut off

/**
 * Save a canvas as a PNG file.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {string} name
 */
export function savePng(canvas, name) {
  canvas.toBlob((blob) => {
    if (!blob) return // the canvas is empty, or too large for the browser's memory
    const link = document.createElement("a")
    link.href = URL.createObjectURL(blob)
    link.download = name
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 1000) // the file is saved even if the component ends
  })
}

/**
 * @typedef {object} Sheet The saved picture; everything is drawn at its position on the page.
 * @property {CanvasRenderingContext2D} context
 * @property {(element: Element) => [number, number, number, number]} at An element's left, top, width
 *   and height.
 * @property {(picture: HTMLCanvasElement | HTMLImageElement) => void} copy Draws a picture.
 * @property {(element: Element, colour: string) => void} block Fills an element's box.
 * @property {(element: Element, ink?: string, isCentred?: boolean) => void} write Writes an element's
 *   text, wrapped to the element's width.
 */

/**
 * Save what `root` shows as a PNG file of twice its size, with a margin.
 *
 * @param {HTMLElement} root
 * @param {string} name
 * @param {(sheet: Sheet) => void} draw Draws the parts.
 */
export function saveAsShown(root, name, draw) {
  const frame = root.getBoundingClientRect()
  const canvas = document.createElement("canvas")
  const width = Math.max(frame.width, root.scrollWidth) + 2 * EDGE
  const height = Math.max(frame.height, root.scrollHeight) + 2 * EDGE
  canvas.width = width * SCALE
  canvas.height = height * SCALE
  const context = contextOf(canvas)
  context.scale(SCALE, SCALE)
  context.fillStyle = theme(root, "background-color") || "#fff"
  context.fillRect(0, 0, width, height)
  context.translate(EDGE, EDGE)
  /** @type {Sheet["at"]} */
  const at = (element) => {
    const box = element.getBoundingClientRect()
    return [box.left - frame.left, box.top - frame.top, box.width, box.height]
  }
  /** @type {Sheet["copy"]} */
  const copy = (picture) => context.drawImage(picture, ...at(picture))
  /** @type {Sheet["block"]} */
  const block = (element, colour) => {
    context.fillStyle = colour
    context.fillRect(...at(element))
  }
  /** @type {Sheet["write"]} */
  const write = (element, ink = theme(root, "text-color") || "#000", isCentred = false) => {
    const [x, y, width, height] = at(element)
    const style = getComputedStyle(element)
    context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
    context.fillStyle = ink
    context.textBaseline = "middle"
    context.textAlign = isCentred ? "center" : "left"
    const lines = wrapped(context, element.textContent ?? "", width + 8)
    const step = LEADING * parseFloat(style.fontSize)
    lines.forEach((line, index) => {
      const middle = y + height / 2 + (index - (lines.length - 1) / 2) * step
      context.fillText(line, isCentred ? x + width / 2 : x, middle)
    })
  }
  draw({ context, at, copy, block, write })
  savePng(canvas, name)
}

/**
 * Wrap `text` into lines of at most `width` pixels.
 *
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} width
 */
function wrapped(context, text, width) {
  /** @type {string[]} */
  const lines = []
  for (const word of text.trim().split(/\s+/)) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word
    if (lines.length && context.measureText(longer).width <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
