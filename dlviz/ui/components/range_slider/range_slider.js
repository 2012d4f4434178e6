// A slider for one number or for both ends of a range. It publishes its numbers while it is dragged, so
// that what depends on them follows in the same frame; the server hears of them more rarely.

import { made } from "../base/elements.js"
import { changes, component } from "../base/lifecycle.js"
import { clamp } from "../base/numbers.js"
import { paced } from "../base/pace.js"
import { shareIn } from "../base/pointer.js"
import { follow, publish } from "../base/preview.js"

const ENDS = ["lowest", "highest"] // names of two thumbs for screen readers
const MINUS = "\u2212"

/** @typedef {{stamp: number, ranges: Record<string, number[]>}} Dragged What is published. */

export default component(createSlider)

/** @type {import("./messages.d.ts").Create} */
function createSlider(root, server, _data, scope) {
  root.classList.add("range-slider")
  const [label, shown] = [made("span", "label"), made("span", "values")]
  const track = made("div", "track")
  root.replaceChildren(made("div", "head", label, shown), track)
  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {HTMLInputElement[]} */
  let thumbs = []
  /** @type {number[]} */
  let values = []
  let hold = Date.now() // larger than any number from before a reload
  let change = 0
  const isNewForm = changes()
  /** @type {import("../base/preview.js").Followed<Dragged>} */
  const hand = follow(scope)
  const send = paced(
    () => [data.preview.hand, change],
    () => server.set("chosen", { values, hold, change }),
    scope,
  )

  let isReleased = false // since the last message
  let isWaiting = false // whether a message waits for the frame

  /**
   * Send the values when the frame that shows them has been painted.
   *
   * @param {boolean} released
   */
  function sendSoon(released) {
    isReleased ||= released
    if (isWaiting) return
    isWaiting = true
    scope.afterFrame(() => {
      isWaiting = false
      send(isReleased)
      if (isReleased) hold += 1
      isReleased = false
    })
  }

  /** What has been dragged since the server's last answer, by name. */
  function dragged() {
    const value = hand.value()
    return value?.stamp === data.stamp ? value.ranges : {}
  }

  function build() {
    thumbs = data.values.map((_, index) => {
      const thumb = made("input", "", { type: "range", step: 1, min: data.limits[0], max: data.limits[1] })
      thumb.setAttribute("aria-label", data.values.length > 1 ? `${data.label}, ${ENDS[index]}` : data.label)
      thumb.oninput = () => move(index, Number(thumb.value))
      thumb.onchange = () => sendSoon(true)
      return thumb
    })
    track.replaceChildren(...thumbs)
  }

  /**
   * @param {number} index
   * @param {number} value
   */
  function move(index, value) {
    const [low, high] = data.limits
    const inside = clamp(value, values[index - 1] ?? low, values[index + 1] ?? high) // thumbs do not cross
    const isSame = inside === values[index]
    values = values.map((own, at) => (at === index ? inside : own))
    paint()
    if (isSame) return
    change = publish(data.preview.hand, { stamp: data.stamp, ranges: { ...dragged(), [data.name]: values } })
    if (data.is_live) sendSoon(false)
  }

  track.onpointerdown = (event) => {
    if (event.target !== track || event.button !== 0) return
    const [low, high] = data.limits
    const value = Math.round(low + clamp(shareIn(track, event)[0], 0, 1) * (high - low))
    const distances = values.map((own) => Math.abs(own - value))
    const nearest = distances.indexOf(Math.min(...distances))
    move(nearest, value)
    sendSoon(true)
    event.preventDefault() // or the page would take the focus away again
    thumbs[nearest].focus()
  }

  function paint() {
    const [low, high] = data.limits
    const place = (/** @type {number} */ value) => `${(value - low) / (high - low)}`
    thumbs.forEach((thumb, index) => {
      thumb.value = String(values[index])
    })
    track.style.setProperty("--from", place(values.length > 1 ? values[0] : low))
    track.style.setProperty("--to", place(values[values.length - 1]))
    // Two thumbs at the upper end: the lower one must be reachable.
    track.classList.toggle("at-end", values[0] === high)
    shown.textContent = values.map((value) => String(value).replace("-", MINUS)).join(" to ")
  }

  return {
    update(next) {
      data = next
      hand.joins(next.preview)
      if (isNewForm([next.limits, next.values.length, next.label])) build()
      label.textContent = next.label
      values = dragged()[next.name] ?? [...next.values]
      paint()
    },
  }
}
