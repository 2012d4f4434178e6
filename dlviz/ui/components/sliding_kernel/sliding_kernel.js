// A kernel slides over an image: three grids, the products and their sum. Point at an output, a
// pixel or a weight and see what belongs together; everything that this needs came with the data,
// so that pointing never waits for the server.

import { createGridBoard, drawCells } from "../base/grid_board.js"
import { shadeCell } from "../base/number_grids.js"
import { colour, hex, inkOn } from "../base/pictures.js"
import { bytes, component, describe, fill, lineWidth, rem, saveAsShown, theme } from "../base/shared.js"

const SMALLEST = 1.75 // rem, of a cell
const LARGEST = 3.4
const SHARE = 0.42 // of the window, for the tallest grid: the sum below stays in sight
const EXPRESSION = 5.6 // rem, of an output that shows letters
const LONGEST = 4 // terms that an output cell can show
const MATRIX_HEIGHT = 27 // rem at most
const READABLE = 14 // px of a matrix cell that can hold a letter

export default component(createView)

function createView(root) {
  root.classList.add("sliding")
  let data = null
  let setState = () => {}
  let place = { grid: "output", index: 0 } // what is pointed at
  let sequence = 0
  let shape = ""
  let touched = [] // per output, per weight: the pixel of the padded image

  const hand = document.createElement("div")
  hand.className = "sliding"
  hand.dataset.thing = ""
  const { numbers, player, grids, line, problem, edit } = createGridBoard(
    hand,
    {
      pointed,
      mayEdit,
      edited,
      place: () => (place.grid === "output" ? place.index : null),
      count: () => data.outputs,
      show: (index) => point({ grid: "output", index }),
      changed: () => paintPlace(),
      save: saveImage,
    },
    "kernel",
  )
  const { cells } = numbers
  const matrix = document.createElement("canvas")
  matrix.onkeydown = (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!step) return
    event.preventDefault()
    const row = place.grid === "output" ? place.index + step : 0
    if (row >= 0 && row < data.outputs) pointed("output", row)
  }
  const matrixNote = document.createElement("p")
  matrixNote.className = "note"
  const matrixBox = document.createElement("div")
  matrixBox.className = "matrix"
  matrixBox.append(matrixNote, matrix)
  matrixBox.dataset.thing = ""
  root.replaceChildren(hand, matrixBox)

  // Pointing; a pointer that arrives while the kernel slides stops it there.

  function pointed(grid, index) {
    player.rest()
    if (grid !== "products") point({ grid, index })
  }

  function point(next) {
    place = next
    paintPlace()
  }

  // Building and editing

  function build() {
    const parts = numbers.build(["image", "kernel", "products", "output"], data.grids)
    const signs = [data.is_flipped ? "∗" : "⋆", "="].map((sign) => {
      const element = document.createElement("span")
      element.className = "sign"
      element.textContent = sign
      element.setAttribute("aria-hidden", "true")
      return element
    })
    const [image, kernel, products, output] = parts
    const between = document.createElement("div") // under each other: a column less for the width
    between.className = "between"
    between.append(kernel, products)
    grids.replaceChildren(image, signs[0], between, signs[1], output)
  }

  function mayEdit(name, index) {
    if (!data.grids[name].editable || (name === "image" && isRing(index))) return false
    if (data.is_letters) problem.textContent = "Letters stand for any number: switch to numbers to edit them."
    return !data.is_letters
  }

  function edited(name, index, text) {
    sequence += 1
    const inner = name === "image" ? innerIndex(index) : index
    setState("edit", { grid: name, index: inner, text, sequence })
  }

  function isRing(index) {
    const { rows, columns } = data.grids.image
    const [row, column] = [Math.floor(index / columns), index % columns]
    const { padding } = data
    return (
      row < padding || column < padding || row >= rows - padding || column >= columns - padding
    )
  }

  function innerIndex(index) {
    const { columns } = data.grids.image
    const { padding } = data
    const [row, column] = [Math.floor(index / columns) - padding, (index % columns) - padding]
    return row * (columns - 2 * padding) + column
  }

  // Painting

  function paintCells() {
    const scale = bytes(data.scale)
    for (const name of ["image", "kernel", "output"]) {
      const { texts, values, limit } = data.grids[name]
      cells[name].forEach(({ cell, text }, index) => {
        const words = texts[index]
        text.textContent = shortened(name, words)
        text.classList.toggle("long", words.length > 5)
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
    return words === "0" ? "0" : `${words.split(" + ").length} terms`
  }

  function paintPlace() {
    const { grid, index } = place
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
    for (const name of ["image", "kernel", "output"])
      cells[name].forEach(({ cell, times }, at) => {
        const isLit = lit[name].has(at)
        cell.classList.toggle("lit", isLit)
        cell.classList.toggle("chosen", name === grid && at === index)
        cell.classList.toggle("waiting", name === "output" && player.isWaiting(at))
        const factor = isLit ? lit[name].get(at) : ""
        times.textContent = factor && !(name === "output" && data.is_letters) ? `× ${factor}` : ""
        cell.tabIndex = name === grid ? (at === index ? 0 : -1) : at === 0 ? 0 : -1
      })
    paintProducts()
    line.replaceChildren(...sentence())
    paintMatrix()
  }

  function paintProducts() {
    const shown = place.grid === "output" ? place.index : null
    cells.products.forEach(({ cell, text }, weight) => {
      const product = shown === null ? "" : data.products[shown][weight]
      text.textContent = product
      text.classList.toggle("long", product.length > 5)
      cell.setAttribute("aria-label", product)
      cell.tabIndex = weight ? -1 : 0 // arrow keys go on from there
    })
  }

  function sentence() {
    const { grid, index } = place
    const { kernel, output } = data.grids
    const bold = (text) => {
      const element = document.createElement("b")
      element.textContent = text
      return element
    }
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
      const what = isRing(index) ? "This zero of the padding" : `${cellName(grid, index)} = ${data.grids.image.texts[index]}`
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
    const [row, column] = [Math.floor(index / columns) + 1, (index % columns) + 1]
    const padding = name === "image" ? data.padding : 0
    const what = { image: "Pixel", kernel: "Weight", output: "Output", products: "Product" }[name]
    return `${what} (${row - padding}, ${column - padding})`
  }

  // The same as a sparse matrix: a row for each output, a column for each pixel.

  function paintMatrix() {
    matrixBox.hidden = !data.shows_matrix
    if (!data.shows_matrix) return
    matrixNote.textContent = data.matrix_note
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
    const sharp = devicePixelRatio || 1
    matrix.style.width = `${columns * size}px`
    matrix.style.height = `${rows * size}px`
    matrix.width = columns * size * sharp
    matrix.height = rows * size * sharp
    const pen = matrix.getContext("2d")
    pen.scale(sharp, sharp)
    pen.lineWidth = lineWidth(1)
    pen.font = `${Math.min(0.85 * unit, 0.62 * size)}px ${getComputedStyle(root).fontFamily}`
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
        pen.globalAlpha = isFaint ? 0.3 : 1
        pen.fillStyle = data.palette[weight]
        pen.fillRect(pixel * size, output * size, size - (size > 4), size - (size > 4))
        pen.globalAlpha = 1
        write(data.grids.kernel.texts[weight], pixel, output, isFaint ? text : inkOn(hex(data.palette[weight])))
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
    } else if (place.grid === "image" && !isRing(place.index))
      outline(innerIndex(place.index), 0, 1, outputs)
    describe(matrix, data.matrix_note, "arrow keys go from row to row")
    matrix.onpointermove = matrix.onclick = (event) => {
      if (event.type === "pointermove" && event.pointerType !== "mouse") return
      if (numbers.isEditing()) return
      const box = matrix.getBoundingClientRect()
      const row = Math.floor(((event.clientY - box.top) / box.height) * rows)
      if (row >= 0 && row < outputs) pointed("output", row)
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
    const [row, column] = [Math.floor(pixel / columns), pixel % columns]
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
      root.style.setProperty("--output", `${Math.max(size, Math.min(wide, (root.clientWidth - unit) / output.columns))}px`)
    })
  }

  // The picture as a file: every cell, caption and sign where it stands.
  function saveImage() {
    saveAsShown(root, data.file_name, (sheet) => {
      const { context, at, write } = sheet
      const ink = theme(root, "text-color") || "#000"
      drawCells(Object.values(cells).flat(), sheet, ink)
      for (const element of grids.querySelectorAll("figcaption, .sign")) write(element)
      write(line)
      if (!data.shows_matrix) return
      write(matrixNote)
      context.drawImage(matrix, ...at(matrix))
    })
  }

  const refit = () => {
    if (!data) return
    fit()
    paintMatrix()
  }
  const resized = new ResizeObserver(refit)
  resized.observe(root)

  return {
    fit: refit,
    update({ data: next, setStateValue }) {
      setState = setStateValue
      data = next
      data.outputs = next.grids.output.texts.length
      data.weights = next.grids.kernel.texts.length
      data.pixels = next.grids.image.texts.filter((_, index) => !isRing(index)).length
      for (const grid of Object.values(next.grids)) grid.limit ||= 1
      const flat = new Int16Array(bytes(next.touched).buffer)
      touched = Array.from({ length: data.outputs }, (_, output) =>
        Array.from(flat.subarray(output * data.weights, (output + 1) * data.weights)),
      )
      const now = JSON.stringify([
        Object.values(next.grids).map(({ rows, columns, title }) => [rows, columns, title]),
        next.is_flipped,
      ])
      if (now !== shape) {
        shape = now
        place = { grid: "output", index: 0 }
        build()
        player.rest()
      }
      numbers.update(next.grids)
      edit.hidden = next.is_letters
      problem.textContent = next.problem
      grids.classList.toggle("letters", next.is_letters)
      fit()
      paintCells()
      paintPlace()
    },
    release() {
      player.release()
      resized.disconnect()
    },
  }
}

const bracketed = (text) => (/^-|\//.test(text) ? `(${text})` : text)

const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`
