// A photo changed step by step: a curve of the answers, a film strip of the pictures, and one marker
// in both. The browser has all pictures and numbers, so dragging needs no message to the server.

import { fittedPen, strokeLines } from "../base/canvas.js"
import { button, describe, made, saveButton, slider as createSlider } from "../base/elements.js"
import { lateAnswers, latestOnly } from "../base/latest.js"
import { component } from "../base/lifecycle.js"
import { clamp, floats } from "../base/numbers.js"
import { percent } from "../base/percent.js"
import { decoded } from "../base/pictures.js"
import { saveAsShown } from "../base/png.js"
import { drag, placeIn } from "../base/pointer.js"
import { fill } from "../base/room.js"
import { font, lineWidth, rem, theme } from "../base/theme.js"
import { stepAt, stepMiddle, strip as stripOf, ticks as ticksOf } from "./film_layout.js"

const LEFT = 2.6 // rem for the axis left of the curve
const BAND = 0.55 // rem, height of the band that shows the winning class
const BELOW = 1.5 // rem for the numbers under the band
const ABOVE = 0.4 // rem
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 2]]
const LEAST = 0.005 // smallest share of a picture outside the photo that the sentence mentions
const PATIENCE = 3000 // timeout in ms after which any answer of the server is accepted
const FRAME = 110 // ms per picture while the film plays

export default component(createFilm)

/** @type {import("./messages.d.ts").Create} */
function createFilm(root, server, _data, scope) {
  root.classList.add("film")
  root.dataset.part = "Film"
  const caption = made("figcaption", "text")
  const picture = made("canvas", "picture")
  const list = made("div", "list")
  const curve = made("canvas", "curve")
  const strip = made("canvas", "strip", { "aria-hidden": "true" }) // the slider under it has the same function
  const slider = createSlider("", (step) => {
    stop()
    held = true
    go(step)
  })
  slider.onchange = letGo
  const play = button("▶ Play", "Play all pictures", toggle)
  const back = button("Unchanged", "Go to the picture without any change", () => {
    go(data.neutral)
    tell()
  })
  const line = made("p", "line text", { "aria-live": "polite" })
  const tools = made("div", "tools", play, back, saveButton("Save this picture", saveImage))
  const side = made("div", "side", list, tools)
  const top = made("div", "top", made("figure", "", caption, picture), side)
  root.replaceChildren(top, curve, strip, slider, line)

  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {Float32Array} */
  let shares // probabilities, one row a class
  /** @type {ImageBitmap[]} */
  let frames = []
  let place = 0
  let held = false
  /** @type {import("../base/scope.js").Stop | null} */
  let running = null // stops the film
  // The server's answer to an earlier marker position may arrive after the marker has moved on.
  const answers = lateAnswers(PATIENCE)

  const steps = () => data.texts.length
  const left = () => LEFT * rem()
  const span = (/** @type {HTMLCanvasElement} */ canvas) => ({
    left: left(),
    wide: canvas.clientWidth,
    steps: steps(),
  })
  const xOf = (/** @type {number} */ step) => stepMiddle(span(curve), step)

  // Painting

  /**
   * @param {HTMLCanvasElement} canvas
   * @returns {[CanvasRenderingContext2D, number, number]}
   */
  function smoothPen(canvas) {
    const fitted = fittedPen(canvas)
    fitted[0].imageSmoothingQuality = "high"
    return fitted
  }

  function paint() {
    if (!data || !root.clientWidth) return
    paintCurve()
    paintStrip()
    show()
  }

  function paintCurve() {
    const [context, wide, tall] = fittedPen(curve)
    const unit = rem()
    const floor = tall - (BAND + BELOW) * unit
    const ceiling = ABOVE * unit
    const y = (/** @type {number} */ share) => floor - share * (floor - ceiling)
    context.font = font(root, 0.75 * unit)
    paintOutside(context, ceiling, floor)
    context.textBaseline = "middle"
    context.textAlign = "right"
    for (const share of [0, 0.5, 1]) {
      context.strokeStyle = theme(root, "border-color")
      context.lineWidth = lineWidth(1)
      strokeLines(context, [
        [left(), y(share)],
        [wide, y(share)],
      ])
      context.fillStyle = theme(root, "text-color")
      context.fillText(`${100 * share}%`, left() - 0.4 * unit, y(share))
    }
    data.classes.forEach(({ colour }, which) => {
      drawAs(context, colour, which)
      strokeLines(
        context,
        data.texts.map((_, step) => [xOf(step), y(shares[which * steps() + step])]),
      )
    })
    context.setLineDash([])
    paintBand(context, floor + 0.15 * unit, BAND * unit)
    paintTicks(context, tall - 0.5 * unit)
    paintMarker(context, ceiling - 2, floor + (BAND + 0.2) * unit)
  }

  /**
   * Shade the steps at which the window reaches beyond the photo.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {number} from
   * @param {number} to
   */
  function paintOutside(context, from, to) {
    const step = xOf(1) - xOf(0)
    context.fillStyle = theme(root, "secondary-background-color")
    data.padding.forEach((outside, at) => {
      if (outside >= LEAST) context.fillRect(xOf(at) - step / 2, from, step + 0.5, to - from)
    })
  }

  /**
   * Paint which class wins at each step: in its colour, or grey if it has no curve.
   *
   * @param {CanvasRenderingContext2D} context
   * @param {number} from
   * @param {number} high
   */
  function paintBand(context, from, high) {
    const step = xOf(1) - xOf(0)
    data.winners.forEach((winner, at) => {
      context.fillStyle = winner < 0 ? theme(root, "border-color") : data.classes[winner].colour
      context.fillRect(xOf(at) - step / 2, from, step + 0.5, high)
    })
    context.fillStyle = theme(root, "background-color")
    data.changes.forEach((at) => context.fillRect(xOf(at) - step / 2 - 1, from, 2, high))
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} y
   */
  function paintTicks(context, y) {
    context.fillStyle = theme(root, "text-color")
    context.textAlign = "center"
    const halves = data.ticks.map(({ at, text }) => ({ at, half: context.measureText(text).width / 2 }))
    for (const { index, x } of ticksOf(span(curve), halves)) context.fillText(data.ticks[index].text, x, y)
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} from
   * @param {number} to
   */
  function paintMarker(context, from, to) {
    /** @type {[string, number][]} */
    const strokes = [
      [theme(root, "background-color"), 5],
      [theme(root, "text-color"), 2],
    ]
    for (const [colour, thick] of strokes) {
      context.strokeStyle = colour
      context.lineWidth = lineWidth(thick)
      strokeLines(context, [
        [xOf(place), from],
        [xOf(place), to],
      ])
    }
  }

  function paintStrip() {
    const [context, wide, tall] = smoothPen(strip)
    const pieces = stripOf(span(strip), tall)
    for (const { step, left: from, wide: room, part } of pieces) {
      const frame = frames[step]
      if (!frame) continue
      const cut = part * frame.width
      context.drawImage(frame, cut, 0, frame.width - 2 * cut, frame.height, from, 0, room - 1.5, tall)
    }
    const half = Math.max(3, pieces[0].wide / 2)
    context.strokeStyle = theme(root, "primary-color")
    context.lineWidth = lineWidth(3)
    const x = clamp(xOf(place) - half, left() + 1.5, wide - 2 * half - 1.5)
    context.strokeRect(x, 1.5, 2 * half, tall - 3)
  }

  /** Show what belongs to the marker's step: the picture, the bars, the sentence. */
  function show() {
    const [context, wide, tall] = smoothPen(picture)
    if (frames[place]) context.drawImage(frames[place], 0, 0, wide, tall)
    const text = data.texts[place]
    caption.textContent = `Network input: ${text}`
    describe(picture, `${data.alt}, ${data.title} ${text}`)
    slider.value = String(place)
    slider.setAttribute("aria-valuetext", `${text}: ${data.firsts[place]}`)
    rows.forEach(({ row, share, bar }, which) => {
      const value = shares[which * steps() + place]
      share.textContent = percent(value)
      bar.style.width = `${Math.max(0.5, 100 * value)}%`
      row.classList.toggle("first", data.winners[place] === which)
    })
    const outside = data.padding[place]
    line.textContent =
      `${data.title} ${text}: the answer is ${data.firsts[place]}.` +
      (outside >= LEAST
        ? ` ${Math.round(100 * outside)}% of this picture lies outside the photo and is grey.`
        : "")
  }

  // The list of the classes: its colours and dashes are the curve's legend.

  /** @type {{row: HTMLElement, share: HTMLElement, bar: HTMLElement, swatch: HTMLCanvasElement, colour: string, which: number}[]} */
  let rows = []
  function buildRows() {
    rows = data.classes.map(({ name, colour }, which) => {
      const swatch = made("canvas", "swatch")
      const share = made("span", "share text")
      const bar = made("div", "bar")
      bar.style.background = colour
      const row = made(
        "div",
        "row",
        swatch,
        made("span", "label text", { title: name }, name),
        share,
        made("div", "track", bar),
      )
      return { row, share, bar, swatch, colour, which }
    })
    list.replaceChildren(...rows.map(({ row }) => row))
    paintSwatches()
  }

  function paintSwatches() {
    for (const { swatch, colour, which } of rows) {
      const [context, wide, tall] = fittedPen(swatch)
      drawAs(context, colour, which)
      strokeLines(context, [
        [0, tall / 2],
        [wide, tall / 2],
      ])
    }
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {string} colour
   * @param {number} which
   */
  function drawAs(context, colour, which) {
    context.strokeStyle = colour
    context.lineWidth = 0.16 * rem()
    context.setLineDash(DASHES[which % DASHES.length].map(lineWidth))
  }

  // Moving

  /** @param {number} step */
  function go(step) {
    const next = clamp(step, 0, steps() - 1)
    if (next === place) return
    place = next
    paint()
  }

  function tell() {
    answers.sending(place)
    server.set("place", { place, identity: data.identity })
  }

  function rest() {
    running?.()
    running = null
    play.textContent = "▶ Play"
  }

  function stop() {
    if (running === null) return
    rest()
    tell()
  }

  function letGo() {
    held = false
    tell()
  }

  function toggle() {
    if (running !== null) return stop()
    if (place === steps() - 1) go(0)
    play.textContent = "Pause"
    running = scope.every(() => (place < steps() - 1 ? go(place + 1) : stop()), FRAME)
  }

  for (const canvas of [curve, strip]) {
    const goUnder = (/** @type {MouseEvent} */ event) => {
      go(stepAt(span(canvas), placeIn(canvas, event)[0]))
    }
    const start = (/** @type {PointerEvent} */ event) => {
      stop()
      held = true
      goUnder(event)
    }
    drag(canvas, { start, move: goUnder, end: letGo })
  }

  function saveImage() {
    saveAsShown(root, data.file_name, ({ copy, block, write }) => {
      for (const canvas of root.querySelectorAll("canvas")) copy(canvas)
      for (const { bar, colour } of rows) block(bar, colour)
      for (const text of root.querySelectorAll(".text")) write(text)
    })
  }

  /**
   * Handle an update with the same film, where only the marker may have moved.
   *
   * @param {import("./messages.d.ts").Data} next
   */
  function follow(next) {
    const isLate = answers.isLate(next.at)
    if (!held && running === null && !isLate && next.at !== data.at) go(next.at)
    data = next
  }

  const decode = (/** @type {import("./messages.d.ts").Data} */ { frames }) =>
    Promise.all(frames.map((frame) => decoded(frame, "image/jpeg")))
  const take = latestOnly(
    decode,
    (next, images) => {
      rest()
      data = next
      answers.forget()
      shares = floats(next.shares)
      frames = images
      place = next.at
      slider.max = String(steps() - 1)
      describe(curve, next.curve_alt)
      buildRows()
      paint()
      root.dataset.identity = next.identity // what is painted now
    },
    scope,
  )

  function fit() {
    fill(root, (factor) => {
      root.style.setProperty("--fit", String(factor))
      root.classList.toggle("tight", factor < 1)
    })
    paint()
    paintSwatches()
  }

  return {
    fit,
    resized: fit,
    update(next) {
      if (data?.identity === next.identity) return follow(next)
      slider.setAttribute("aria-label", next.title)
      take(next)
    },
  }
}
