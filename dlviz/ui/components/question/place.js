// Cells that are pointed at, on a picture or empty.

import { made } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { rowAndColumn } from "../base/numbers.js"
import { grid, pixels, shaded } from "./shown.js"

const FINGER = 36 // CSS pixels; a finger may miss a smaller cell, so its tap is to be confirmed

/** @typedef {import("./messages.d.ts").Cells} Cells */

/**
 * @param {number} row From 0.
 * @param {number} column
 */
const named = (row, column) => `row ${row + 1}, column ${column + 1}`

/** @type {import("./ways.js").Kind["ask"]} */
function ask({ cells }, { answer }) {
  const { title, rows, columns, picture } = /** @type {Cells} */ (cells)
  const confirm = made("button", "go", { type: "button" })
  confirm.hidden = true
  let cursor = 0
  let isTouch = false
  const all = Array.from({ length: rows * columns }, (_, index) => createCell(index))

  /** @param {number} index */
  function createCell(index) {
    const cell = made("button", "cell", { type: "button", role: "gridcell", tabindex: index ? -1 : 0 })
    cell.setAttribute("aria-label", named(...rowAndColumn(index, columns)))
    cell.onpointerdown = ({ pointerType }) => (isTouch = pointerType === "touch")
    cell.onclick = () => {
      point(index)
      if (isTouch && cell.offsetWidth < FINGER) offer(index)
      else send(index)
    }
    cell.onfocus = () => point(index)
    onKeys(cell, (step) => go(index, step))
    return cell
  }

  /** @param {number} index */
  function offer(index) {
    for (const [at, cell] of all.entries()) cell.classList.toggle("picked", at === index)
    confirm.textContent = `Answer: ${named(...rowAndColumn(index, columns))}`
    confirm.onclick = () => send(index)
    confirm.hidden = false
  }

  /** @param {number} index */
  const send = (index) => answer({ numbers: rowAndColumn(index, columns) })

  /** @param {number} index */
  function point(index) {
    all[cursor].tabIndex = -1
    all[cursor].classList.remove("cursor")
    cursor = index
    all[cursor].tabIndex = 0
    all[cursor].classList.add("cursor")
  }

  /**
   * @param {number} index
   * @param {[number, number]} step
   */
  function go(index, [across, down]) {
    isTouch = false
    const [row, column] = rowAndColumn(index, columns)
    const isInside = row + down >= 0 && row + down < rows && column + across >= 0 && column + across < columns
    if (isInside) all[index + across + down * columns].focus()
  }

  const element = made("div", "placing", onPicture(grid("grid", title, rows, columns, all), picture), confirm)
  return { element }
}

/**
 * Put a picture under the cells of a figure.
 *
 * @param {HTMLElement} figure
 * @param {import("./messages.d.ts").Painted | undefined} picture
 */
function onPicture(figure, picture) {
  figure.classList.add("places")
  if (!picture) return figure
  figure.classList.add("on-picture")
  figure.querySelector(".cells")?.append(pixels(picture))
  return figure
}

/**
 * A cell that is marked in a legend as in the grid, with words.
 *
 * @param {string} name
 * @param {string} words
 */
const explained = (name, words) =>
  made("li", "", made("span", `swatch ${name}`, { "aria-hidden": "true" }), made("span", "", words))

/** @type {import("./ways.js").Kind["kept"]} */
function kept({ cells }, { numbers: [row, column] }) {
  const { title, rows, columns, picture } = /** @type {Cells} */ (cells)
  const all = Array.from({ length: rows * columns }, (_, index) => {
    const isOwn = index === row * columns + column
    return made("div", isOwn ? "cell own" : "cell", { role: "cell" }, ...(isOwn ? [word("yours")] : []))
  })
  const figure = onPicture(grid("table", title, rows, columns, all), picture)
  const legend = made("ul", "legend", explained("own", `your answer: ${named(row, column)}`))
  return { element: made("div", "placing", figure, legend) }
}

const word = (/** @type {string} */ text) => made("span", "word", text)

/** @type {import("./ways.js").Kind["told"]} */
function told({ cells }, answer, { numbers, texts, values, limit }, scale) {
  const { title, rows, columns, picture } = /** @type {Cells} */ (cells)
  const at = (/** @type {readonly number[]} */ [row, column]) => row * columns + column
  const [own, right] = [answer ? at(answer.numbers) : -1, at(numbers)]
  const all = texts.map((text, index) => {
    const cell = shaded(text, values[index] / limit, scale)
    cell.classList.toggle("own", index === own)
    cell.classList.toggle("right", index === right)
    return cell // its frame is explained beside the grid: a word would lie on the number
  })
  const line = (/** @type {number} */ index) => `${named(...rowAndColumn(index, columns))}: ${texts[index]}`
  const legend = own === right ? [explained("own right", `your cell, and the right one: ${line(right)}`)] : []
  if (own >= 0 && own !== right) legend.push(explained("own", `your cell, ${line(own)}`))
  if (own !== right) legend.push(explained("right", `the right cell, ${line(right)}`))
  const figure = onPicture(grid("table", title, rows, columns, all), picture)
  figure.classList.add("shaded")
  return { element: made("div", "placing", figure, made("ul", "legend", ...legend)) }
}

/** @type {import("./ways.js").Kind} */
export const place = { ask, kept, told }
