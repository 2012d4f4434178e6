// Weights as sliders that send their values while they are dragged, each with a text box for exact
// numbers; 0.25, 0,25, 1/4 and ¼ are all accepted.

import { focusedBeside, made, putAttribute } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { changes, component } from "../base/lifecycle.js"
import { parseNumber } from "../base/number_grammar.js"
import { clamp } from "../base/numbers.js"
import { paced } from "../base/pace.js"
import { follow, publish } from "../base/preview.js"
import { written } from "../base/written.js"
import { changedParameters } from "./settings.js"

const STEPS = 120 // number of steps of a slider
const KEY_STEP = 0.05 // change of the value per press of an arrow key in a text box
const QUARTER = 0.25 // a dragged slider snaps to multiples of this
const NEAR = 4 // px, largest distance at which it snaps

/** @typedef {{input: HTMLInputElement, slider: HTMLInputElement, value: number}} Cell A weight on the page. */

export default component(createEditor)

/** @type {import("./messages.d.ts").Create} */
function createEditor(root, server, _data, scope) {
  root.classList.add("weight-editor")
  root.dataset.part = "Weights in numbers"
  /** @type {import("./messages.d.ts").Data} */
  let data
  const isNewForm = changes()
  const problem = made("p", "problem", { role: "status" })
  /** @type {Cell[]} */
  let cells = [] // one a weight
  /** @type {Map<number, number>} */
  const held = new Map() // the weights being dragged, which the server must not change; their sliders' widths in px
  /** @type {Set<Cell>} */
  const late = new Set() // the cells that the next frame shows
  let change = 0 // number of the last change in the preview
  /** @type {Map<number, number>} */
  const edits = new Map() // parameters that were changed here since anything else changed them

  // Another editor of the same network may be under the hand.
  /** @type {import("../base/preview.js").Followed<import("../base/forward.js").Edits>} */
  const hand = follow(scope, () => {
    const other = hand.value()
    if (data && other) other.places.forEach((place, at) => showParameter(place, other.values[at]))
  })

  const sendLater = paced(
    () => [data.preview.hand, change],
    () => {
      server.set("weights", {
        values: cells.map((cell) => cell.value),
        done: held.size === 0,
        stamp: data.stamp,
        change,
      })
    },
    scope,
  )

  // A page that comes back has no hand on it.
  scope.whenLeft(() => {
    if (!held.size || !change) return
    held.clear()
    sendLater(true)
  })

  /**
   * Show a cell in the next frame, after everything else: to write into a focused box makes the browser lay
   * out the page, which it does anyway at the end of that frame.
   *
   * @param {Cell} cell
   */
  function showLater(cell) {
    if (!late.size)
      scope.nextFrame(() => {
        for (const own of late) show(own)
        late.clear()
      })
    late.add(cell)
  }

  /**
   * Show a change in the next frame, and send it to the server after that.
   *
   * @param {number} index Of the weight.
   * @param {boolean} now
   */
  function send(index, now) {
    const { sets } = data.rows.flatMap((row) => row.cells)[index]
    for (const [place, value] of changedParameters(sets, cells[index].value)) edits.set(place, value)
    change = publish(data.preview.hand, { places: [...edits.keys()], values: [...edits.values()] })
    showLater(cells[index])
    scope.afterFrame(() => sendLater(now))
  }

  /**
   * Show a parameter in the cell that sets just it.
   *
   * @param {number} place
   * @param {number} value
   */
  function showParameter(place, value) {
    const all = data.rows.flatMap((row) => row.cells)
    const index = all.findIndex(({ sets }) => sets.length === 1 && sets[0].place === place && !sets[0].rate)
    const cell = cells[index]
    if (cell && !held.has(index) && cell.value !== value) set(cell, value)
  }

  function build() {
    cells = []
    problem.textContent = ""
    root.replaceChildren(...data.rows.map(createRow), problem)
  }

  const createRow = (/** @type {import("./messages.d.ts").Row} */ { title, cells: own }) =>
    made("fieldset", "", made("legend", "", title), ...own.map(createCell))

  /** @param {import("./messages.d.ts").Cell} weight */
  function createCell({ name, spoken }) {
    const index = cells.length
    // A numeric keypad has no "/".
    const input = made("input", "", {
      type: "text",
      inputmode: "text",
      autocomplete: "off",
      "aria-label": spoken,
    })
    const slider = made("input", "", { type: "range", "aria-label": `${spoken}, slider` })
    const cell = { input, slider, value: 0 }
    cells.push(cell)

    slider.onpointerdown = () => held.set(index, slider.clientWidth)
    slider.oninput = () => {
      cell.value = snapped(slider, held.get(index))
      send(index, false)
    }
    slider.onchange = () => {
      held.delete(index)
      send(index, true)
    }
    slider.onpointerup = slider.onpointercancel = () => held.delete(index)
    slider.onpointermove = ({ pointerType, buttons }) => {
      if (pointerType !== "touch" && !buttons && held.delete(index)) send(index, true) // the release event was missed
    }
    input.onchange = () => accept(index, input)
    onKeys(input, ([, down]) => {
      if (!down) return false
      cell.value = Math.round((cell.value - KEY_STEP * down) * 1e6) / 1e6
      send(index, true)
      return true
    })
    input.onfocus = () => input.select()
    return made("div", "weight", made("label", "", subscripted(name), input), slider)
  }

  /**
   * @param {number} index Of the weight.
   * @param {HTMLInputElement} input
   */
  function accept(index, input) {
    const read = parseNumber(input.value, data.largest, "weight")
    input.setAttribute("aria-invalid", String(read.value === null))
    problem.textContent = read.problem
    if (read.value === null) return
    cells[index].value = read.value
    send(index, true)
  }

  /**
   * @param {Cell} cell
   * @param {number} value
   */
  function set(cell, value) {
    cell.value = value
    show(cell)
  }

  /** @param {Cell} cell */
  function show(cell) {
    const { input, slider, value } = cell
    const range = Math.max(data.range, Math.ceil(Math.abs(value)))
    putAttribute(slider, "min", String(-range))
    putAttribute(slider, "max", String(range))
    putAttribute(slider, "step", String((2 * data.range) / STEPS))
    slider.value = String(value)
    paint(cell)
    putAttribute(input, "aria-invalid", "false")
    input.value = written(value)
  }

  /**
   * Fill the slider's track from zero to the value, in the colour of the sign.
   *
   * @param {Cell} cell
   */
  function paint({ slider, value }) {
    const range = Number(slider.max)
    const place = 50 + (50 * clamp(value, -range, range)) / range
    slider.style.setProperty("--from", `${Math.min(50, place)}%`)
    slider.style.setProperty("--to", `${Math.max(50, place)}%`)
    slider.style.setProperty("--sign", value < 0 ? data.colours.negative : data.colours.positive)
  }

  return {
    update(next) {
      hand.joins(next.preview)
      const moved = !data || next.stamp !== data.stamp
      if (moved) edits.clear()
      data = next
      const rebuilt = isNewForm(next.rows.map((row) => row.cells.map((cell) => cell.name)))
      if (rebuilt) {
        held.clear()
        build()
      }
      root.classList.toggle(
        "wide",
        next.rows.some(({ cells: own }) => own.length > 4),
      )
      root.classList.toggle(
        "single",
        next.rows.every(({ cells: own }) => own.length === 1),
      )
      const isOurs = (next.preview?.answered ?? 0) <= change
      if (!moved && !rebuilt && isOurs) return // the server only confirms our own values
      const values = next.rows.flatMap((row) => row.cells.map((cell) => cell.value))
      const focused = focusedBeside(root)
      cells.forEach((cell, index) => {
        const typing = focused === cell.input && !late.has(cell) && cell.input.value !== written(cell.value)
        if (!held.has(index) && !typing) set(cell, values[index])
      })
    },
  }
}

/**
 * The value of a slider; of a dragged one, snapped to a multiple of `QUARTER` if it is near one.
 *
 * @param {HTMLInputElement} slider
 * @param {number} [width] In px, of a dragged one.
 */
function snapped(slider, width) {
  const value = Number(slider.value)
  if (width === undefined) return value
  const quarter = Math.round(value / QUARTER) * QUARTER
  const unit = width / (Number(slider.max) - Number(slider.min)) // px
  return Math.abs(value - quarter) * unit <= Math.min(NEAR, 0.4 * QUARTER * unit) ? quarter : value
}

/**
 * Format "w_12" as w with a subscript.
 *
 * @param {string} name
 */
function subscripted(name) {
  const [letter, index] = name.split("_")
  return made("span", "", letter, made("sub", "", index ?? ""))
}
