// The film of a kernel that is learned: play it, stop it, step through it. Beside it the hidden
// kernel, what is still wrong, and the losses with a mark where the film stands.

import { colour, inkOn } from "../base/pictures.js"
import { button, bytes, cells, component, describe, fill, floats, lineWidth, rem, saveAsShown, theme } from "../base/shared.js"

const PACES = [320, 160, 80, 40] // ms a record
const CURVES = 14 // rem high

export default component(createFilm)

function createFilm(root) {
  root.classList.add("film")
  let data = null
  let kernels = [] // one a record
  let place = 0
  let timer = null
  let pace = 2
  let identity = null

  const tools = document.createElement("div")
  tools.className = "tools"
  const play = button("▶ Play", "Let it learn (space)", () => (timer ? pause() : start()))
  const back = button("◀", "One record back", () => go(place - 1))
  const next = button("Step ▶", "One record further", () => go(place + 1))
  const slider = document.createElement("input")
  slider.type = "range"
  slider.className = "scrub"
  slider.setAttribute("aria-label", "Step of the learning")
  slider.oninput = () => go(Number(slider.value))
  const speed = document.createElement("input")
  speed.type = "range"
  speed.max = PACES.length - 1
  speed.value = pace
  speed.setAttribute("aria-label", "Speed")
  speed.oninput = () => {
    pace = Number(speed.value)
    if (timer) start()
  }
  const label = document.createElement("label")
  label.append("Speed", speed)
  const save = button("Save as PNG", "Save this picture", saveImage)
  save.className = "save"
  tools.append(play, back, next, label, save)

  const board = document.createElement("div")
  board.className = "board"
  const curves = document.createElement("canvas")
  curves.className = "curves"
  const line = document.createElement("p")
  line.className = "line"
  root.replaceChildren(tools, slider, board, curves, line)

  curves.onpointerdown = curves.onpointermove = (event) => {
    if (event.type === "pointermove" && !event.buttons) return
    const box = curves.getBoundingClientRect()
    const [left, width] = area()
    const share = (event.clientX - box.left - left) / width
    const step = share * data.steps.at(-1)
    const nearest = data.steps.reduce((best, own, at) =>
      Math.abs(own - step) < Math.abs(data.steps[best] - step) ? at : best, 0)
    go(nearest)
  }

  function start() {
    clearInterval(timer)
    if (place >= kernels.length - 1) place = 0
    timer = setInterval(() => {
      if (place >= kernels.length - 1) return pause()
      show(place + 1)
    }, PACES[pace])
    play.textContent = "❚❚ Pause"
  }

  function pause() {
    clearInterval(timer)
    timer = null
    play.textContent = "▶ Play"
  }

  function go(to) {
    pause()
    show(Math.max(0, Math.min(kernels.length - 1, to)))
  }

  function show(to) {
    place = to
    slider.value = place
    paint()
  }

  let grids = []

  function build() {
    grids = ["Learned", "Hidden", "Still wrong"].map((title) => {
      const figure = document.createElement("figure")
      const caption = document.createElement("figcaption")
      caption.textContent = title
      const grid = document.createElement("div")
      grid.className = "grid"
      grid.style.setProperty("--columns", data.side)
      const own = Array.from({ length: data.side ** 2 }, () => document.createElement("div"))
      grid.append(...own)
      figure.append(caption, grid)
      return { figure, caption, own }
    })
    const maps = ["Its answer", "Wanted"].map((title) => {
      const figure = document.createElement("figure")
      const caption = document.createElement("figcaption")
      caption.textContent = title
      const canvas = document.createElement("canvas")
      canvas.className = "map"
      describe(canvas, title)
      figure.append(caption, canvas)
      return { figure, canvas }
    })
    grids.maps = maps
    board.replaceChildren(...grids.map(({ figure }) => figure), ...maps.map(({ figure }) => figure))
  }

  function paint() {
    const scale = bytes(data.scale)
    const hidden = floats(data.hidden)
    const learned = kernels[place]
    const lists = [learned, hidden, learned.map((weight, index) => weight - hidden[index])]
    grids.forEach(({ own }, which) => {
      own.forEach((cell, index) => {
        const shade = colour(scale, lists[which][index] / data.limit)
        cell.style.background = `rgb(${shade.join()})`
        cell.style.color = inkOn(shade)
        cell.textContent = fixed(lists[which][index], data.side > 5 ? 1 : 2)
      })
    })
    paintMaps(scale, learned, hidden)
    paintCurves()
    line.textContent =
      `Step ${data.steps[place].toLocaleString("en")}: training loss ${short(data.train[place])}, ` +
      `test loss ${short(data.test[place])}, distance from the hidden kernel ${(100 * data.distance[place]).toFixed(1)}%`
  }

  /** What both kernels answer on one patch: the same sum of products, in the browser. */
  function paintMaps(scale, learned, hidden) {
    const patch = floats(data.patch)
    const side = Math.sqrt(patch.length)
    const size = side - data.side + 1
    const answer = (kernel) => {
      const values = new Float32Array(size * size)
      for (let row = 0; row < size; row += 1)
        for (let column = 0; column < size; column += 1)
          kernel.forEach((weight, index) => {
            const [y, x] = [Math.floor(index / data.side), index % data.side]
            values[row * size + column] += weight * patch[(row + y) * side + column + x]
          })
      return values
    }
    const wanted = answer(hidden)
    const limit = Math.max(...wanted.map(Math.abs)) || 1
    const values = [answer(learned), wanted]
    grids.maps.forEach(({ canvas }, which) => cells(canvas, values[which], size, scale, -limit, limit))
  }

  function area() {
    const unit = rem()
    return [3.6 * unit, curves.clientWidth - 4.2 * unit]
  }

  function fit() {
    if (!data) return
    fill(root, (factor) => {
      board.style.setProperty("--least", Math.min(1, factor))
      board.style.maxWidth = `${100 * Math.min(1, 0.4 + factor)}%`
      curves.style.height = `${factor * CURVES * rem()}px`
    })
    paint()
  }

  function paintCurves() {
    const unit = rem()
    const sharp = devicePixelRatio || 1
    const [wide, tall] = [root.clientWidth, curves.clientHeight]
    curves.width = wide * sharp
    curves.height = tall * sharp
    const pen = curves.getContext("2d")
    pen.scale(sharp, sharp)
    const [left, width] = [3.6 * unit, wide - 4.2 * unit]
    const [top, height] = [1.6 * unit, tall - 4 * unit]
    const text = theme(root, "text-color")
    const rows = [
      { name: "training loss", values: data.train, colour: data.colours.positive, dash: [] },
      { name: "test loss", values: data.test, colour: data.colours.negative, dash: [6, 4] },
      { name: "distance", values: data.distance, colour: data.colours.neutral, dash: [2, 3] },
    ]
    const all = rows.flatMap(({ values }) => values).filter((value) => value > 0)
    const low = Math.floor(Math.log10(Math.max(1e-9, Math.min(...all))))
    const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...all))))
    const last = data.steps.at(-1) || 1
    const x = (step) => left + (width * step) / last
    const y = (value) =>
      top + height * (1 - (Math.log10(Math.max(10 ** low, value)) - low) / (high - low))
    pen.font = `${0.75 * unit}px ${getComputedStyle(root).fontFamily}`
    pen.fillStyle = text
    pen.strokeStyle = theme(root, "border-color")
    pen.lineWidth = lineWidth(1)
    pen.textAlign = "right"
    pen.textBaseline = "middle"
    const every = Math.ceil((high - low) / 5)
    for (let power = low; power <= high; power += every) {
      const at = y(10 ** power)
      pen.beginPath()
      pen.moveTo(left, at)
      pen.lineTo(left + width, at)
      pen.stroke()
      pen.fillText(power < -3 ? `10${raised(power)}` : String(10 ** power), left - 0.4 * unit, at)
    }
    pen.textAlign = "center"
    for (const share of [0, 0.25, 0.5, 0.75, 1])
      pen.fillText(Math.round(share * last).toLocaleString("en"), x(share * last), top + height + 0.9 * unit)
    pen.fillText("step", left + width / 2, top + height + 2 * unit)
    pen.lineWidth = lineWidth(2.2)
    pen.textAlign = "left"
    let at = left
    for (const { name, values, colour: own, dash } of rows) {
      pen.strokeStyle = own
      pen.setLineDash(dash.map(lineWidth))
      pen.beginPath()
      values.forEach((value, index) => pen.lineTo(x(data.steps[index]), y(value)))
      pen.stroke()
      pen.beginPath()
      pen.moveTo(at, 0.6 * unit)
      pen.lineTo(at + 1.8 * unit, 0.6 * unit)
      pen.stroke()
      pen.fillText(name, at + 2.2 * unit, 0.6 * unit)
      at += pen.measureText(name).width + 3.6 * unit
    }
    pen.setLineDash([])
    pen.strokeStyle = text
    pen.lineWidth = lineWidth(1)
    pen.beginPath()
    pen.moveTo(x(data.steps[place]), top)
    pen.lineTo(x(data.steps[place]), top + height)
    pen.stroke()
    for (const { values, colour: own } of rows) {
      pen.fillStyle = own
      pen.beginPath()
      pen.arc(x(data.steps[place]), y(values[place]), 0.3 * unit, 0, 7)
      pen.fill()
    }
    describe(curves, data.alt, "left and right step through the learning, space plays it")
  }

  function saveImage() {
    saveAsShown(root, data.file_name, ({ context, at, write }) => {
      for (const caption of board.querySelectorAll("figcaption")) write(caption)
      for (const cell of board.querySelectorAll(".grid div")) {
        context.fillStyle = cell.style.background
        context.fillRect(...at(cell))
        write(cell, cell.style.color, true)
      }
      for (const own of [...board.querySelectorAll("canvas"), curves])
        context.drawImage(own, ...at(own))
      write(line)
    })
  }

  root.onkeydown = (event) => {
    if (event.target instanceof HTMLInputElement || event.target instanceof HTMLButtonElement) return
    if (event.key === " ") timer ? pause() : start()
    else if (event.key === "ArrowRight") go(place + 1)
    else if (event.key === "ArrowLeft") go(place - 1)
    else return
    event.preventDefault()
  }

  const resized = new ResizeObserver(fit)
  resized.observe(root)

  return {
    fit,
    update({ data: next }) {
      data = next
      if (data.identity === identity) return paint()
      identity = root.dataset.identity = data.identity // what is painted from now on
      const flat = floats(data.kernels)
      const size = data.side ** 2
      kernels = data.steps.map((_, record) => Array.from(flat.subarray(record * size, (record + 1) * size)))
      slider.max = kernels.length - 1
      build()
      fit()
      pause()
      const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches
      show(isCalm ? kernels.length - 1 : 0)
      if (!isCalm) start() // before one's eyes; whoever asked for less motion sees the end
    },
    release() {
      clearInterval(timer)
      resized.disconnect()
    },
  }
}

const short = (value) => (value >= 0.001 ? Number(value.toPrecision(3)).toString() : value.toExponential(1))

const fixed = (value, digits) => value.toFixed(digits).replace(/^-([0.]+)$/, "$1") // no -0.00

const raised = (power) => String(power).replace(/./g, (sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(sign)])
