// Tables of numbers and small pictures.

import { contextOf } from "../base/canvas.js"
import { made } from "../base/elements.js"
import { shadeCell, writeCell } from "../base/number_grids.js"
import { bytes } from "../base/numbers.js"
import { colour } from "../base/pictures.js"

/**
 * A small picture with its title; its pixels stay sharp squares.
 *
 * @param {import("./messages.d.ts").Painted} picture
 */
export function painted({ title, ...picture }) {
  const canvas = pixels(picture)
  canvas.setAttribute("role", "img")
  canvas.setAttribute("aria-label", title)
  const figure = made("figure", "picture", made("figcaption", "", title), canvas)
  figure.style.setProperty("--columns", String(picture.columns))
  figure.style.setProperty("--rows", String(picture.rows))
  return figure
}

/**
 * @param {{rows: number, columns: number, pixels: string}} picture
 */
export function pixels({ rows, columns, pixels }) {
  const canvas = made("canvas", "pixels", { width: columns, height: rows })
  canvas.width = columns
  canvas.height = rows
  const colours = bytes(pixels)
  const image = new ImageData(columns, rows)
  for (let at = 0; at < rows * columns; at += 1)
    image.data.set([colours[3 * at], colours[3 * at + 1], colours[3 * at + 2], 255], 4 * at)
  contextOf(canvas).putImageData(image, 0, 0)
  return canvas
}

/**
 * A table of numbers in shaded cells.
 *
 * @param {import("./messages.d.ts").Table} own
 * @param {Uint8Array} scale A table of RGB bytes.
 */
export function table({ title, rows, columns, texts, values, limit }, scale) {
  const cells = texts.map((text, at) => shaded(text, values[at] / limit, scale))
  return grid("table", title, rows, columns, cells)
}

/**
 * A cell with a number.
 *
 * @param {string} words
 * @param {number} value In [-1, 1].
 * @param {Uint8Array} scale
 */
export function shaded(words, value, scale) {
  const text = made("span", "text")
  const cell = made("div", "cell", { role: "cell" }, text)
  writeCell({ cell, text, times: text }, words)
  shadeCell(cell, colour(scale, value))
  return cell
}

/**
 * A titled grid of cells, given row by row.
 *
 * @param {"table" | "grid"} role
 * @param {string} title
 * @param {number} rows
 * @param {number} columns
 * @param {HTMLElement[]} cells
 */
export function grid(role, title, rows, columns, cells) {
  const lines = Array.from({ length: rows }, (_, row) =>
    made("div", "row", { role: "row" }, ...cells.slice(row * columns, (row + 1) * columns)),
  )
  const element = made("div", "cells", { role, "aria-label": title }, ...lines)
  element.style.setProperty("--columns", String(columns))
  element.style.setProperty("--rows", String(rows))
  return made("figure", "numbers", made("figcaption", "", title), element)
}
