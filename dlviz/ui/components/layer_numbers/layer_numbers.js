// Boxes for the whole numbers of a layer. Each change is published at once, so that the drawing
// follows in the same frame, and sent to the server a few times a second.

import { button, focusedBeside, made } from "../base/elements.js"
import { changes, component } from "../base/lifecycle.js"
import { clamp } from "../base/numbers.js"
import { paced } from "../base/pace.js"
import { follow, publish } from "../base/preview.js"

const [FIRST, NEXT] = [400, 90] // ms until a held button repeats, and between its repetitions

/** @typedef {import("./messages.d.ts").Field} Field */
/** @typedef {import("../base/shapes.js").Architecture} Architecture */
/** @typedef {{input: HTMLInputElement, steppers: HTMLButtonElement[], field: Field, value: number}} Box */

export default component(createNumbers)

/** @type {import("./messages.d.ts").Create} */
function createNumbers(root, server, _data, scope) {
  root.classList.add("layer-numbers")
  /** @type {import("./messages.d.ts").Data} */
  let data
  const areOthers = changes()
  /** @type {Box[]} */
  let boxes = []
  let gesture = Date.now() // larger than any of an earlier page
  /** @type {import("./messages.d.ts").Edit | null} */
  let unsent = null
  let last = 0 // number of the last change of these boxes
  /** @type {number | null} */
  let unconfirmed = null // stamp of the network that was published last
  /** @type {import("../base/scope.js").Stop | null} */
  let repeating = null
  /** @type {import("../base/preview.js").Followed<Architecture>} */
  const hand = follow(scope)
  const send = paced(
    () => [data.preview.hand, unsent?.change ?? 0],
    () => {
      if (unsent) server.set("edit", unsent)
      unsent = null
    },
    scope,
  )

  /**
   * @param {Box} box
   * @param {number} value
   */
  function change(box, value) {
    if (value === box.value) return
    box.value = value
    enable(box)
    const values = boxes.map((own) => own.value)
    const before = unconfirmed === data.stamp ? hand.value() : null
    const network = changed(before ?? data, data.place, data.fields, values)
    const number = publish(data.preview.hand, network)
    last = number
    unconfirmed = data.stamp
    unsent = { place: data.place, values, stamp: data.stamp, gesture, change: number }
    // A message costs Streamlit some milliseconds: the frame that shows the change comes first.
    scope.afterFrame(() => send(false))
  }

  /** @param {Box} box */
  function enable({ steppers: [less, more], field, value }) {
    less.disabled = value <= field.low
    more.disabled = value >= field.high
  }

  /** @param {Field} field */
  function createBox(field) {
    const { label, low, high, value } = field
    const input = made("input", "", {
      id: `number-${field.name}`,
      type: "number",
      inputmode: "numeric",
      autocomplete: "off",
      min: low,
      max: high,
      step: 1,
      title: `${low} to ${high}`,
    })
    input.value = String(value)
    /** @type {Box} */
    const box = { input, steppers: [], field, value }
    const step = (/** @type {number} */ by) => {
      const next = clamp(box.value + by, low, high)
      put(box, next)
      change(box, next)
    }
    const stepper = (/** @type {string} */ sign, /** @type {string} */ words, /** @type {number} */ by) => {
      let hasRepeated = false
      const repeat = () => {
        hasRepeated = true
        step(by)
        repeating = scope.later(repeat, NEXT)
      }
      const element = button(sign, words, () => {
        if (!hasRepeated) step(by)
      })
      // The box itself tells a screen reader and a keyboard all that these buttons do.
      element.tabIndex = -1
      element.setAttribute("aria-hidden", "true")
      element.onpointerdown = () => {
        stop()
        hasRepeated = false
        gesture += 1
        repeating = scope.later(repeat, FIRST)
      }
      element.onpointerup = element.onpointerleave = element.onpointercancel = stop
      return element
    }
    box.steppers.push(stepper("−", `${label}: one less`, -1), stepper("+", `${label}: one more`, 1))
    enable(box)
    input.onfocus = () => {
      gesture += 1
    }
    input.oninput = () => {
      const typed = read(box)
      input.setAttribute("aria-invalid", String(typed === null))
      if (typed !== null) change(box, typed)
    }
    input.onchange = () => {
      const typed = Number(input.value)
      const next = input.value === "" ? box.value : clamp(Math.round(typed), low, high)
      put(box, next)
      change(box, next)
      gesture += 1
    }
    boxes.push(box)
    const name = made("label", "name", { for: input.id }, label)
    return made("div", "number", name, made("span", "box", input, ...box.steppers))
  }

  function stop() {
    repeating?.()
    repeating = null
  }

  return {
    update(next) {
      const isMoved =
        !data || next.stamp !== data.stamp || next.place !== data.place || next.preview.answered > last
      if (isMoved && unsent) send(true)
      const isFirst = !data
      data = next
      hand.joins(next.preview)
      if (areOthers(next.fields.map(({ name, label, low, high }) => [name, label, low, high]))) {
        stop()
        boxes = []
        root.replaceChildren(...next.fields.map(createBox))
      } else if (isMoved) {
        const focused = focusedBeside(root)
        boxes.forEach((box, index) => {
          box.field = next.fields[index]
          box.value = box.field.value
          if (focused !== box.input || read(box) !== box.value) put(box, box.value)
          enable(box)
        })
      }
      // A change that was never sent because its page was left: the server must know of its number.
      if (isFirst && hand.value()) resend(next)
    },
  }

  /** @param {import("./messages.d.ts").Data} now */
  function resend({ place, stamp, fields, input, layers, preview }) {
    const values = fields.map(({ value }) => value)
    last = publish(preview.hand, { input, layers })
    unsent = { place, values, stamp, gesture, change: last }
    send(true)
  }
}

/**
 * The number typed into a box; null while it is none or lies beyond its limits.
 *
 * @param {Box} box
 */
function read({ input, field: { low, high } }) {
  const value = Number(input.value)
  return input.value !== "" && Number.isInteger(value) && value >= low && value <= high ? value : null
}

/**
 * @param {Box} box
 * @param {number} value
 */
function put({ input }, value) {
  input.value = String(value)
  input.setAttribute("aria-invalid", "false")
}

/**
 * A network with other numbers in one layer, or in its input.
 *
 * @param {Architecture} network
 * @param {number} place From 1; 0 is the input.
 * @param {Field[]} fields
 * @param {number[]} values
 * @returns {Architecture}
 */
export function changed({ input, layers }, place, fields, values) {
  if (place === 0) return { input: values, layers }
  const own = Object.fromEntries(fields.map(({ name }, index) => [name, values[index]]))
  const next = layers.map((layer, index) =>
    index === place - 1 ? { ...layer, numbers: { ...layer.numbers, ...own } } : layer,
  )
  return { input, layers: next }
}
