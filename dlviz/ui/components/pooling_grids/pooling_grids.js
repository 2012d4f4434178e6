// Pooling by hand: a grid of numbers, its windows and what each of them leaves, and where gradients
// flow. Every sentence came with the data, so that pointing never waits for the server.

import { createGridBoard, drawCells } from "../base/grid_board.js"
import { shadeCell } from "../base/number_grids.js"
import { colour } from "../base/pictures.js"
import { bytes, component, fill, rem, saveAsShown, theme } from "../base/shared.js"

const SMALLEST = 1.6 // rem, of a cell
const LARGEST = 4.2
const BETWEEN = 4.8 // rem from one grid to the next, an arrow with its words
const SHARE = 0.46 // of the window's height, for the taller grid

export default component(createView)

function createView(root) {
  root.classList.add("pooling")
  let data = null
  let setState = () => {}
  let place = { grid: "output", index: 0 }
  let sequence = 0
  let shape = ""
  let windows = [] // per output: the numbers of the image

  const { numbers, player, grids, line, problem } = createGridBoard(
    root,
    {
      pointed,
      mayEdit: (name) => name === "image",
      edited,
      place: () => (place.grid === "output" ? place.index : null),
      count: () => windows.length,
      show: (index) => point({ grid: "output", index }),
      changed: () => paintPlace(),
      save: saveImage,
    },
    "window",
  )
  const { cells } = numbers

  function pointed(grid, index) {
    player.rest()
    point({ grid, index })
  }

  function point(next) {
    place = next
    paintPlace()
  }

  function edited(_, index, text) {
    sequence += 1
    setState("edit", { grid: "image", index, text, sequence })
  }

  function build() {
    const [image, output, ...rest] = numbers.build(Object.keys(data.grids), data.grids)
    grids.replaceChildren(image, sign("→", ...data.words), output)
    if (rest.length) grids.append(sign("←", "gradient"), ...rest)
  }

  function sign(mark, ...words) {
    const element = document.createElement("span")
    element.className = "sign"
    element.setAttribute("aria-hidden", "true")
    for (const [place, text] of [mark, ...words].entries()) {
      const line = document.createElement(place ? "small" : "span")
      line.textContent = text
      element.append(line)
    }
    return element
  }

  function paintCells() {
    const scale = bytes(data.scale)
    const seen = new Set(windows.flat())
    const winners = new Set(data.winners)
    for (const [name, { texts, values, limit, title, columns }] of Object.entries(data.grids))
      cells[name].forEach(({ cell, text }, index) => {
        text.textContent = texts[index]
        text.classList.toggle("long", texts[index].length > 5)
        const shade = colour(scale, values[index] / limit)
        shadeCell(cell, shade)
        cell.classList.toggle("winner", name === "image" && winners.has(index))
        cell.classList.toggle("unseen", name !== "output" && !seen.has(index))
        const [row, column] = [Math.floor(index / columns) + 1, (index % columns) + 1]
        cell.setAttribute("aria-label", `${title}, row ${row}, column ${column}: ${texts[index]}`)
      })
  }

  function paintPlace() {
    const { grid, index } = place
    const isOutput = grid === "output"
    const outputs = isOutput ? [index] : windows.flatMap((own, at) => (own.includes(index) ? [at] : []))
    const inputs = isOutput ? windows[index] : [index]
    for (const name of Object.keys(data.grids)) {
      const lit = new Set(name === "output" ? outputs : inputs)
      const chosen = name === "output" ? (isOutput ? index : -1) : isOutput ? data.winners[index] : index
      cells[name].forEach(({ cell }, at) => {
        cell.classList.toggle("lit", lit.has(at))
        cell.classList.toggle("chosen", at === chosen)
        cell.classList.toggle("waiting", name === "output" && player.isWaiting(at))
        const isHere = name === grid
        cell.tabIndex = isHere ? (at === index ? 0 : -1) : at === 0 ? 0 : -1
      })
    }
    line.textContent = data.sentences[isOutput ? "output" : "image"][index]
  }

  // Cells as large as the width allows, all grids in one row where that leaves them readable.
  function fit() {
    const unit = rem()
    const own = Object.values(data.grids)
    const columns = own.reduce((sum, { columns: count }) => sum + count, 0)
    const room = root.clientWidth - BETWEEN * unit * (own.length - 1) - 8
    const rows = Math.max(...own.map((grid) => grid.rows))
    const most = Math.min(LARGEST * unit, (SHARE * innerHeight) / rows)
    fill(root, (factor) => {
      const size = Math.max(SMALLEST * unit, Math.min(factor * most, room / columns))
      root.style.setProperty("--cell", `${size}px`)
    })
  }

  function saveImage() {
    saveAsShown(root, data.file_name, (sheet) => {
      const { context, at, write } = sheet
      const ink = theme(root, "text-color") || "#000"
      drawCells(Object.values(cells).flat(), sheet, ink)
      for (const { cell } of cells.image) {
        if (!cell.classList.contains("winner")) continue
        const [x, y, width, height] = at(cell)
        context.fillStyle = getComputedStyle(cell).color
        context.fillRect(x + 0.18 * width, y + 0.84 * height, 0.64 * width, 3)
      }
      for (const element of grids.querySelectorAll("figcaption, .sign > *")) write(element)
      write(line)
    })
  }

  const refit = () => data && fit()
  const resized = new ResizeObserver(refit)
  resized.observe(root)

  return {
    fit: refit,
    update({ data: next, setStateValue }) {
      setState = setStateValue
      data = next
      const flat = new Int16Array(bytes(next.windows).buffer)
      const size = flat.length / next.winners.length
      windows = next.winners.map((_, output) => Array.from(flat.subarray(output * size, (output + 1) * size)))
      const now = JSON.stringify(Object.entries(next.grids).map(([name, { rows, columns, title }]) => [name, rows, columns, title])) + next.words
      if (now !== shape) {
        shape = now
        if (place.index >= next.grids[place.grid]?.texts.length || !(place.grid in next.grids)) place = { grid: "output", index: 0 }
        build()
        player.rest()
      }
      numbers.update(next.grids)
      problem.textContent = next.problem
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
