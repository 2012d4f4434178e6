// Shows a kernel that slides over an image: three grids, the products and their sum. Pointing at an
// output, a pixel or a weight highlights the cells that belong to it. The browser has all data for
// this, so that pointing needs no message to the server.

import { made } from "../base/elements.js"
import { createGridBoard, drawCells } from "../base/grid_board.js"
import { changes, component } from "../base/lifecycle.js"
import { shadeCell, writeCell } from "../base/number_grids.js"
import { bytes, rowAndColumn, rows as rowsOf, shorts } from "../base/numbers.js"
import { colour } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { fill } from "../base/room.js"
import { sharePlace } from "../base/sliding_place.js"
import { lineWidth, rem } from "../base/theme.js"

const SMALLEST = 1.75 // rem, of a cell
const LARGEST = 3.4
const SHARE = 0.42 // of the window's height, for the tallest grid: the sum below stays in sight
const CELL = 0.064 // and for a cell: in a low window the formula below does too
const EXPRESSION = 5.6 // rem, of an output that shows letters
const LONGEST = 4 // terms that an output cell can show

/** @type {Record<string, string>} */
const SPOKEN = { image: "Pixel", kernel: "Weight", output: "Output", products: "Product" }

/** @typedef {"image" | "kernel" | "output"} Name Of the grids that can be pointed at. */

/** @type {Name[]} */
const NAMES = ["image", "kernel", "output"]

export default component(createView)

/** @type {import("./messages.d.ts").Create} */
function createView(root, server, _data, scope) {
  root.classList.add("sliding")
  root.dataset.part = "Sliding kernel"
  /** @type {import("./messages.d.ts").Data} */
  let data
  const isNewForm = changes()
  /** @type {number[][]} */
  let touched = [] // per output and weight: index of the pixel in the padded image

  const board = createGridBoard(
    root,
    {
      paintPlace,
      isPlace: (name) => name !== "products",
      mayEdit,
      edited,
      count: () => touched.length,
      save: saveImage,
    },
    "kernel",
    scope,
  )
  const { numbers, grids, line, problem, edit } = board
  const { cells } = numbers
  const rounding = made("p", "rounding")
  root.append(rounding)
  const tell = sharePlace((row) => {
    if (!numbers.isEditing() && row < touched.length) board.pointed("output", row)
  }, scope)

  // Building and editing

  function build() {
    const parts = numbers.build(["image", "kernel", "products", "output"], data.grids)
    const signs = [data.is_flipped ? "∗" : "⋆", "="].map((sign) =>
      made("span", "sign", { "aria-hidden": "true" }, sign),
    )
    const [image, kernel, products, output] = parts
    const between = made("div", "between", kernel, products) // stacked, which saves the width of one column
    grids.replaceChildren(image, signs[0], between, signs[1], output)
  }

  // Draw the first windows that no longer fit: dashed boxes that reach over the image's edge.
  function drawGhosts() {
    rounding.textContent = data.rounding
    const field = grids.querySelector(".image .cells")
    for (const old of grids.querySelectorAll(".ghost")) old.remove()
    for (const { row, column, rows, columns } of data.ghosts) {
      const ghost = made("div", "ghost", { "aria-hidden": "true" })
      for (const [name, value] of Object.entries({ row, column, rows, columns }))
        ghost.style.setProperty(`--${name}`, String(value))
      field?.append(ghost)
    }
    const past = pastTheEdge()
    grids.style.setProperty("--past-rows", String(past.rows))
    grids.style.setProperty("--past-columns", String(past.columns))
  }

  // How many cells the ghosts reach over the edge.
  function pastTheEdge() {
    const { rows, columns } = data.grids.image
    return {
      rows: Math.max(0, ...data.ghosts.map((own) => own.row + own.rows - rows)),
      columns: Math.max(0, ...data.ghosts.map((own) => own.column + own.columns - columns)),
    }
  }

  /**
   * @param {string} name
   * @param {number} index
   */
  function mayEdit(name, index) {
    if (!own(name)?.editable || (name === "image" && isRing(index))) return false
    if (data.is_letters)
      problem.textContent = "The letters stand for numbers: switch Letters off to edit the numbers."
    return !data.is_letters
  }

  /**
   * @param {string} name
   * @param {number} index
   * @param {string} text
   */
  function edited(name, index, text) {
    const inner = name === "image" ? innerIndex(index) : index
    server.report("edit", { grid: name, index: inner, text })
  }

  /** @param {number} index */
  function isRing(index) {
    const { rows, columns } = data.grids.image
    const [row, column] = rowAndColumn(index, columns)
    const { padding } = data
    return row < padding || column < padding || row >= rows - padding || column >= columns - padding
  }

  /**
   * Index of a padded image's pixel in the image without padding; -1 for a pixel of the padding.
   *
   * @param {number} index
   */
  function innerIndex(index) {
    if (isRing(index)) return -1
    const { columns } = data.grids.image
    const { padding } = data
    const [row, column] = rowAndColumn(index, columns)
    return (row - padding) * (columns - 2 * padding) + column - padding
  }

  /** @param {string} name */
  const own = (name) => Object.entries(data.grids).find(([key]) => key === name)?.[1]

  // Painting

  function paintCells() {
    const scale = bytes(data.scale)
    for (const name of NAMES) {
      const { texts, values, limit } = data.grids[name]
      cells[name].forEach((own, index) => {
        const { cell } = own
        const words = texts[index]
        writeCell(own, words, shortened(name, words))
        cell.classList.toggle("ring", name === "image" && isRing(index))
        cell.setAttribute("aria-label", `${cellName(name, index)}: ${words}`)
        const shade = data.is_letters ? null : colour(scale, values[index] / limit)
        shadeCell(cell, shade)
        if (name === "kernel") cell.style.setProperty("--mark", data.palette[index])
      })
    }
  }

  /**
   * @param {string} name
   * @param {string} words
   */
  function shortened(name, words) {
    if (name !== "output" || !data.is_letters) return words
    // Two terms per line.
    if (data.grids.kernel.texts.length <= LONGEST) return words.replace(/^([^+]+\+[^+]+) \+ /, "$1\n+ ")
    const { length } = words.split(" + ")
    return length === 1 ? words : `${length}\nterms`
  }

  function paintPlace() {
    const { grid, index } = board.place
    /** @type {Record<string, Map<number, string>>} */
    const lit = { image: new Map(), kernel: new Map(), output: new Map() }
    if (grid === "output")
      touched[index].forEach((pixel, weight) => {
        lit.image.set(pixel, data.grids.kernel.texts[weight])
        lit.kernel.set(weight, "")
      })
    else
      touched.forEach((window, output) =>
        window.forEach((pixel, weight) => {
          if (grid === "image" ? pixel !== index : weight !== index) return
          if (grid === "image") lit.kernel.set(weight, "")
          else lit.image.set(pixel, "")
          lit.output.set(output, grid === "image" ? data.grids.kernel.texts[weight] : "")
        }),
      )
    lit[grid].set(index, lit[grid].get(index) ?? "")
    for (const name of NAMES) {
      board.mark(name, (at) => lit[name].has(at), name === grid ? index : -1)
      cells[name].forEach(({ times }, at) => {
        const factor = lit[name].get(at)
        times.textContent = factor && !(name === "output" && data.is_letters) ? `× ${factor}` : ""
      })
    }
    paintProducts()
    line.replaceChildren(...sentence())
    tell({ grid, index: grid === "image" ? innerIndex(index) : index })
  }

  function paintProducts() {
    const { grid, index } = board.place
    cells.products.forEach((own, weight) => {
      const { cell } = own
      const product = grid === "output" ? data.products[index][weight] : ""
      writeCell(own, product)
      cell.setAttribute("aria-label", product)
      cell.tabIndex = weight ? -1 : 0 // the arrow keys start from there
    })
  }

  function sentence() {
    const { grid, index } = board.place
    const { kernel, output } = data.grids
    const bold = (/** @type {string} */ text) => made("b", "", text)
    if (grid === "output") {
      const terms = touched[index].map(term)
      const sum = data.is_letters ? [] : [`${terms.join(" + ")} = `]
      return [`${cellName(grid, index)} = `, ...sum, bold(output.texts[index])]
    }
    if (grid === "image") {
      /** @type {string[]} */
      const uses = []
      touched.forEach((window, at) => {
        const weight = window.indexOf(index)
        if (weight >= 0) uses.push(`${at + 1} (× ${kernel.texts[weight]})`)
      })
      const what = isRing(index)
        ? "This zero of the padding"
        : `${cellName(grid, index)} = ${data.grids.image.texts[index]}`
      if (!uses.length) return [what, " is not used: no window covers it."]
      return [`${what} is used for `, bold(counted(uses.length, "output")), `: number ${uses.join(", ")}.`]
    }
    const pixels = new Set(touched.map((window) => window[index]))
    const inner = [...pixels].filter((pixel) => !isRing(pixel))
    const zeros = pixels.size - inner.length
    return [
      `${cellName(grid, index)} = ${kernel.texts[index]} meets `,
      bold(counted(inner.length, "pixel")),
      zeros ? ` and ${counted(zeros, "zero")} of the padding` : "",
      `: one weight, shared by all ${counted(touched.length, "output")}.`,
    ]
  }

  /**
   * @param {number} pixel
   * @param {number} weight
   */
  function term(pixel, weight) {
    const { image, kernel } = data.grids
    return `${bracketed(image.texts[pixel])} × ${bracketed(kernel.texts[weight])}`
  }

  /**
   * @param {string} name
   * @param {number} index
   */
  function cellName(name, index) {
    const columns = own(name)?.columns ?? 1
    const [row, column] = rowAndColumn(index, columns)
    const first = name === "image" ? 1 - data.padding : 1
    return `${SPOKEN[name]} (${row + first}, ${column + first})`
  }

  // Make cells as large as the width allows, with all grids in one row if they stay readable.
  function fit() {
    const unit = rem()
    const { image, kernel, output } = data.grids
    const isExpression = data.is_letters && data.grids.kernel.texts.length <= LONGEST
    const wide = isExpression ? EXPRESSION * unit : 0
    const past = pastTheEdge()
    const columns = image.columns + past.columns + kernel.columns + (wide ? 0 : output.columns)
    const room = root.clientWidth - wide * output.columns - 5.5 * unit
    const rows = Math.max(image.rows + past.rows, 2 * kernel.rows + 1, output.rows)
    const most = Math.min(LARGEST * unit, CELL * innerHeight, (SHARE * innerHeight) / rows)
    fill(root, (factor) => {
      const size = Math.max(SMALLEST * unit, Math.min(factor * most, room / columns))
      root.style.setProperty("--cell", `${size}px`)
      root.style.setProperty(
        "--output",
        `${Math.max(size, Math.min(wide, (root.clientWidth - unit) / output.columns))}px`,
      )
    })
  }

  // Save the picture as a file: every cell, caption and sign at its position on the page.
  function saveImage() {
    saveAsShown(root, data.file_name, (sheet) => {
      const { write } = sheet
      drawCells(Object.values(cells).flat(), sheet, root)
      for (const element of grids.querySelectorAll("figcaption, .sign")) write(element)
      for (const ghost of grids.querySelectorAll(".ghost")) outline(sheet, ghost)
      write(line)
      write(rounding)
    })
  }

  return {
    fit,
    resized: fit,
    update(next) {
      data = next
      for (const grid of Object.values(next.grids)) grid.limit ||= 1
      touched = rowsOf(shorts(next.touched), next.grids.output.texts.length)
      const form = Object.values(next.grids).map(({ rows, columns, title }) => [rows, columns, title])
      if (isNewForm([form, next.is_flipped])) {
        build()
        board.restart()
      }
      numbers.update(next.grids)
      edit.hidden = next.is_letters
      problem.textContent = next.problem
      grids.classList.toggle("letters", next.is_letters)
      drawGhosts()
      fit()
      paintCells()
      paintPlace()
    },
  }
}

/**
 * Draw the dashed frame of an element.
 *
 * @param {import("../base/png.js").Sheet} sheet
 * @param {Element} element
 */
function outline({ context, at }, element) {
  context.save()
  context.setLineDash([5, 4])
  context.lineWidth = lineWidth(2)
  context.strokeStyle = getComputedStyle(element).borderTopColor
  context.strokeRect(...at(element))
  context.restore()
}

const bracketed = (/** @type {string} */ text) => (/^-|\//.test(text) ? `(${text})` : text)

const counted = (/** @type {number} */ count, /** @type {string} */ noun) =>
  `${count} ${noun}${count === 1 ? "" : "s"}`
