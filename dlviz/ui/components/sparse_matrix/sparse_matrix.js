// Shows a convolution as a sparse matrix with a row for each output and a column for each pixel. It
// shares the place pointed at with the sliding kernel above: pointing at a row selects that output.

import { pen as penOf, size as sizeCanvas } from "../base/canvas.js"
import { describe, made, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { component } from "../base/lifecycle.js"
import { rows as rowsOf, shorts } from "../base/numbers.js"
import { hex, inkOn } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { shareIn } from "../base/pointer.js"
import { fill } from "../base/room.js"
import { followPlace } from "../base/sliding_place.js"
import { font, lineWidth, rem, theme } from "../base/theme.js"

const MOST_HEIGHT = 27 // rem
const LARGEST = 1.7 // rem, largest side of a cell
const FAINT = 0.45 // opacity of weights that are not pointed at
const READABLE = 14 // px, smallest side of a cell that shows a letter
const LETTER = 0.36 // width of a letter, as a share of the cell

export default component(createView)

/** @type {import("./messages.d.ts").Create} */
function createView(root, _server, _data, scope) {
  root.classList.add("matrix")
  root.dataset.part = "Sparse matrix"
  root.setAttribute("role", "group")
  root.setAttribute("aria-label", "Sparse matrix")
  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {number[][]} */
  let touched = [] // per output and weight: index of the pixel, -1 in the padding
  let factor = 1 // scale factor of sizes, 1 in the ordinary display
  const shared = followPlace(() => {
    if (data) paint()
  }, scope)
  const note = made("p", "note")
  const canvas = made("canvas", "", { role: "application" })
  const save = saveButton("Save this matrix", () =>
    saveAsShown(root, data.file_name, ({ copy, write }) => {
      write(note)
      copy(canvas)
    }),
  )
  root.replaceChildren(made("div", "tools", note, save), canvas)
  onKeys(canvas, ([, down]) => {
    const { grid, index } = shared.place()
    if (down) point(grid === "output" ? index + down : 0)
    return Boolean(down)
  })
  canvas.onpointermove = canvas.onclick = (/** @type {PointerEvent} */ event) => {
    if (event.type === "pointermove" && event.pointerType !== "mouse") return
    point(Math.floor(shareIn(canvas, event)[1] * Math.max(touched.length, data.texts.image.length)))
  }

  /** @param {number} row */
  function point(row) {
    if (row >= 0 && row < touched.length) shared.point(row)
  }

  /** Side of a cell in pixels, and width of an output in cells: an expression takes several cells. */
  function measures() {
    const { image, output } = data.texts
    const [pixels, outputs] = [image.length, output.length]
    const most = factor * Math.min(LARGEST * rem(), (MOST_HEIGHT * rem()) / Math.max(outputs, pixels))
    const room = Math.ceil(LETTER * Math.max(...output.map((words) => words.length)))
    const width = root.clientWidth
    const fits = data.is_letters && Math.min(most, width / (pixels + 4 + room)) >= READABLE
    const span = fits ? room : 1
    return { span, size: Math.max(2, Math.floor(Math.min(most, width / (pixels + 4 + span)))) }
  }

  function paint() {
    const { image, kernel, output } = data.texts
    const [pixels, outputs] = [image.length, output.length]
    const { span, size } = measures()
    sizeCanvas([canvas], (pixels + 3 + span) * size, Math.max(outputs, pixels) * size)
    const pen = penOf(canvas)
    pen.lineWidth = lineWidth(1)
    pen.font = font(root, Math.min(0.85 * Math.max(1, factor) * rem(), 0.62 * size))
    pen.textAlign = "center"
    pen.textBaseline = "middle"
    const [text, border] = [theme(root, "text-color"), theme(root, "border-color")]
    pen.fillStyle = theme(root, "secondary-background-color")
    pen.fillRect(0, 0, pixels * size, outputs * size)
    const place = shared.place()
    canvas.setAttribute("aria-label", label(place, outputs))
    touched.forEach((window, row) =>
      window.forEach((pixel, weight) => {
        if (pixel < 0) return
        const on = place.grid === "output" ? row : place.grid === "kernel" ? weight : pixel
        entry(pixel, row, weight, on !== place.index)
      }),
    )
    pen.strokeStyle = border
    image.forEach((words, pixel) => {
      if (size > 3) pen.strokeRect((pixels + 1) * size, pixel * size, size, size)
      write(words, pixels + 1, pixel, text)
    })
    output.forEach((words, row) => {
      if (size > 3) pen.strokeRect((pixels + 3) * size, row * size, span * size, size)
      write(words, pixels + 3, row, text, span)
    })
    const middle = Math.min(outputs, pixels) / 2 - 0.5
    write("·", pixels, middle, text)
    write("=", pixels + 2, middle, text)
    pen.lineWidth = lineWidth(2)
    pen.strokeStyle = text
    if (place.grid === "output") {
      outline(0, place.index, pixels, 1)
      outline(pixels + 3, place.index, span, 1)
    } else if (place.grid === "image" && place.index >= 0) {
      outline(place.index, 0, 1, outputs)
      outline(pixels + 1, place.index, 1, 1)
    }

    /**
     * @param {number} column
     * @param {number} row
     * @param {number} weight
     * @param {boolean} isFaint
     */
    function entry(column, row, weight, isFaint) {
      const side = size > 4 ? size - 1 : size
      pen.globalAlpha = isFaint ? FAINT : 1
      pen.fillStyle = data.palette[weight]
      pen.fillRect(column * size, row * size, side, side)
      pen.globalAlpha = 1
      if (size > 4) {
        // The border keeps dark weights visible on a dark page.
        pen.strokeStyle = border
        pen.strokeRect(column * size, row * size, size - 1, size - 1)
      }
      write(kernel[weight], column, row, isFaint ? text : inkOn(hex(data.palette[weight])))
    }

    /**
     * @param {string} words
     * @param {number} column
     * @param {number} row
     * @param {string} ink
     * @param {number} across
     */
    function write(words, column, row, ink, across = 1) {
      if (size < READABLE || LETTER * words.length > across + 0.2) return
      pen.fillStyle = ink
      pen.fillText(words, (column + across / 2) * size, (row + 0.5) * size, (across - 0.05) * size)
    }

    /**
     * @param {number} column
     * @param {number} row
     * @param {number} across
     * @param {number} down
     */
    function outline(column, row, across, down) {
      pen.strokeRect(column * size, row * size, across * size, down * size)
    }
  }

  const fit = () =>
    fill(root, (wanted) => {
      factor = wanted
      paint()
    })

  return {
    fit,
    resized: fit,
    update(next) {
      data = next
      touched = rowsOf(shorts(next.touched), next.texts.output.length)
      note.textContent = next.note
      describe(canvas, next.note, "arrow keys go from row to row")
      fit()
    },
  }
}

/**
 * What a screen reader says of the matrix: which of its rows is selected.
 *
 * @param {{ grid: string, index: number }} place
 * @param {number} outputs Number of rows.
 */
function label({ grid, index }, outputs) {
  const row =
    grid === "output" ? `row ${index + 1} of ${outputs} is selected` : `${outputs} rows, none is selected`
  return `Sparse matrix: ${row}; up and down select the row of an output`
}
