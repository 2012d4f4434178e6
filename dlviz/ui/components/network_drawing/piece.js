// One block of the drawing with its texts, as a button. It changes what differs and keeps the rest.

import { made, put } from "../base/elements.js"
import { shape } from "../base/svg.js"
import { grouped } from "../base/words.js"

const OPACITY = [0.85, 0.55, 0.35] // of the faces: front, top, side

/** @typedef {import("./messages.d.ts").Piece} Piece */

/**
 * @typedef {object} PieceOnPage
 * @property {HTMLElement} element
 * @property {(piece: Piece, block: import("./blocks.js").Block) => void} show
 */

/**
 * @param {Piece} piece
 * @param {number} height Of the drawing, in its own pixels.
 * @param {HTMLElement} element The button.
 * @returns {PieceOnPage}
 */
export function createPiece({ name, colour, is_narrow }, height, element) {
  const picture = shape("svg", { "aria-hidden": "true" })
  const faces = OPACITY.map((opacity) =>
    shape("polygon", { fill: colour, "fill-opacity": opacity, stroke: colour }),
  )
  picture.append(...faces)
  const [caption, size, sums, count] = ["caption", "shape", "sum", "count"].map((own) => made("span", own))
  element.append(picture, made("span", "name", name))
  if (!is_narrow) element.append(caption)
  element.append(size, sums, count)
  let [corners, label, state] = ["", "", "none"]

  return {
    element,
    show(piece, block) {
      const now = block.faces.map(written)
      if (corners !== now.join()) {
        corners = now.join()
        faces.forEach((face, place) => {
          face.setAttribute("points", now[place] ?? "")
        })
        const room = (block.width + 4).toFixed(1)
        picture.setAttribute("viewBox", `-2 0 ${room} ${height.toFixed(1)}`)
      }
      if (state !== piece.state) {
        state = piece.state
        element.className = ["piece", is_narrow ? "narrow" : "", state].join(" ")
      }
      const what = state === "fails" ? "does not fit" : state ? "not reached" : piece.shape
      const parameters = piece.parameters ? `${grouped(piece.parameters)} parameters` : ""
      const words = [piece.caption, what, piece.arithmetic.join("\n"), parameters]
      if (label === words.join()) return
      label = words.join()
      element.title = piece.caption
      element.setAttribute("aria-label", spoken(piece, what, parameters))
      for (const [place, own] of [caption, size, sums, count].entries()) put(own, words[place])
    },
  }
}

/**
 * @param {Piece} piece
 * @param {string} what
 * @param {string} parameters
 */
const spoken = ({ name, caption, arithmetic }, what, parameters) =>
  [`${name}: ${caption}`, `${what} ${arithmetic.join(" ")}`, parameters].filter(Boolean).join(", ")

/** Corners as the attribute of a polygon. @param {[number, number][]} face */
const written = (face) => face.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")
