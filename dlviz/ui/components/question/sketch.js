// A curve that is sketched into empty axes, and later stands beside the curve that came.

import { made, put } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { clamp, number } from "../base/numbers.js"
import { drag, placeIn } from "../base/pointer.js"
import { sketchFigure } from "./sketch_figure.js"
import { completed, nearestPlace, passedOver, pressed, stepped } from "./sketching.js"

const KEYS = "arrow keys left and right choose a place, up and down set its value"

/** @typedef {import("./messages.d.ts").Axes} Axes */
/** @typedef {import("./sketching.js").Values} Values */

/**
 * The size of a figure and of its text, as the style sheet gives them.
 *
 * @param {HTMLElement} pad
 * @returns {[number, number, number]}
 */
const sizeOf = (pad) => [pad.clientWidth, pad.clientHeight, parseFloat(getComputedStyle(pad).fontSize)]

/** @type {import("./ways.js").Kind["ask"]} */
function ask({ axes }, { answer, announce, isWaiting }) {
  const own = /** @type {Axes} */ (axes)
  const figure = sketchFigure(own)
  const { places } = figure
  const pad = made("div", "pad", { tabindex: 0, role: "application" }, figure.element)
  pad.setAttribute("aria-label", `Empty axes, ${own.y_name} over ${own.x_name}; ${KEYS}`)
  const hint = made("p", "hint", { "aria-hidden": "true" })
  const clear = made("button", "", { type: "button" }, "Clear")
  const go = made("button", "go", { type: "button" }, "Answer")
  /** @type {Values} */
  let values = places.map(() => null)
  let cursor = 0
  let isByKeys = false
  /** @type {import("./sketching.js").Point} */
  let last = [0, 0] // where the hand was

  function paint() {
    const whole = completed(values, places)
    const filled = whole && values.includes(null) ? [{ name: "filled", values: whole }] : []
    figure.draw([...filled, { name: "own", values }], null, isByKeys ? cursor : null)
    go.setAttribute("aria-disabled", String(!whole))
    clear.hidden = !values.some((value) => value !== null)
    const isEmpty = !whole
    put(
      hint,
      isEmpty
        ? "Draw the curve that you expect, from left to right."
        : filled.length
          ? "The dotted part is added when you answer."
          : "",
    )
  }

  /** @param {Values} next */
  function change(next) {
    if (isWaiting()) return
    values = next
    paint()
  }

  /** @param {PointerEvent} event */
  function lead(event) {
    const point = figure.pointAt(placeIn(pad, event))
    change(passedOver(values, places, last, point))
    last = point
  }

  drag(pad, {
    start(event) {
      if (isWaiting()) return null
      isByKeys = false
      last = figure.pointAt(placeIn(pad, event))
      cursor = nearestPlace(places, last[0])
      change(pressed(values, places, last))
      return last
    },
    move(event) {
      const parts = event.getCoalescedEvents?.() ?? []
      for (const part of parts.length ? parts : [event]) lead(part)
    },
  })

  onKeys(
    pad,
    ([across, up], { shiftKey }) => {
      isByKeys = true
      if (across) cursor = clamp(cursor + across, 0, places.length - 1)
      change(up ? stepped(values, cursor, -up, own, shiftKey) : values)
      const value = values[cursor]
      announce(`${own.x_name} ${number(own.x[cursor])}: ${value === null ? "nothing yet" : number(value)}`)
    },
    ({ key }) => {
      if (key !== "Enter" || !completed(values, places)) return false
      send()
    },
  )
  pad.onfocus = () => {
    isByKeys = pad.matches(":focus-visible")
    paint()
  }
  pad.onblur = () => {
    isByKeys = false
    paint()
  }

  clear.onclick = () => {
    change(places.map(() => null))
    pad.focus()
  }
  const send = () => {
    const whole = completed(values, places)
    if (whole) answer({ numbers: whole })
    else pad.focus()
  }
  go.onclick = send
  paint()
  return {
    element: made("div", "sketching", pad, hint, made("div", "buttons", go, clear)),
    resized() {
      figure.lay(...sizeOf(pad), [])
      paint()
    },
  }
}

/**
 * A figure whose curves no longer change.
 *
 * @param {string} name
 * @param {Axes} axes
 * @param {string} words For screen readers.
 * @param {import("./sketch_figure.js").Curve[]} curves
 * @param {import("./sketch_figure.js").Gap | null} gap
 */
function still(name, axes, words, curves, gap = null) {
  const figure = sketchFigure(axes)
  const pad = made("div", `pad still ${name}`, { role: "img", "aria-label": words }, figure.element)
  return {
    element: pad,
    resized() {
      const labels = curves.map(({ label }) => label ?? "")
      figure.lay(...sizeOf(pad), labels)
      figure.draw(curves, gap)
    },
  }
}

/** @type {import("./ways.js").Kind} */
export const sketch = {
  ask,
  kept({ axes }, { numbers }) {
    const curve = { name: "own", values: [...numbers], label: "yours" }
    return still("small", /** @type {Axes} */ (axes), "Your sketch", [curve])
  },
  told({ axes }, answer, { numbers, gap: at }) {
    const own = /** @type {Axes} */ (axes)
    const came = { name: "came", values: [...numbers], label: "what came" }
    if (!answer) return still("", own, `${own.y_name} over ${own.x_name}: the curve that came`, [came])
    const yours = { name: "own", values: [...answer.numbers], label: "yours" }
    const gap = at < 0 ? null : { at, one: answer.numbers[at], other: numbers[at] }
    const far = gap
      ? `; the largest gap is ${number(Math.abs(gap.one - gap.other))}, at ${own.x_name} ${number(own.x[at])}`
      : ""
    return still("", own, `Your curve and the curve that came${far}`, [yours, came], gap)
  },
}
