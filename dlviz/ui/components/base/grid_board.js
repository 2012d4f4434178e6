// The frame of grids that are played and edited: tools above, the grids, a sentence, a problem.

import { createNumberGrids } from "./number_grids.js"
import { createPlayer } from "./player.js"
import { button, lineWidth } from "./shared.js"

/**
 * Fill `root`. `own` answers for the component: pointed, mayEdit and edited as in number_grids.js,
 * place, count, show and changed as in player.js; save() saves the picture; `what` slides.
 */
export function createGridBoard(root, own, what) {
  const { pointed, mayEdit, edited, ...playing } = own
  const numbers = createNumberGrids({
    pointed,
    mayEdit,
    edited,
    played: () => player.toggle(),
    before: () => player.pause(),
  })
  const player = createPlayer(playing, what)
  const grids = document.createElement("div")
  grids.className = "grids"
  const line = document.createElement("p")
  line.className = "line"
  line.setAttribute("aria-live", "polite")
  const problem = document.createElement("p")
  problem.className = "problem"
  problem.setAttribute("role", "alert")
  const edit = button("✎ Edit numbers", "Then tap a number to change it; or double-click it", () =>
    edit.setAttribute("aria-pressed", String(numbers.toggleEditMode())),
  )
  edit.setAttribute("aria-pressed", "false")
  const save = button("Save as PNG", "Save this picture", own.save)
  save.className = "save"
  const tools = document.createElement("div")
  tools.className = "tools"
  tools.append(...player.buttons, edit, save)
  root.replaceChildren(tools, grids, line, problem)
  return { numbers, player, grids, line, problem, edit }
}

/** Paint the cells of a saved picture, those that are lit last: their borders lie on the others. */
export function drawCells(cells, { context, at, write }, ink) {
  const isLit = ({ cell }) => cell.classList.contains("lit")
  for (const own of [...cells].sort((one, other) => isLit(one) - isLit(other))) {
    const { cell, text, times } = own
    const style = getComputedStyle(cell)
    context.fillStyle = style.backgroundColor
    context.fillRect(...at(cell))
    context.strokeStyle = isLit(own) ? ink : style.borderColor
    context.lineWidth = lineWidth(isLit(own) ? 2.5 : 1)
    context.strokeRect(...at(cell))
    write(text, style.color, true)
    write(times, style.color, true)
  }
}
