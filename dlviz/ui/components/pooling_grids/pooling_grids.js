// Shows pooling step by step: a grid of numbers, its windows, the output of each window, and the
// gradient. All sentences come with the data, so that pointing needs no message to the server.

import { made } from "../base/elements.js"
import { createGridBoard, drawCells } from "../base/grid_board.js"
import { changes, component } from "../base/lifecycle.js"
import { parseNumber } from "../base/number_grammar.js"
import { shadeCell, writeCell } from "../base/number_grids.js"
import { bytes, rowAndColumn, rows as rowsOf, shorts } from "../base/numbers.js"
import { colour } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { pooled } from "../base/pool.js"
import { compare, follow, publish } from "../base/preview.js"
import { fill } from "../base/room.js"
import { rem } from "../base/theme.js"
import { written } from "../base/written.js"

const ROUNDING = 1e-12 // of a mean, as a share of the largest number; as in dlviz/pooling.py
const SMALLEST = 1.6 // rem, of a cell
const LARGEST = 4.2
const BETWEEN = 4.8 // rem between two grids, for an arrow with its text
const SHARE = 0.46 // share of the window's height for the taller grid

export default component(createView)

/** @type {import("./messages.d.ts").Create} */
function createView(root, server, _data, scope) {
  root.classList.add("pooling")
  root.dataset.part = "Sliding window"
  /** @type {import("./messages.d.ts").Data} */
  let data
  const isNewForm = changes()
  /** @type {number[][]} */
  let windows = [] // per output: indices of the numbers in its window
  /** @type {Shown} */
  let shown
  /** @type {import("./messages.d.ts").Typed[]} */
  let unanswered = [] // since the server's last answer, one for each changed number
  let change = 0
  /** @type {import("../base/preview.js").Followed<number[]>} */
  const hand = follow(scope, paint)

  const board = createGridBoard(
    root,
    {
      paintPlace,
      mayEdit: (name, index) => name === "image" && !isRing(index),
      edited,
      count: () => windows.length,
      save: saveImage,
    },
    "window",
    scope,
  )
  const { numbers, grids, line, problem } = board
  const { cells } = numbers

  /**
   * @param {string} _grid
   * @param {number} index
   * @param {string} text
   */
  function edited(_grid, index, text) {
    const { value } = parseNumber(text, data.largest, "number")
    const inner = innerIndex(index)
    const edits = [...unanswered, { index: inner, text }]
    if (value !== null) {
      const values = shown.grids.image.values.map((own, at) => (at === index ? value : own))
      change = publish(data.preview.hand, values)
      unanswered = edits.filter((own, at) => own.index !== inner || at === edits.length - 1)
    }
    server.report("edit", { edits, change }) // the server says what is wrong with a text
  }

  /**
   * Whether a cell of the numbers or of the gradient is padding.
   *
   * @param {number} index
   */
  const isRing = (index) => isPadding(data, index)

  /**
   * Index of a number in the grid without padding.
   *
   * @param {number} index
   */
  function innerIndex(index) {
    const { columns } = data.grids.image
    const [row, column] = rowAndColumn(index, columns)
    const { padding } = data
    return (row - padding) * (columns - 2 * padding) + column - padding
  }

  function build() {
    const [image, output, ...rest] = numbers.build(Object.keys(data.grids), data.grids)
    grids.replaceChildren(image, sign("→", ...data.words), output)
    if (rest.length) grids.append(sign("←", "gradient"), ...rest)
  }

  /**
   * @param {string} mark
   * @param {...string} words
   */
  function sign(mark, ...words) {
    const below = words.map((text) => made("small", "", text))
    return made("span", "sign", { "aria-hidden": "true" }, made("span", "", mark), ...below)
  }

  function paintCells() {
    const scale = bytes(data.scale)
    const seen = new Set(windows.flat())
    const winners = new Set(shown.winners)
    for (const [name, { texts, values, limit, title, columns }] of Object.entries(shown.grids))
      cells[name].forEach((own, index) => {
        const { cell } = own
        const isOutput = name === "output"
        const isAround = !isOutput && isRing(index)
        writeCell(own, texts[index])
        shadeCell(cell, isAround ? null : colour(scale, values[index] / limit))
        cell.classList.toggle("winner", name === "image" && winners.has(index))
        cell.classList.toggle("ring", isAround)
        cell.classList.toggle("unseen", !(isOutput || isAround || seen.has(index)))
        const [row, column] = rowAndColumn(index, columns)
        const first = isOutput ? 1 : 1 - data.padding
        const place = isAround ? "padding" : `row ${row + first}, column ${column + first}`
        cell.setAttribute("aria-label", `${title}, ${place}: ${texts[index]}`)
      })
  }

  function paintPlace() {
    const { grid, index } = board.place
    const isOutput = grid === "output"
    const outputs = isOutput ? [index] : windows.flatMap((own, at) => (own.includes(index) ? [at] : []))
    const inputs = isOutput ? windows[index] : [index]
    for (const name of Object.keys(data.grids)) {
      const lit = new Set(name === "output" ? outputs : inputs)
      const chosen = name === "output" ? (isOutput ? index : -1) : isOutput ? shown.winners[index] : index
      board.mark(name, (at) => lit.has(at), chosen)
    }
    line.textContent = shown.isPreview ? "" : data.sentences[isOutput ? "output" : "image"][index]
  }

  function paint() {
    shown = whatToShow(data, windows, hand.value())
    if (!shown.isPreview) unanswered = []
    numbers.update(shown.grids)
    problem.textContent = shown.isPreview ? "" : data.problem
    paintCells()
    paintPlace()
  }

  // Make cells as large as the width allows, with all grids in one row if they stay readable.
  function fit() {
    const unit = rem()
    const own = Object.values(data.grids)
    const columns = own.reduce((sum, { columns: count }) => sum + count, 0)
    const room = root.clientWidth - BETWEEN * unit * (own.length - 1) - 8
    const rows = Math.max(...own.map((grid) => grid.rows))
    const most = Math.min(LARGEST * unit, (SHARE * innerHeight) / rows)
    fill(root, (factor) => {
      const size = Math.max(SMALLEST * unit, Math.min(factor * most, room / columns))
      root.style.setProperty("--cell", `${size}px`)
    })
  }

  function saveImage() {
    saveAsShown(root, data.file_name, (sheet) => {
      const { context, at, write } = sheet
      drawCells(Object.values(cells).flat(), sheet, root)
      for (const { cell } of cells.image) {
        if (!cell.classList.contains("winner")) continue
        const [x, y, width, height] = at(cell)
        context.fillStyle = getComputedStyle(cell).color
        context.fillRect(x + 0.18 * width, y + 0.84 * height, 0.64 * width, 3)
      }
      for (const element of grids.querySelectorAll("figcaption, .sign > *")) write(element)
      write(line)
    })
  }

  return {
    fit,
    resized: fit,
    update(next) {
      const before = shown
      hand.joins(next.preview)
      if (before?.isPreview && !hand.value() && isSameForm(data, next)) compareGrids(before.grids, next.grids)
      data = next
      windows = rowsOf(shorts(next.windows), next.winners.length)
      const form = Object.entries(next.grids).map(([name, { rows, columns, title }]) => [
        name,
        rows,
        columns,
        title,
      ])
      if (isNewForm([form, next.words])) {
        const { grid, index } = board.place
        build()
        const own = Object.entries(next.grids).find(([name]) => name === grid)
        board.restart(own && index < own[1].texts.length ? board.place : undefined)
      }
      fit()
      paint()
    },
  }
}

/** @typedef {import("./messages.d.ts").Data} Data */
/** @typedef {import("./messages.d.ts").Grids} Grids */
/** @typedef {Pick<Data, "grids" | "winners"> & {isPreview: boolean}} Shown */

/**
 * The server's grids; or, if a hand has changed numbers since, the grids with these numbers.
 *
 * @param {Data} data
 * @param {number[][]} windows
 * @param {number[] | null} values
 * @returns {Shown}
 */
function whatToShow(data, windows, values) {
  const { grids, winners, kind, counts_padding: counts } = data
  if (values?.length !== grids.image.values.length) return { grids, winners, isPreview: false }
  const isRing = (/** @type {number} */ index) => isPadding(data, index)
  const inside = windows.map((window) => window.map((index) => (isRing(index) ? -1 : index)))
  const found = pooled(values, inside, kind, counts)
  const none = () => false
  /** @type {Grids} */
  const own = {
    image: withValues(grids.image, values, isRing),
    output: withValues(grids.output, [...found.output], none, noiseOf(kind, values)),
  }
  if (grids.gradient) own.gradient = withValues(grids.gradient, [...found.gradient], isRing)
  return { grids: own, winners: [...found.winners], isPreview: true }
}

/**
 * @param {import("./messages.d.ts").Grid} grid
 * @param {number[]} values
 * @param {(index: number) => boolean} isRing Whether a cell is padding, which keeps its text.
 * @param {number} [noise] Their rounding error.
 */
function withValues(grid, values, isRing, noise = 0) {
  const texts = values.map((value, index) => (isRing(index) ? grid.texts[index] : written(value, 3, noise)))
  return { ...grid, values, texts, limit: limitOf(values) }
}

/** @type {(kind: string, values: number[]) => number} */
const noiseOf = (kind, values) => (kind === "average" ? ROUNDING * limitOf(values) : 0)

/**
 * Whether a cell of the numbers or of the gradient is padding.
 *
 * @param {Data} data
 * @param {number} index
 */
function isPadding({ grids, padding }, index) {
  const { rows, columns } = grids.image
  const [row, column] = rowAndColumn(index, columns)
  return row < padding || column < padding || row >= rows - padding || column >= columns - padding
}

const limitOf = (/** @type {number[]} */ values) => Math.max(...values.map(Math.abs)) || 1 // as colours.signed_limit

/**
 * @param {Data} one
 * @param {Data} other
 */
const isSameForm = (one, other) =>
  one.kind === other.kind && one.windows === other.windows && one.counts_padding === other.counts_padding

/**
 * @param {Grids} previewed
 * @param {Grids} server
 */
function compareGrids(previewed, server) {
  for (const name of /** @type {const} */ (["image", "output", "gradient"])) {
    const [one, other] = [previewed[name], server[name]]
    if (one && other) compare(`pooling_grids, ${name}`, one.values, other.values)
  }
}
