// Kernels as grids of numbers that can be changed: 1/4, 0.25 and 0,25 are all understood.

import { colour } from "../base/pictures.js"
import { bytes, cells, component, describe } from "../base/shared.js"

const PALE = 0.6 // share of the scale

export default component(createKernels)

function createKernels(root) {
  root.classList.add("kernels")
  const board = document.createElement("div")
  board.className = "board"
  const problem = document.createElement("p")
  problem.className = "problem"
  problem.setAttribute("role", "alert")
  root.replaceChildren(board, problem)
  let setState = () => {}
  let shape = ""
  let sequence = 0
  let inputs = []

  function build(kernels) {
    inputs = []
    board.replaceChildren(...kernels.map(createKernel))
  }

  function createKernel(kernel, which) {
    const figure = document.createElement("figure")
    const caption = document.createElement("figcaption")
    caption.textContent = kernel.title
    figure.append(caption)
    if (!kernel.texts.length) {
      const canvas = document.createElement("canvas") // too many for numbers: colours alone
      figure.append(canvas)
      inputs.push(canvas)
      return figure
    }
    const grid = document.createElement("div")
    grid.className = "grid"
    grid.style.setProperty("--columns", kernel.columns)
    const own = kernel.texts.map((_, index) => {
      const input = document.createElement("input")
      input.type = "text"
      input.autocomplete = "off"
      input.maxLength = 20
      const [row, column] = [Math.floor(index / kernel.columns) + 1, (index % kernel.columns) + 1]
      input.setAttribute("aria-label", `${kernel.title}, row ${row}, column ${column}`)
      input.onfocus = () => input.select()
      input.onchange = () => {
        sequence += 1
        setState("edit", { kernel: which, index, text: input.value.trim(), sequence })
      }
      return input
    })
    grid.append(...own)
    figure.append(grid)
    inputs.push(own)
    return figure
  }

  return {
    update({ data, setStateValue }) {
      setState = setStateValue
      const now = JSON.stringify(data.kernels.map(({ title, rows, columns, texts }) => [title, rows, columns, texts.length]))
      if (now !== shape) {
        shape = now
        build(data.kernels)
      }
      board.classList.toggle("several", data.kernels.length > 1)
      const scale = bytes(data.scale)
      const active = root.getRootNode().activeElement
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
          input.style.background = `rgb(${colour(scale, (PALE * kernel.values[index]) / data.limit)})`
        })
      })
      problem.textContent = data.problem
    },
    release() {},
  }
}
