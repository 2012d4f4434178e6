// Grids of numbers with titles, cells, keyboard navigation and editing, accessible to screen readers.
// The component that uses them decides which cells are highlighted.

import { made } from "./elements.js"
import { onKeys } from "./keys.js"
import { beginsNumber } from "./number_grammar.js"
import { rowAndColumn } from "./numbers.js"
import { inkOn, rgb } from "./pictures.js"

const LONG = 5 // characters; a cell shows longer numbers in smaller text

/**
 * @typedef {object} Cell
 * @property {HTMLElement} cell
 * @property {HTMLElement} text
 * @property {HTMLElement} times
 */

/**
 * @typedef {object} Grid
 * @property {string} title
 * @property {number} rows
 * @property {number} columns
 * @property {string[]} texts The numbers as displayed, row by row.
 */

/**
 * Write a cell's number, smaller if it is long.
 *
 * @param {Cell} cell
 * @param {string} words
 * @param {string} shown Displayed instead of the full text.
 */
export function writeCell({ text }, words, shown = words) {
  text.textContent = shown
  text.classList.toggle("long", words.length > LONG)
}

/**
 * Set a cell's background to the colour of its number, with readable text on it; null removes both.
 *
 * @param {HTMLElement} cell
 * @param {import("./pictures.js").Colour | null} shade
 */
export function shadeCell(cell, shade) {
  for (const name of ["--shade", "--ink"]) cell.style.removeProperty(name)
  if (!shade) return
  cell.style.setProperty("--shade", rgb(shade))
  cell.style.setProperty("--ink", inkOn(shade))
}

/**
 * Create an empty set of grids. `own` holds the component's callbacks:
 * - pointed(name, index): a cell is pointed at or has the focus;
 * - played(): the space bar was pressed;
 * - mayEdit(name, index): whether a cell can be changed;
 * - edited(name, index, text): a cell was changed;
 * - before(): an edit begins, and the player should stop.
 *
 * @param {{pointed: (name: string, index: number) => void, played: () => void,
 *   mayEdit: (name: string, index: number) => boolean,
 *   edited: (name: string, index: number, text: string) => void, before: () => void}} own
 */
export function createNumberGrids(own) {
  /** @type {Record<string, Grid>} */
  let grids = {}
  /** @type {HTMLInputElement | null} */
  let editing = null
  let isEditMode = false
  /** @type {{name: string, row: number, column: number} | null} */
  let focused = null // the cell that has the keyboard
  let isGivingBack = false
  /** @type {Record<string, Cell[]>} */
  const cells = {}

  /**
   * @param {string[]} names Names of the visible grids, in order.
   * @param {Record<string, Grid>} next
   */
  function build(names, next) {
    const old = focused
    stopEditing()
    grids = next
    focused = null
    for (const name of Object.keys(cells)) delete cells[name]
    if (old) queueMicrotask(() => giveBack(old)) // after the component has put the new grids in place
    return names.map(createGrid)
  }

  /**
   * Give the keyboard to the new cell in the old one's place: else the next arrow key, meant for the
   * grid, would reach the page, where the lecture display takes it for a step to the next preset.
   *
   * @param {{name: string, row: number, column: number}} old
   */
  function giveBack({ name, row, column }) {
    const grid = grids[name]
    if (!grid || !cells[name]) return
    const [down, across] = [Math.min(row, grid.rows - 1), Math.min(column, grid.columns - 1)]
    isGivingBack = true
    cells[name][down * grid.columns + across]?.cell.focus({ preventScroll: true })
    isGivingBack = false
  }

  /** @param {string} name */
  function createGrid(name) {
    const { rows, columns, title } = grids[name]
    const grid = made("div", "cells", { role: "grid", "aria-label": title })
    grid.style.setProperty("--columns", String(columns))
    cells[name] = []
    for (let row = 0; row < rows; row += 1) {
      const line = made("div", "row", { role: "row" })
      for (let column = 0; column < columns; column += 1)
        line.append(createCell(name, row * columns + column, columns))
      grid.append(line)
    }
    return made("figure", name, made("figcaption", "", title), grid)
  }

  /**
   * @param {string} name
   * @param {number} index
   * @param {number} columns
   */
  function createCell(name, index, columns) {
    const text = made("span", "text")
    const times = made("span", "times", { "aria-hidden": "true" })
    const cell = made("div", "cell", { role: "gridcell", tabindex: -1 }, text, times)
    const point = () => editing || own.pointed(name, index)
    const [row, column] = rowAndColumn(index, columns)
    cell.onpointerenter = (event) => event.pointerType === "mouse" && point()
    cell.onfocus = () => {
      focused = { name, row, column }
      if (!isGivingBack) point()
    }
    cell.onblur = () => {
      focused = null
    }
    cell.onclick = () => {
      point()
      if (isEditMode) edit(name, index)
    }
    cell.ondblclick = () => edit(name, index)
    const go = (/** @type {[number, number]} */ [across, down]) =>
      !editing && cells[name][index + across + down * columns]?.cell.focus()
    onKeys(cell, go, (event) => !editing && press(event, name, index))
    cells[name].push({ cell, text, times })
    return cell
  }

  /**
   * Handle a key press on a cell; `false` if the key means nothing here.
   *
   * @param {KeyboardEvent} event
   * @param {string} name
   * @param {number} index
   */
  function press({ key, ctrlKey, metaKey }, name, index) {
    if (key === " ") own.played()
    else if (key === "Enter" || key === "F2") edit(name, index)
    else if (beginsNumber(key) && !ctrlKey && !metaKey) edit(name, index, key)
    else return false
    return true
  }

  /**
   * @param {string} name
   * @param {number} index
   * @param {string | null} first The typed key that replaces the number; null keeps the number.
   */
  function edit(name, index, first = null) {
    if (!own.mayEdit(name, index)) return
    stopEditing()
    own.before()
    const { texts, title } = grids[name]
    const { cell } = cells[name][index]
    const input = made("input", "", {
      type: "text",
      inputmode: "text", // a phone's numeric keypad has neither "-" nor "/"
      autocomplete: "off",
      "aria-label": `${title}, number ${index + 1}`,
    })
    input.value = first ?? texts[index]
    editing = input
    let isDone = false
    const done = (/** @type {boolean} */ accept) => {
      if (isDone) return
      isDone = true
      const text = input.value.trim()
      stopEditing()
      if (accept && text !== texts[index]) own.edited(name, index, text)
      cell.focus()
    }
    input.onkeydown = (event) => {
      event.stopPropagation()
      if (event.key === "Enter") done(true)
      if (event.key === "Escape") done(false)
      if (event.key === "Tab") {
        event.preventDefault()
        done(true)
        const next = nextEditable(name, index, event.shiftKey ? -1 : 1)
        if (next !== null) edit(name, next)
      }
    }
    input.onblur = () => done(true)
    cell.append(input)
    input.focus()
    if (first === null) input.select()
  }

  /**
   * @param {string} name
   * @param {number} index
   * @param {number} by
   */
  function nextEditable(name, index, by) {
    for (let next = index + by; next >= 0 && next < cells[name].length; next += by)
      if (own.mayEdit(name, next)) return next
    return null
  }

  function stopEditing() {
    if (!editing) return
    const input = editing
    editing = null
    input.onblur = null
    input.remove()
  }

  return {
    cells,
    build,
    stopEditing,
    /** @param {Record<string, Grid>} next */
    update(next) {
      grids = next
    },
    isEditing: () => editing !== null,
    toggleEditMode() {
      isEditMode = !isEditMode
      return isEditMode
    },
  }
}
