// The shared frame of components with number grids that can be played and edited: a tool bar, the
// grids, an explaining sentence and an error message.

import { button, made, saveButton } from "./elements.js"
import { createNumberGrids } from "./number_grids.js"
import { createPlayer } from "./player.js"
import { lineWidth, theme } from "./theme.js"

/**
 * @typedef {object} Place
 * @property {string} grid
 * @property {number} index
 */

/** @type {Place} */
const FIRST = { grid: "output", index: 0 }

/**
 * Build the board in `root`. `own` holds the component's callbacks:
 * - paintPlace(): highlight what belongs to the place pointed at, `board.place`;
 * - isPlace(name): whether a grid can be pointed at;
 * - mayEdit and edited as in number_grids.js; count as in player.js;
 * - save(): save the picture.
 *
 * @param {HTMLElement} root
 * @param {{paintPlace: () => void, isPlace?: (name: string) => boolean,
 *   mayEdit: (name: string, index: number) => boolean,
 *   edited: (name: string, index: number, text: string) => void, count: () => number,
 *   save: () => void}} own
 * @param {string} what Name of what slides, for the buttons' titles.
 * @param {import("./scope.js").Scope} scope
 */
export function createGridBoard(root, own, what, scope) {
  /**
   * @param {string} grid
   * @param {number} index
   */
  function pointed(grid, index) {
    player.rest() // pointing while it plays stops the player at that place
    if (own.isPlace?.(grid) ?? true) point({ grid, index })
  }

  /** @param {Place} place */
  function point(place) {
    board.place = place
    own.paintPlace()
  }

  const numbers = createNumberGrids({
    pointed,
    mayEdit: own.mayEdit,
    edited: own.edited,
    played: () => player.toggle(),
    before: () => player.pause(),
  })
  const playing = {
    place: () => (board.place.grid === "output" ? board.place.index : null),
    count: own.count,
    show: (/** @type {number} */ index) => point({ grid: "output", index }),
    changed: own.paintPlace,
  }
  const player = createPlayer(playing, what, scope)
  const grids = made("div", "grids")
  const line = made("p", "line", { "aria-live": "polite" })
  const problem = made("p", "problem", { role: "alert" })
  const edit = button("✎ Edit numbers", "Then tap a number to change it; or double-click it", () =>
    edit.setAttribute("aria-pressed", String(numbers.toggleEditMode())),
  )
  edit.setAttribute("aria-pressed", "false")
  const tools = made("div", "tools", ...player.buttons, edit, saveButton("Save this picture", own.save))
  root.replaceChildren(tools, grids, line, problem)

  /**
   * Highlight the cells of a grid that belong to the place, and mark the selected cell.
   *
   * @param {string} name
   * @param {(index: number) => boolean} isLit
   * @param {number} [chosen]
   */
  function mark(name, isLit, chosen) {
    const { place } = board
    const reached = name === place.grid ? place.index : 0 // the cell that the Tab key focuses
    numbers.cells[name].forEach(({ cell }, at) => {
      cell.classList.toggle("lit", isLit(at))
      cell.classList.toggle("chosen", at === chosen)
      cell.classList.toggle("waiting", name === "output" && player.isWaiting(at))
      cell.tabIndex = at === reached ? 0 : -1
    })
  }

  /** Start again, after the grids have changed. */
  function restart(place = FIRST) {
    board.place = place
    player.rest()
  }

  const board = { place: FIRST, numbers, player, grids, line, problem, edit, pointed, mark, restart }
  return board
}

/**
 * Paint the cells of a saved picture; highlighted cells come last, so that their borders are on top.
 *
 * @param {import("./number_grids.js").Cell[]} cells
 * @param {import("./png.js").Sheet} sheet
 * @param {HTMLElement} root
 */
export function drawCells(cells, { context, at, block, write }, root) {
  const ink = theme(root, "text-color") || "#000"
  const isLit = (/** @type {import("./number_grids.js").Cell} */ { cell }) => cell.classList.contains("lit")
  for (const own of [...cells].sort((one, other) => Number(isLit(one)) - Number(isLit(other)))) {
    const { cell, text, times } = own
    const style = getComputedStyle(cell)
    block(cell, style.backgroundColor)
    context.strokeStyle = isLit(own) ? ink : style.borderColor
    context.lineWidth = lineWidth(isLit(own) ? 2.5 : 1)
    context.strokeRect(...at(cell))
    write(text, style.color, true)
    write(times, style.color, true)
  }
}
