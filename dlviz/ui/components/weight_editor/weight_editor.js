// Weights as sliders that send while they are dragged, each with a box for exact numbers: 0.25,
// 0,25 and 1/4 are all understood.

import { component, throttle } from "../base/shared.js"

// ms between two messages while a slider moves: picture and numbers of one are there before the next
const EVERY = 80
const STEPS = 120 // of a slider from one end to the other
const SIMPLE = 16 // denominators up to here are written as fractions

export default component(createEditor)

function createEditor(root) {
  root.classList.add("weight-editor")
  let data = null
  let shape = ""
  let cells = [] // one a weight: { input, slider, value }
  let held = -1 // the weight under the pointer, which the server must not move
  let setState = () => {}

  const send = throttle(() => {
    setState("weights", { values: cells.map((cell) => cell.value), done: held < 0, stamp: data.stamp })
  }, EVERY)

  function build() {
    cells = []
    root.replaceChildren(...data.rows.map(createRow))
    const problem = document.createElement("p")
    problem.className = "problem"
    problem.setAttribute("role", "status")
    root.append(problem)
  }

  function createRow({ title, cells: own }) {
    const row = document.createElement("fieldset")
    const legend = document.createElement("legend")
    legend.textContent = title
    row.append(legend, ...own.map(createCell))
    return row
  }

  function createCell({ name, spoken }) {
    const index = cells.length
    const element = document.createElement("div")
    element.className = "weight"
    const label = document.createElement("label")
    label.append(subscripted(name))
    const input = document.createElement("input")
    input.type = "text"
    input.inputMode = "text" // a numeric keypad has no "/"
    input.autocomplete = "off"
    input.setAttribute("aria-label", spoken)
    label.append(input)
    const slider = document.createElement("input")
    slider.type = "range"
    slider.setAttribute("aria-label", `${spoken}, slider`)
    element.append(label, slider)
    const cell = { input, slider, value: 0 }
    cells.push(cell)

    slider.onpointerdown = () => (held = index)
    slider.oninput = () => {
      cell.value = Number(slider.value)
      input.value = written(cell.value)
      paint(cell)
      send(false)
    }
    slider.onchange = () => {
      held = -1
      send(true)
    }
    slider.onpointerup = slider.onpointercancel = () => (held = -1)
    input.onchange = () => accept(cell, input)
    input.onkeydown = (event) => {
      const step = { ArrowUp: 0.05, ArrowDown: -0.05 }[event.key]
      if (!step) return
      event.preventDefault()
      set(cell, Math.round((cell.value + step) * 1e6) / 1e6)
      send(true)
    }
    input.onfocus = () => input.select()
    return element
  }

  function accept(cell, input) {
    const value = parsed(input.value)
    const problem = root.querySelector(".problem")
    const wrong = value === null || Math.abs(value) > data.largest
    input.setAttribute("aria-invalid", String(wrong))
    problem.textContent = !wrong
      ? ""
      : value === null
        ? `"${input.value.slice(0, 20)}" is not a number; write 0.25, -1/4 or 3.`
        : `${input.value.slice(0, 20)} is beyond ${data.largest}, the largest weight here.`
    if (wrong) return
    set(cell, value)
    send(true)
  }

  function set(cell, value) {
    cell.value = value
    cell.input.value = written(value)
    cell.input.setAttribute("aria-invalid", "false")
    const range = Math.max(data.range, Math.ceil(Math.abs(value)))
    cell.slider.min = -range
    cell.slider.max = range
    cell.slider.step = (2 * data.range) / STEPS
    cell.slider.value = value
    paint(cell)
  }

  // The track is filled from zero to the value, in the colour of the sign.
  function paint({ slider, value }) {
    const range = Number(slider.max)
    const place = 50 + (50 * Math.max(-range, Math.min(range, value))) / range
    slider.style.setProperty("--from", `${Math.min(50, place)}%`)
    slider.style.setProperty("--to", `${Math.max(50, place)}%`)
    slider.style.setProperty("--sign", value < 0 ? data.colours.negative : data.colours.positive)
  }

  return {
    update({ data: next, setStateValue }) {
      setState = setStateValue
      const first = data === null
      const moved = first || next.stamp !== data.stamp
      data = next
      const now = JSON.stringify(next.rows.map((row) => row.cells.map((cell) => cell.name)))
      const rebuilt = now !== shape
      if (rebuilt) {
        shape = now
        held = -1
        build()
      }
      root.classList.toggle("wide", next.rows.some(({ cells: own }) => own.length > 4))
      root.classList.toggle("single", next.rows.every(({ cells: own }) => own.length === 1))
      if (!moved && !rebuilt) return // our own numbers, coming back
      const values = next.rows.flatMap((row) => row.cells.map((cell) => cell.value))
      const scope = root.getRootNode()
      cells.forEach((cell, index) => {
        const typing = scope.activeElement === cell.input && cell.input.value !== written(cell.value)
        if (index !== held && !typing) set(cell, values[index])
      })
    },
    release() {},
  }
}

/** The number that a text writes, null if none. */
function parsed(text) {
  const parts = text.trim().replaceAll("\u2212", "-").replaceAll(",", ".").split("/")
  if (parts.length > 2 || parts.some((part) => !/^\s*[+-]?(\d+\.?\d*|\.\d+)\s*$/.test(part))) return null
  const value = parts.length === 2 ? Number(parts[0]) / Number(parts[1]) : Number(parts[0])
  return Number.isFinite(value) ? value : null
}

/** A number as people write it: a simple fraction, or up to three decimals. */
function written(value) {
  for (let below = 1; below <= SIMPLE; below += 1) {
    const above = Math.round(value * below)
    if (Math.abs(above / below - value) < 1e-7) return below === 1 ? `${above}` : `${above}/${below}`
  }
  return String(Number(value.toFixed(3)))
}

/** "w_12" as w with a subscript. */
function subscripted(name) {
  const [letter, index] = name.split("_")
  const whole = document.createElement("span")
  const sub = document.createElement("sub")
  sub.textContent = index ?? ""
  whole.append(letter, sub)
  return whole
}
