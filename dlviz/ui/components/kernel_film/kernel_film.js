// An animation of a kernel during training, with play, pause and step. Beside it: the hidden kernel,
// their difference, and the loss curves with a mark at the current record.

import { cells, fittedPen, panel, strokeLines } from "../base/canvas.js"
import { button, describe, made, saveButton, slider as createSlider } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { changes, component } from "../base/lifecycle.js"
import { bytes, clamp, floats, rows } from "../base/numbers.js"
import { colour, inkOn, rgb } from "../base/pictures.js"
import { createSpeed } from "../base/player.js"
import { saveAsShown } from "../base/png.js"
import { drag, placeIn } from "../base/pointer.js"
import { fill } from "../base/room.js"
import { font, isCalm, lineWidth, rem, theme } from "../base/theme.js"
import { fixed } from "../base/written.js"
import { answers, axisOf, nearestRecord, powerText, shareOf, short, weightText } from "./film_curves.js"

const PACES = [320, 160, 80, 40] // ms per record
const CURVES = 14 // rem, height of the curves
const LEAST = 0.5 // smallest share of that height, if the lecture display has little room

export default component(createFilm)

/** @type {import("./messages.d.ts").Create} */
function createFilm(root, _server, _data, scope) {
  root.classList.add("film")
  root.dataset.part = "Film"
  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {number[][]} */
  let kernels = [] // one a record
  let place = 0
  /** @type {import("../base/scope.js").Stop | null} */
  let running = null // stops the film
  const isNew = changes()

  const play = button("▶ Play", "Play the training (space)", () => (running ? pause() : start()))
  const back = button("◀", "One record backward", () => go(place - 1))
  const next = button("Step ▶", "One record forward", () => go(place + 1))
  const slider = createSlider("Training step", go)
  slider.className = "scrub"
  const speed = createSpeed(PACES, 2, () => running && start())
  const tools = made(
    "div",
    "tools",
    play,
    back,
    next,
    speed.label,
    saveButton("Save this picture", saveImage),
  )
  const board = made("div", "board")
  const curves = made("canvas", "curves")
  const line = made("p", "line")
  root.replaceChildren(tools, slider, board, curves, line)

  const goUnder = (/** @type {MouseEvent} */ event) => {
    const [left, width] = area(curves.clientWidth)
    const step = ((placeIn(curves, event)[0] - left) / width) * (data.steps.at(-1) ?? 0)
    go(nearestRecord(data.steps, step))
  }
  drag(curves, { start: goUnder, move: goUnder })

  function start() {
    running?.()
    if (place >= kernels.length - 1) place = 0
    running = scope.every(() => {
      if (place >= kernels.length - 1) return pause()
      show(place + 1)
    }, speed.every())
    play.textContent = "❚❚ Pause"
  }

  function pause() {
    running?.()
    running = null
    play.textContent = "▶ Play"
  }

  /** @param {number} to */
  function go(to) {
    pause()
    show(clamp(to, 0, kernels.length - 1))
  }

  /** @param {number} to */
  function show(to) {
    place = to
    slider.value = String(place)
    paint()
  }

  /** @type {{figure: HTMLElement, own: HTMLElement[]}[]} */
  let grids = []
  /** @type {ReturnType<typeof panel>[]} */
  let maps = []

  function build() {
    grids = ["Learned", "Hidden", "Difference"].map((title) => {
      const own = Array.from({ length: data.side ** 2 }, () => made("div"))
      const grid = made("div", "grid", ...own)
      grid.style.setProperty("--columns", String(data.side))
      return { figure: made("figure", "", made("figcaption", "", title), grid), own }
    })
    maps = ["Its output", "Target"].map((title) => {
      const map = panel("map")
      map.title.textContent = title
      describe(map.canvas, title)
      return map
    })
    board.replaceChildren(...[...grids, ...maps].map(({ figure }) => figure))
  }

  function paint() {
    const scale = bytes(data.scale)
    const hidden = floats(data.hidden)
    const learned = kernels[place]
    const lists = [learned, hidden, learned.map((weight, index) => weight - hidden[index])]
    grids.forEach(({ own }, which) => {
      own.forEach((cell, index) => {
        const shade = colour(scale, lists[which][index] / data.limit)
        cell.style.background = rgb(shade)
        cell.style.color = inkOn(shade)
        cell.textContent = weightText(lists[which][index], data.side > 5 ? 1 : 2)
      })
    })
    paintMaps(scale, learned, hidden)
    paintCurves()
    line.textContent =
      `Step ${data.steps[place].toLocaleString("en")}: training loss ${short(data.train[place])}, ` +
      `test loss ${short(data.test[place])}, distance from the hidden kernel ${fixed(100 * data.distance[place], 1)}%`
  }

  /**
   * Paint the responses of both kernels on one patch, computed in the browser.
   *
   * @param {Uint8Array} scale
   * @param {number[]} learned
   * @param {Float32Array} hidden
   */
  function paintMaps(scale, learned, hidden) {
    const patch = floats(data.patch)
    const wanted = answers(Array.from(hidden), patch)
    const limit = Math.max(...wanted.map(Math.abs)) || 1
    const values = [answers(learned, patch), wanted]
    const size = Math.sqrt(wanted.length)
    maps.forEach(({ canvas }, which) => cells(canvas, values[which], size, scale, -limit, limit))
  }

  /** Left end and width of the curves in a canvas that is `wide` pixels wide. */
  const area = (/** @type {number} */ wide) => [3.6 * rem(), wide - 4.2 * rem()]

  function fit() {
    fill(root, (factor) => {
      board.style.setProperty("--least", String(Math.min(1, factor)))
      board.style.maxWidth = `${100 * Math.min(1, 0.3 + factor)}%`
      curves.style.height = `${Math.max(LEAST, factor) * CURVES * rem()}px`
    })
    paint()
  }

  function paintCurves() {
    const unit = rem()
    const [pen, wide, tall] = fittedPen(curves)
    const [left, width] = area(wide)
    const [top, height] = [1.6 * unit, tall - 4 * unit]
    const text = theme(root, "text-color")
    const curved = [
      { name: "training loss", values: data.train, colour: data.colours.positive, dash: [] },
      { name: "test loss", values: data.test, colour: data.colours.negative, dash: [6, 4] },
      { name: "distance", values: data.distance, colour: data.colours.neutral, dash: [2, 3] },
    ]
    const axis = axisOf(
      curved.flatMap(({ values }) => values),
      height / (1.3 * unit), // so that their numbers do not overlap
    )
    const last = data.steps.at(-1) || 1
    const x = (/** @type {number} */ step) => left + (width * step) / last
    const y = (/** @type {number} */ value) => top + height * (1 - shareOf(axis, value))
    pen.font = font(root, 0.75 * unit)
    pen.fillStyle = text
    pen.strokeStyle = theme(root, "border-color")
    pen.lineWidth = lineWidth(1)
    pen.textAlign = "right"
    pen.textBaseline = "middle"
    for (const power of axis.powers) {
      const at = y(10 ** power)
      strokeLines(pen, [
        [left, at],
        [left + width, at],
      ])
      pen.fillText(powerText(power), left - 0.4 * unit, at)
    }
    pen.textAlign = "center"
    for (const share of [0, 0.25, 0.5, 0.75, 1])
      pen.fillText(Math.round(share * last).toLocaleString("en"), x(share * last), top + height + 0.9 * unit)
    pen.fillText("step", left + width / 2, top + height + 2 * unit)
    pen.lineWidth = lineWidth(2.2)
    pen.textAlign = "left"
    let at = left
    for (const { name, values, colour: own, dash } of curved) {
      pen.strokeStyle = own
      pen.setLineDash(dash.map(lineWidth))
      strokeLines(
        pen,
        values.map((value, index) => [x(data.steps[index]), y(value)]),
      )
      strokeLines(pen, [
        [at, 0.6 * unit],
        [at + 1.8 * unit, 0.6 * unit],
      ])
      pen.fillText(name, at + 2.2 * unit, 0.6 * unit)
      at += pen.measureText(name).width + 3.6 * unit
    }
    pen.setLineDash([])
    pen.strokeStyle = text
    pen.lineWidth = lineWidth(1)
    strokeLines(pen, [
      [x(data.steps[place]), top],
      [x(data.steps[place]), top + height],
    ])
    for (const { values, colour: own } of curved) {
      pen.fillStyle = own
      pen.beginPath()
      pen.arc(x(data.steps[place]), y(values[place]), 0.3 * unit, 0, 7)
      pen.fill()
    }
    describe(curves, data.alt, "left and right change the training step, space plays it")
  }

  function saveImage() {
    saveAsShown(root, data.file_name, ({ copy, block, write }) => {
      for (const caption of board.querySelectorAll("figcaption")) write(caption)
      for (const cell of grids.flatMap(({ own }) => own)) {
        block(cell, cell.style.background)
        write(cell, cell.style.color, true)
      }
      for (const own of [...board.querySelectorAll("canvas"), curves]) copy(own)
      write(line)
    })
  }

  const ownsKeys = (/** @type {Event} */ { target }) =>
    target instanceof HTMLInputElement || target instanceof HTMLButtonElement
  onKeys(
    root,
    ([across], event) => !ownsKeys(event) && across !== 0 && go(place + across),
    (event) => !ownsKeys(event) && event.key === " " && (running ? pause() : start()),
  )

  return {
    fit,
    resized: fit,
    update(next) {
      data = next
      if (!isNew(data.identity)) return paint()
      root.dataset.identity = data.identity // what is painted from now on
      pause()
      place = 0 // the previous film's place may lie beyond the end of this one
      kernels = rows(floats(data.kernels), data.steps.length)
      slider.max = String(kernels.length - 1)
      place = Math.min(place, kernels.length - 1) // there may be fewer than before
      build()
      fit()
      show(isCalm() ? kernels.length - 1 : 0)
      if (!isCalm()) start() // autoplay; with reduced motion the last record is shown instead
    },
  }
}
