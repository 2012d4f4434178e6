// Grids of numbers to point at, walk over by keyboard, and edit: titles, cells, rows for a screen
// reader. What belongs together when one points is the component's own affair.

import { inkOn } from "./pictures.js"

/** Give a cell the colour of its number, and ink that is readable on it; null takes both away. */
export function shadeCell(cell, shade) {
  for (const name of ["--shade", "--ink"]) cell.style.removeProperty(name)
  if (!shade) return
  cell.style.setProperty("--shade", `rgb(${shade.join()})`)
  cell.style.setProperty("--ink", inkOn(shade))
}

/**
 * `own` answers for the component:
 * - pointed(name, index): a cell is pointed at or has the focus;
 * - played(): the space bar was pressed;
 * - mayEdit(name, index): whether a cell can be changed;
 * - edited(name, index, text): it was;
 * - before(): an edit begins, the picture should rest.
 */
export function createNumberGrids(own) {
  let grids = {}
  let editing = null
  let isEditMode = false
  const cells = {} // by name: [{ cell, text, times }]

  function build(names, next) {
    stopEditing()
    grids = next
    for (const name of Object.keys(cells)) delete cells[name]
    return names.map(createGrid)
  }

  function createGrid(name) {
    const { rows, columns, title } = grids[name]
    const figure = document.createElement("figure")
    figure.className = name
    const caption = document.createElement("figcaption")
    caption.textContent = title
    const grid = document.createElement("div")
    grid.className = "cells"
    grid.setAttribute("role", "grid")
    grid.setAttribute("aria-label", title)
    grid.style.setProperty("--columns", columns)
    cells[name] = []
    for (let row = 0; row < rows; row += 1) {
      const line = document.createElement("div")
      line.className = "row"
      line.setAttribute("role", "row")
      for (let column = 0; column < columns; column += 1)
        line.append(createCell(name, row * columns + column, columns))
      grid.append(line)
    }
    figure.append(caption, grid)
    return figure
  }

  function createCell(name, index, columns) {
    const cell = document.createElement("div")
    cell.className = "cell"
    cell.setAttribute("role", "gridcell")
    cell.tabIndex = -1
    const text = document.createElement("span")
    text.className = "text"
    const times = document.createElement("span")
    times.className = "times"
    times.setAttribute("aria-hidden", "true")
    cell.append(text, times)
    const point = () => editing || own.pointed(name, index)
    cell.onpointerenter = (event) => event.pointerType === "mouse" && point()
    cell.onfocus = point
    cell.onclick = () => {
      point()
      if (isEditMode) edit(name, index)
    }
    cell.ondblclick = () => edit(name, index)
    cell.onkeydown = (event) => onKey(event, name, index, columns)
    cells[name].push({ cell, text, times })
    return cell
  }

  function onKey(event, name, index, columns) {
    if (editing) return
    const { key } = event
    const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }
    if (key in moves) cells[name][index + moves[key]]?.cell.focus()
    else if (key === " ") own.played()
    else if (key === "Enter" || key === "F2") edit(name, index)
    else if (/^[-+0-9.,]$/.test(key) && !event.ctrlKey && !event.metaKey) edit(name, index, key)
    else return
    event.preventDefault()
  }

  function edit(name, index, first = null) {
    if (!own.mayEdit(name, index)) return
    stopEditing()
    own.before()
    const { texts, title } = grids[name]
    const { cell } = cells[name][index]
    const input = document.createElement("input")
    input.type = "text"
    input.inputMode = "text" // a numeric keypad has neither "-" nor "/"
    input.autocomplete = "off"
    input.maxLength = 20
    input.value = first ?? texts[index]
    input.setAttribute("aria-label", `${title}, number ${index + 1}`)
    editing = { input, cell }
    let isDone = false
    const done = (accept) => {
      if (isDone) return
      isDone = true
      const text = input.value.trim()
      stopEditing()
      if (accept && text !== texts[index]) own.edited(name, index, text)
      cell.focus()
    }
    input.onkeydown = (event) => {
      event.stopPropagation()
      if (event.key === "Enter") done(true)
      if (event.key === "Escape") done(false)
      if (event.key === "Tab") {
        event.preventDefault()
        done(true)
        const next = nextEditable(name, index, event.shiftKey ? -1 : 1)
        if (next !== null) edit(name, next)
      }
    }
    input.onblur = () => done(true)
    cell.append(input)
    input.focus()
    if (first === null) input.select()
  }

  function nextEditable(name, index, by) {
    for (let next = index + by; next >= 0 && next < cells[name].length; next += by)
      if (own.mayEdit(name, next)) return next
    return null
  }

  function stopEditing() {
    if (!editing) return
    const { input } = editing
    editing = null
    input.onblur = null
    input.remove()
  }

  return {
    cells,
    build,
    stopEditing,
    update(next) {
      grids = next
    },
    isEditing: () => editing !== null,
    toggleEditMode() {
      isEditMode = !isEditMode
      return isEditMode
    },
  }
}
