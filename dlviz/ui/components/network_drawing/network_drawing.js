// Draws a network as a row of blocks that wraps; each block is a button with its arithmetic below it.
// While a number of a layer is being changed, the drawing follows in the same frame.

import { contextOf } from "../base/canvas.js"
import { button, focusedBeside, made, put, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { changes, component } from "../base/lifecycle.js"
import { savePng } from "../base/png.js"
import { compare, follow } from "../base/preview.js"
import { fill } from "../base/room.js"
import { drawnNetwork } from "./drawn_network.js"
import { createPiece } from "./piece.js"
import { blocksOf, heightOf } from "./blocks.js"

export default component(createDrawing)

/** @type {import("./messages.d.ts").Create} */
function createDrawing(root, server, _data, scope) {
  root.classList.add("drawing")
  root.dataset.part = "Drawing of the network"
  const row = made("div", "pieces", {
    role: "group",
    "aria-label": "Layers, from the input to the output; arrow keys select a layer",
  })
  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {import("./piece.js").PieceOnPage[]} */
  let pieces = []
  const areOthers = changes()
  const save = saveButton("Save the whole drawing as a picture", () =>
    savePicture(data.picture, data.file_name),
  )
  const [total, legend] = [made("strong"), made("span")]
  root.replaceChildren(row, made("p", "legend", total, ". ", legend, " ", save))

  /** @type {import("../base/preview.js").Followed<import("../base/shapes.js").Architecture>} */
  const hand = follow(scope, paint)
  const choose = (/** @type {number} */ place) => server.report("place", { place })

  onKeys(row, ([across], { target }) => {
    const from = pieces.findIndex(({ element }) => element.contains(/** @type {Node} */ (target)))
    const next = across !== 0 && pieces[from + across]
    if (!next) return false
    next.element.focus()
    choose(pieces.indexOf(next))
    return true
  })

  /** What the hand has made of the network on screen; a preset may have replaced that meanwhile. */
  function followed() {
    const network = hand.value()
    return network && isOf(network, data.pieces) ? network : null
  }

  function paint() {
    const network = followed()
    const shown = network ? drawnNetwork(network, data) : data
    const blocks = blocksOf(shown.pieces, data.measures)
    shown.pieces.forEach((piece, place) => pieces[place].show(piece, blocks[place]))
    put(total, shown.total)
    put(legend, shown.legend)
  }

  function build() {
    const focused = focusedBeside(root)
    const had = pieces.findIndex(({ element }) => element === focused)
    pieces = data.pieces.map((piece, place) =>
      createPiece(
        piece,
        heightOf(data.measures),
        button("", "", () => choose(place)),
      ),
    )
    row.replaceChildren(...pieces.map(({ element }) => element))
    if (had >= 0) pieces[Math.min(had, pieces.length - 1)].element.focus()
  }

  return {
    fit: () => fill(root, (factor) => root.style.setProperty("--fit", String(factor))),
    update(next) {
      const network = data && followed()
      const previewed = network && drawnNetwork(network, data).pieces
      data = next
      hand.joins(data.preview)
      if (areOthers(data.pieces.map(({ kind, name, colour }) => [kind, name, colour]))) build()
      paint()
      pieces.forEach(({ element }, place) => {
        element.setAttribute("aria-pressed", String(place === data.selected))
      })
      if (previewed && !hand.value()) compareWith(previewed, data.pieces)
    },
  }
}

/**
 * Whether pieces are those of a network, perhaps with other numbers.
 *
 * @param {import("../base/shapes.js").Architecture} network
 * @param {import("./messages.d.ts").Piece[]} pieces
 */
const isOf = ({ layers }, [, ...pieces]) =>
  layers.length === pieces.length && layers.every(({ name }, place) => name === pieces[place].name)

/**
 * Compare a preview with the server's answer, if that is about the same network.
 *
 * @param {import("./messages.d.ts").Piece[]} previewed
 * @param {import("./messages.d.ts").Piece[]} answer
 */
function compareWith(previewed, answer) {
  const [layers, others] = [previewed, answer].map((all) => all.map(({ caption }) => caption).join())
  const numbers = (/** @type {import("./messages.d.ts").Piece[]} */ all) =>
    all.flatMap(({ size, parameters }) => [...size, parameters])
  if (layers === others) compare("shapes", numbers(previewed), numbers(answer))
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
