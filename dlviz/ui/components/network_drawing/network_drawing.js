// A network as a row of blocks that wraps: each is a button with what it computes written under it.

import { button, made, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { changes, component } from "../base/lifecycle.js"
import { savePng } from "../base/png.js"
import { fill } from "../base/room.js"

export default component(createDrawing)

/** @type {import("./messages.d.ts").Create} */
function createDrawing(root, server) {
  root.classList.add("drawing")
  const row = made("div", "pieces", {
    role: "group",
    "aria-label": "Layers, from the input to the output; arrow keys go along",
  })
  /** @type {import("./messages.d.ts").Data} */
  let data
  const isNewDrawing = changes()
  const save = saveButton("The whole drawing as a picture", () => savePicture(data.picture, data.file_name))
  const legend = made("p", "legend")
  root.replaceChildren(row, legend)

  const choose = (place) => server.report("place", { place })

  onKeys(row, ([across], { target }) => {
    const all = [...row.children]
    const next = across !== 0 && all[all.indexOf(target.closest(".piece")) + across]
    if (!next) return false
    next.focus()
    choose(all.indexOf(next))
  })

  function createPiece(piece, place) {
    const element = button("", "", () => choose(place))
    element.className = "piece"
    if (piece.is_narrow) element.classList.add("narrow")
    if (piece.state) element.classList.add(piece.state)
    const sums = piece.arithmetic.join(" ")
    const what = piece.state === "fails" ? "does not fit" : piece.state ? "not reached" : piece.shape
    element.setAttribute("aria-label", `${piece.name}: ${piece.caption}, ${what} ${sums}`)
    element.title = piece.caption
    // The server draws it from numbers alone: no text of a visitor is ever part of it.
    element.innerHTML = piece.svg
    element.append(made("span", "name", piece.name))
    if (!piece.is_narrow) element.append(made("span", "caption", piece.caption))
    element.append(made("span", "shape", what), ...piece.arithmetic.map((sum) => made("span", "sum", sum)))
    return element
  }

  return {
    fit: () => fill(root, (factor) => root.style.setProperty("--fit", factor)),
    update(next) {
      data = next
      const had = [...row.children].indexOf(root.getRootNode().activeElement)
      if (isNewDrawing(data.pieces)) {
        row.replaceChildren(...data.pieces.map(createPiece))
        if (had >= 0) row.children[Math.min(had, row.children.length - 1)]?.focus()
      }
      legend.replaceChildren(data.legend, " ", save)
      ;[...row.children].forEach((piece, place) =>
        piece.setAttribute("aria-pressed", String(place === data.selected)),
      )
    },
  }
}

function savePicture(svg, name) {
  const image = new Image()
  image.onload = () => {
    const canvas = made("canvas")
    canvas.width = 2 * image.width
    canvas.height = 2 * image.height
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height)
    savePng(canvas, name)
  }
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
}
