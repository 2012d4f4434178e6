// A kernel slides over an image: three grids, the products and their sum. Point at an output, a
// pixel or a weight and see what belongs together; everything that this needs came with the data,
// so that pointing never waits for the server.

import { pen as penOf, size as sizeCanvas } from "../base/canvas.js"
import { describe, made } from "../base/elements.js"
import { createGridBoard, drawCells } from "../base/grid_board.js"
import { onKeys } from "../base/keys.js"
import { changes, component } from "../base/lifecycle.js"
import { shadeCell, writeCell } from "../base/number_grids.js"
import { bytes, rowAndColumn, rows as rowsOf, shorts } from "../base/numbers.js"
import { colour, hex, inkOn } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { shareIn } from "../base/pointer.js"
import { fill } from "../base/room.js"
import { font, lineWidth, rem, theme } from "../base/theme.js"

const SMALLEST = 1.75 // rem, of a cell
const LARGEST = 3.4
const SHARE = 0.42 // of the window, for the tallest grid: the sum below stays in sight
const EXPRESSION = 5.6 // rem, of an output that shows letters
const LONGEST = 4 // terms that an output cell can show
const MATRIX_HEIGHT = 27 // rem at most
const FAINT = 0.45 // of a weight that is not pointed at
const READABLE = 14 // px of a matrix cell that can hold a letter

export default component(createView)

/** @type {import("./messages.d.ts").Create} */
function createView(root, server, _data, scope) {
  root.classList.add("sliding")
  /** @type {import("./messages.d.ts").Data} */
  let data
  const isNewForm = changes()
  let touched = [] // per output, per weight: the pixel of the padded image

  const hand = made("div", "sliding", { "data-thing": "" })
  const board = createGridBoard(
    hand,
    {
      paintPlace,
      isPlace: (name) => name !== "products",
      mayEdit,
      edited,
      count: () => data.outputs,
      save: saveImage,
    },
    "kernel",
    scope,
  )
  const { numbers, grids, line, problem, edit } = board
  const { cells } = numbers
  const matrix = made("canvas")
  onKeys(matrix, ([, down]) => {
    if (!down) return false
    pointAtRow(board.place.grid === "output" ? board.place.index + down : 0)
  })
  const matrixNote = made("p", "note")
  const matrixBox = made("div", "matrix", { "data-thing": "" }, matrixNote, matrix)
  root.replaceChildren(hand, matrixBox)

  function pointAtRow(row) {
    if (row >= 0 && row < data.outputs) board.pointed("output", row)
  }

  // Building and editing

  function build() {
    const parts = numbers.build(["image", "kernel", "products", "output"], data.grids)
    const signs = [data.is_flipped ? "∗" : "⋆", "="].map((sign) =>
      made("span", "sign", { "aria-hidden": "true" }, sign),
    )
    const [image, kernel, products, output] = parts
    const between = made("div", "between", kernel, products) // under each other: a column less for the width
    grids.replaceChildren(image, signs[0], between, signs[1], output)
  }

  function mayEdit(name, index) {
    if (!data.grids[name].editable || (name === "image" && isRing(index))) return false
    if (data.is_letters) problem.textContent = "Letters stand for any number: switch to numbers to edit them."
    return !data.is_letters
  }

  function edited(name, index, text) {
    const inner = name === "image" ? innerIndex(index) : index
    server.report("edit", { grid: name, index: inner, text })
  }

  function isRing(index) {
    const { rows, columns } = data.grids.image
    const [row, column] = rowAndColumn(index, columns)
    const { padding } = data
    return row < padding || column < padding || row >= rows - padding || column >= columns - padding
  }

  function innerIndex(index) {
    const { columns } = data.grids.image
    const { padding } = data
    const [row, column] = rowAndColumn(index, columns)
    return (row - padding) * (columns - 2 * padding) + column - padding
  }

  // Painting

  function paintCells() {
    const scale = bytes(data.scale)
    for (const name of ["image", "kernel", "output"]) {
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

  function shortened(name, words) {
    if (name !== "output" || !data.is_letters) return words
    // Two terms a line.
    if (data.weights <= LONGEST) return words.replace(/^([^+]+\+[^+]+) \+ /, "$1\n+ ")
    const { length } = words.split(" + ")
    return length === 1 ? words : `${length}\nterms`
  }

  function paintPlace() {
    const { grid, index } = board.place
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
    for (const name of ["image", "kernel", "output"]) {
      board.mark(name, (at) => lit[name].has(at), name === grid ? index : -1)
      cells[name].forEach(({ times }, at) => {
        const factor = lit[name].get(at)
        times.textContent = factor && !(name === "output" && data.is_letters) ? `× ${factor}` : ""
      })
    }
    paintProducts()
    line.replaceChildren(...sentence())
    paintMatrix()
  }

  function paintProducts() {
    const { grid, index } = board.place
    cells.products.forEach((own, weight) => {
      const { cell } = own
      const product = grid === "output" ? data.products[index][weight] : ""
      writeCell(own, product)
      cell.setAttribute("aria-label", product)
      cell.tabIndex = weight ? -1 : 0 // arrow keys go on from there
    })
  }

  function sentence() {
    const { grid, index } = board.place
    const { kernel, output } = data.grids
    const bold = (text) => made("b", "", text)
    if (grid === "output") {
      const terms = touched[index].map(term)
      const sum = data.is_letters ? [] : [`${terms.join(" + ")} = `]
      return [`${cellName(grid, index)} = `, ...sum, bold(output.texts[index])]
    }
    if (grid === "image") {
      const uses = []
      touched.forEach((window, at) => {
        const weight = window.indexOf(index)
        if (weight >= 0) uses.push(`${at + 1} (× ${kernel.texts[weight]})`)
      })
      const what = isRing(index)
        ? "This zero of the padding"
        : `${cellName(grid, index)} = ${data.grids.image.texts[index]}`
      if (!uses.length) return [what, " is passed over: no window covers it."]
      return [`${what} has a say in `, bold(counted(uses.length, "output")), `: number ${uses.join(", ")}.`]
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

  function term(pixel, weight) {
    const { image, kernel } = data.grids
    return `${bracketed(image.texts[pixel])} × ${bracketed(kernel.texts[weight])}`
  }

  function cellName(name, index) {
    const { columns } = data.grids[name]
    const [row, column] = rowAndColumn(index, columns)
    const first = name === "image" ? 1 - data.padding : 1
    const what = { image: "Pixel", kernel: "Weight", output: "Output", products: "Product" }[name]
    return `${what} (${row + first}, ${column + first})`
  }

  // The same as a sparse matrix: a row for each output, a column for each pixel.

  function paintMatrix() {
    matrixBox.hidden = !data.shows_matrix
    if (!data.shows_matrix) return
    matrixNote.textContent = data.matrix_note
    const { place } = board
    const pixels = data.pixels
    const { outputs } = data
    const unit = rem()
    const width = root.clientWidth
    const most = Math.min(1.7 * unit, (MATRIX_HEIGHT * unit) / Math.max(outputs, pixels))
    // Expressions are written beside the matrix where there is room for them.
    const longest = Math.max(...data.grids.output.texts.map((words) => words.length))
    const room = Math.ceil(0.36 * longest) // in cells
    const fits = data.is_letters && Math.min(most, width / (pixels + 4 + room)) >= READABLE
    const span = fits ? room : 1 // of an output
    const size = Math.max(2, Math.floor(Math.min(most, width / (pixels + 4 + span))))
    const [columns, rows] = [pixels + 3 + span, Math.max(outputs, pixels)]
    sizeCanvas([matrix], columns * size, rows * size)
    const pen = penOf(matrix)
    pen.lineWidth = lineWidth(1)
    pen.font = font(root, Math.min(0.85 * unit, 0.62 * size))
    pen.textAlign = "center"
    pen.textBaseline = "middle"
    const [text, border] = [theme(root, "text-color"), theme(root, "border-color")]
    const paper = theme(root, "secondary-background-color")
    pen.fillStyle = paper
    pen.fillRect(0, 0, pixels * size, outputs * size)
    const write = (words, column, row, ink, across = 1) => {
      if (size < READABLE || 0.36 * words.length > across + 0.2) return
      pen.fillStyle = ink
      pen.fillText(words, (column + across / 2) * size, (row + 0.5) * size, (across - 0.05) * size)
    }
    touched.forEach((window, output) =>
      window.forEach((padded, weight) => {
        if (isRing(padded)) return
        const pixel = innerIndex(padded)
        const isFaint =
          (place.grid === "kernel" && weight !== place.index) ||
          (place.grid === "output" && output !== place.index) ||
          (place.grid === "image" && padded !== place.index)
        pen.globalAlpha = isFaint ? FAINT : 1
        pen.fillStyle = data.palette[weight]
        pen.fillRect(pixel * size, output * size, size - (size > 4), size - (size > 4))
        pen.globalAlpha = 1
        if (size > 4) {
          // Dark weights are seen on a dark page too.
          pen.strokeStyle = border
          pen.strokeRect(pixel * size, output * size, size - 1, size - 1)
        }
        write(
          data.grids.kernel.texts[weight],
          pixel,
          output,
          isFaint ? text : inkOn(hex(data.palette[weight])),
        )
      }),
    )
    const { image, output } = data.grids
    pen.strokeStyle = border
    for (let pixel = 0; pixel < pixels; pixel += 1) {
      if (size > 3) pen.strokeRect((pixels + 1) * size, pixel * size, size, size)
      const padded = paddedIndex(pixel)
      if (place.grid === "image" && padded === place.index) outline(pixels + 1, pixel, 1, 1)
      write(image.texts[padded], pixels + 1, pixel, text)
    }
    for (let at = 0; at < outputs; at += 1) {
      if (size > 3) pen.strokeRect((pixels + 3) * size, at * size, span * size, size)
      write(output.texts[at], pixels + 3, at, text, span)
    }
    const middle = Math.min(outputs, pixels) / 2 - 0.5
    write("·", pixels, middle, text)
    write("=", pixels + 2, middle, text)
    if (place.grid === "output") {
      outline(0, place.index, pixels, 1)
      outline(pixels + 3, place.index, span, 1)
    } else if (place.grid === "image" && !isRing(place.index)) outline(innerIndex(place.index), 0, 1, outputs)
    describe(matrix, data.matrix_note, "arrow keys go from row to row")
    matrix.onpointermove = matrix.onclick = (event) => {
      if (event.type === "pointermove" && event.pointerType !== "mouse") return
      if (numbers.isEditing()) return
      pointAtRow(Math.floor(shareIn(matrix, event)[1] * rows))
    }

    function outline(column, row, across, down) {
      pen.lineWidth = lineWidth(2)
      pen.strokeStyle = text
      pen.strokeRect(column * size, row * size, across * size, down * size)
      pen.strokeStyle = border
      pen.lineWidth = lineWidth(1)
    }
  }

  function paddedIndex(pixel) {
    const { padding } = data
    const columns = data.grids.image.columns - 2 * padding
    const [row, column] = rowAndColumn(pixel, columns)
    return (row + padding) * data.grids.image.columns + column + padding
  }

  // Cells as large as the width allows, all grids in one row where that leaves them readable.
  function fit() {
    const unit = rem()
    const { image, kernel, output } = data.grids
    const isExpression = data.is_letters && data.weights <= LONGEST
    const wide = isExpression ? EXPRESSION * unit : 0
    const columns = image.columns + kernel.columns + (wide ? 0 : output.columns)
    const room = root.clientWidth - wide * output.columns - 5.5 * unit
    const rows = Math.max(image.rows, 2 * kernel.rows + 1, output.rows)
    const most = Math.min(LARGEST * unit, (SHARE * innerHeight) / rows)
    fill(hand, (factor) => {
      const size = Math.max(SMALLEST * unit, Math.min(factor * most, room / columns))
      root.style.setProperty("--cell", `${size}px`)
      root.style.setProperty(
        "--output",
        `${Math.max(size, Math.min(wide, (root.clientWidth - unit) / output.columns))}px`,
      )
    })
  }

  // The picture as a file: every cell, caption and sign where it stands.
  function saveImage() {
    saveAsShown(root, data.file_name, (sheet) => {
      const { copy, write } = sheet
      drawCells(Object.values(cells).flat(), sheet, root)
      for (const element of grids.querySelectorAll("figcaption, .sign")) write(element)
      write(line)
      if (!data.shows_matrix) return
      write(matrixNote)
      copy(matrix)
    })
  }

  const refit = () => {
    fit()
    paintMatrix()
  }

  return {
    fit: refit,
    resized: refit,
    update(next) {
      data = next
      data.outputs = next.grids.output.texts.length
      data.weights = next.grids.kernel.texts.length
      data.pixels = next.grids.image.texts.filter((_, index) => !isRing(index)).length
      for (const grid of Object.values(next.grids)) grid.limit ||= 1
      touched = rowsOf(shorts(next.touched), data.outputs)
      const form = Object.values(next.grids).map(({ rows, columns, title }) => [rows, columns, title])
      if (isNewForm([form, next.is_flipped])) {
        build()
        board.restart()
      }
      numbers.update(next.grids)
      edit.hidden = next.is_letters
      problem.textContent = next.problem
      grids.classList.toggle("letters", next.is_letters)
      fit()
      paintCells()
      paintPlace()
    },
  }
}

const bracketed = (text) => (/^-|\//.test(text) ? `(${text})` : text)

const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`
