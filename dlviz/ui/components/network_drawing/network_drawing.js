// Draws a network as a row of blocks that wraps; each block is a button with its arithmetic below it.

import { contextOf } from "../base/canvas.js"
import { button, focusedBeside, made, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { changes, component } from "../base/lifecycle.js"
import { savePng } from "../base/png.js"
import { fill } from "../base/room.js"

export default component(createDrawing)

/** @type {import("./messages.d.ts").Create} */
function createDrawing(root, server) {
  root.classList.add("drawing")
  root.dataset.part = "Drawing of the network"
  const row = made("div", "pieces", {
    role: "group",
    "aria-label": "Layers, from the input to the output; arrow keys select a layer",
  })
  /** @type {import("./messages.d.ts").Data} */
  let data
  const isNewDrawing = changes()
  const save = saveButton("Save the whole drawing as a picture", () =>
    savePicture(data.picture, data.file_name),
  )
  const legend = made("p", "legend")
  root.replaceChildren(row, legend)

  const pieces = () => /** @type {HTMLElement[]} */ ([...row.children])
  const choose = (/** @type {number} */ place) => server.report("place", { place })

  onKeys(row, ([across], { target }) => {
    const all = pieces()
    const from = all.findIndex((piece) => piece.contains(/** @type {Node} */ (target)))
    const next = across !== 0 && all[from + across]
    if (!next) return false
    next.focus()
    choose(all.indexOf(next))
    return true
  })

  /**
   * @param {import("./messages.d.ts").Piece} piece
   * @param {number} place
   */
  function createPiece(piece, place) {
    const element = button("", "", () => choose(place))
    element.className = "piece"
    if (piece.is_narrow) element.classList.add("narrow")
    if (piece.state) element.classList.add(piece.state)
    const sums = piece.arithmetic.join(" ")
    const what = piece.state === "fails" ? "does not fit" : piece.state ? "not reached" : piece.shape
    element.setAttribute("aria-label", `${piece.name}: ${piece.caption}, ${what} ${sums}`)
    element.title = piece.caption
    // Safe as HTML: the server draws the SVG from numbers only, without any text of a visitor.
    element.innerHTML = piece.svg
    element.append(made("span", "name", piece.name))
    if (!piece.is_narrow) element.append(made("span", "caption", piece.caption))
    element.append(made("span", "shape", what), ...piece.arithmetic.map((sum) => made("span", "sum", sum)))
    return element
  }

  return {
    fit: () => fill(root, (factor) => root.style.setProperty("--fit", String(factor))),
    update(next) {
      data = next
      const focused = focusedBeside(root)
      const had = focused instanceof HTMLElement ? pieces().indexOf(focused) : -1
      if (isNewDrawing(data.pieces)) {
        row.replaceChildren(...data.pieces.map(createPiece))
        if (had >= 0)
          pieces()
            .at(Math.min(had, data.pieces.length - 1))
            ?.focus()
      }
      legend.replaceChildren(data.legend, " ", save)
      pieces().forEach((piece, place) => {
        piece.setAttribute("aria-pressed", String(place === data.selected))
      })
    },
  }
}

/**
 * @param {string} svg
 * @param {string} name
 */
function savePicture(svg, name) {
  const image = new Image()
  image.onload = () => {
    const canvas = made("canvas")
    canvas.width = 2 * image.width
    canvas.height = 2 * image.height
    contextOf(canvas).drawImage(image, 0, 0, canvas.width, canvas.height)
    savePng(canvas, name)
  }
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
}
