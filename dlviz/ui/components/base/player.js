// Play, pause, step and speed for something that goes from one output to the next.

import { button, made, slider } from "./elements.js"

const PACES = [1600, 900, 400, 150] // ms a step

/**
 * A slider for the speed, in its label.
 *
 * @param {number[]} paces ms a step, the slowest first.
 * @param {number} pace Which of them at first.
 * @param {() => void} changed
 */
export function createSpeed(paces, pace, changed) {
  const input = slider("Speed", changed, paces.length - 1, pace)
  return { label: made("label", "", "Speed", input), every: () => paces[Number(input.value)] }
}

/**
 * `own` answers for the component: place() is the output pointed at, null if it is none; count() is
 * how many there are; show(index) points at one; changed() repaints what depends on playing.
 *
 * @param {{place: () => number | null, count: () => number, show: (index: number) => void,
 *   changed: () => void}} own
 * @param {string} what Slides.
 * @param {import("./scope.js").Scope} scope
 */
export function createPlayer(own, what, scope) {
  /** @type {import("./scope.js").Stop | null} */
  let stop = null
  let reached = Infinity // outputs that the run has filled

  const play = button("▶ Play", `Slide the ${what} automatically (space)`, toggle)
  const back = button("◀", "One output backward", () => step(-1))
  const next = button("Step ▶", "One output forward", () => step(1))
  const speed = createSpeed(PACES, 1, () => {
    if (stop) start(true)
  })

  function toggle() {
    if (stop) pause()
    else start()
  }

  function start(again = false) {
    stop?.()
    if (!again && (reached >= own.count() || own.place() === null)) reached = 0
    if (!again) own.show(Math.min(reached, own.count() - 1))
    stop = scope.every(() => {
      const next = place() + 1
      if (next >= own.count()) finish()
      else go(next)
    }, speed.every())
    reached = place()
    play.textContent = "❚❚ Pause"
    own.changed()
  }

  /** The output pointed at; while it plays there is one. */
  function place() {
    return own.place() ?? 0
  }

  /** @param {number} index */
  function go(index) {
    reached = Math.max(reached, index)
    own.show(index)
  }

  function pause() {
    stop?.()
    stop = null
    play.textContent = "▶ Play"
    own.changed()
  }

  function finish() {
    reached = Infinity
    pause()
  }

  /** @param {number} by */
  function step(by) {
    rest()
    const count = own.count()
    const from = own.place() ?? (by > 0 ? -1 : count)
    own.show((from + by + count) % count)
  }

  /** Stop where it is: every output counts as filled. */
  function rest() {
    if (stop) pause()
    reached = Infinity
  }

  return {
    buttons: [play, back, next, speed.label],
    isWaiting: (/** @type {number} */ index) => index > reached,
    pause,
    rest,
    toggle,
  }
}
