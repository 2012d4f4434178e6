// Kernels as grids of editable numbers; 1/4, ¼, 0.25 and 0,25 are all accepted.

import { cells } from "../base/canvas.js"
import { describe, focusedBeside, made } from "../base/elements.js"
import { changes, component } from "../base/lifecycle.js"
import { bytes, rowAndColumn } from "../base/numbers.js"
import { colour, rgb } from "../base/pictures.js"

const PALE = 0.6 // share of the colour scale that cells use, so that text on them stays readable

export default component(createKernels)

/** @type {import("./messages.d.ts").Create} */
function createKernels(root, server) {
  root.classList.add("kernels")
  root.dataset.part = "Kernels"
  const board = made("div", "board")
  const problem = made("p", "problem", { role: "alert" })
  root.replaceChildren(board, problem)
  const isNewForm = changes()
  /** @type {(HTMLCanvasElement | HTMLInputElement[])[]} */
  let inputs = []

  /** @param {import("./messages.d.ts").Kernel[]} kernels */
  function build(kernels) {
    inputs = []
    board.replaceChildren(...kernels.map(createKernel))
  }

  /**
   * @param {import("./messages.d.ts").Kernel} kernel
   * @param {number} which
   */
  function createKernel(kernel, which) {
    const caption = made("figcaption", "", kernel.title)
    if (!kernel.texts.length) {
      const canvas = made("canvas") // too many cells for numbers: show colours only
      inputs.push(canvas)
      return made("figure", "", caption, canvas)
    }
    const own = kernel.texts.map((_, index) => {
      const [row, column] = rowAndColumn(index, kernel.columns)
      const name = `${kernel.title}, row ${row + 1}, column ${column + 1}`
      const input = made("input", "", { type: "text", autocomplete: "off", "aria-label": name })
      input.onfocus = () => input.select()
      input.onchange = () => server.report("edit", { kernel: which, index, text: input.value.trim() })
      return input
    })
    const grid = made("div", "grid", ...own)
    grid.style.setProperty("--columns", String(kernel.columns))
    inputs.push(own)
    return made("figure", "", caption, grid)
  }

  return {
    update(data) {
      const form = data.kernels.map(({ title, rows, columns, texts }) => [title, rows, columns, texts.length])
      if (isNewForm(form)) build(data.kernels)
      board.classList.toggle("several", data.kernels.length > 1)
      const scale = bytes(data.scale)
      const active = focusedBeside(root)
      data.kernels.forEach((kernel, which) => {
        const own = inputs[which]
        if (own instanceof HTMLCanvasElement) {
          cells(own, kernel.values, kernel.columns, scale, -data.limit, data.limit)
          describe(own, kernel.title)
          return
        }
        own.forEach((input, index) => {
          if (input !== active || data.problem) input.value = kernel.texts[index]
          // Pale, so that dark text stays readable on it.
          input.style.background = rgb(colour(scale, (PALE * kernel.values[index]) / data.limit))
        })
      })
      problem.textContent = data.problem
    },
  }
}
