// A photo changed step by step: the curve of the answers, the pictures as a film, one marker in all.
// Every picture and every number is here: dragging asks the server nothing.

import { decoded } from "../base/pictures.js"
import { button, component, describe, fill, floats, lineWidth, rem, saveAsShown, theme } from "../base/shared.js"

const LEFT = 2.6 // rem for the axis of the curve
const BAND = 0.55 // rem of the band that tells who wins
const BELOW = 1.5 // rem for the numbers under it
const ABOVE = 0.4 // rem
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 2]]
const LEAST = 0.005 // share of a picture outside the photo that is worth a word
const PATIENCE = 3000 // ms until what the server says counts, whatever was sent
const FRAME = 110 // ms of a picture when the film runs

export default component(createFilm)

function createFilm(root) {
  root.classList.add("film")
  const top = made("div", "top")
  const figure = made("figure")
  const caption = made("figcaption", "text")
  const picture = made("canvas", "picture")
  figure.append(caption, picture)
  const side = made("div", "side")
  const list = made("div", "list")
  const tools = made("div", "tools")
  side.append(list, tools)
  top.append(figure, side)
  const curve = made("canvas", "curve")
  const strip = made("canvas", "strip")
  strip.setAttribute("aria-hidden", "true") // the slider under it goes the same way
  const slider = made("input")
  slider.type = "range"
  slider.step = 1
  slider.min = 0
  const play = button("▶ Play", "Run through all pictures", toggle)
  const back = button("Unchanged", "Go to the picture without any change", () => {
    go(data.neutral)
    tell()
  })
  const line = made("p", "line text")
  line.setAttribute("aria-live", "polite")
  const save = button("Save as PNG", "Save this picture", saveImage)
  save.className = "save"
  tools.append(play, back, save)
  root.replaceChildren(top, curve, strip, slider, line)

  let data = null
  let shares = null // probabilities, one row a class
  let frames = []
  let place = 0
  let held = false
  let timer = null
  let version = 0
  let setState = () => {}
  let sent = null // the place that the server was told last, until it has answered

  const steps = () => data.texts.length
  const left = () => LEFT * rem()
  const xOf = (step) => left() + ((curve.clientWidth - left() - 2) * (step + 0.5)) / steps()

  // Painting

  function pen(canvas) {
    const sharp = devicePixelRatio || 1
    const [wide, tall] = [canvas.clientWidth, canvas.clientHeight]
    if (canvas.width !== Math.round(wide * sharp)) canvas.width = Math.round(wide * sharp)
    if (canvas.height !== Math.round(tall * sharp)) canvas.height = Math.round(tall * sharp)
    const context = canvas.getContext("2d")
    context.setTransform(sharp, 0, 0, sharp, 0, 0)
    context.clearRect(0, 0, wide, tall)
    context.imageSmoothingQuality = "high"
    return [context, wide, tall]
  }

  function paint() {
    if (!data || !root.clientWidth) return
    paintCurve()
    paintStrip()
    show()
  }

  function paintCurve() {
    const [context, wide, tall] = pen(curve)
    const unit = rem()
    const floor = tall - (BAND + BELOW) * unit
    const ceiling = ABOVE * unit
    const y = (share) => floor - share * (floor - ceiling)
    context.font = `${0.75 * unit}px ${getComputedStyle(root).fontFamily}`
    paintOutside(context, ceiling, floor)
    context.textBaseline = "middle"
    context.textAlign = "right"
    for (const share of [0, 0.5, 1]) {
      context.strokeStyle = theme(root, "border-color")
      context.lineWidth = lineWidth(1)
      stroke(context, [[left(), y(share)], [wide, y(share)]])
      context.fillStyle = theme(root, "text-color")
      context.fillText(`${100 * share}%`, left() - 0.4 * unit, y(share))
    }
    data.classes.forEach(({ colour }, which) => {
      context.strokeStyle = colour
      context.lineWidth = 0.16 * unit
      context.setLineDash(DASHES[which % DASHES.length].map(lineWidth))
      stroke(context, data.texts.map((_, step) => [xOf(step), y(shares[which * steps() + step])]))
    })
    context.setLineDash([])
    paintBand(context, floor + 0.15 * unit, BAND * unit)
    paintTicks(context, tall - 0.5 * unit, wide)
    paintMarker(context, ceiling - 2, floor + (BAND + 0.2) * unit)
  }

  /** Where the window reaches beyond the photo. */
  function paintOutside(context, from, to) {
    const step = xOf(1) - xOf(0)
    context.fillStyle = theme(root, "secondary-background-color")
    data.padding.forEach((outside, at) => {
      if (outside >= LEAST) context.fillRect(xOf(at) - step / 2, from, step + 0.5, to - from)
    })
  }

  /** Who wins where: the colour of the winner, grey for a class that has no curve. */
  function paintBand(context, from, high) {
    const step = xOf(1) - xOf(0)
    data.winners.forEach((winner, at) => {
      context.fillStyle = winner < 0 ? theme(root, "border-color") : data.classes[winner].colour
      context.fillRect(xOf(at) - step / 2, from, step + 0.5, high)
    })
    context.fillStyle = theme(root, "background-color")
    data.changes.forEach((at) => context.fillRect(xOf(at) - step / 2 - 1, from, 2, high))
  }

  function paintTicks(context, y, wide) {
    context.fillStyle = theme(root, "text-color")
    context.textAlign = "center"
    let end = -Infinity
    for (const { at, text } of data.ticks) {
      const half = context.measureText(text).width / 2
      const x = Math.min(wide - half, Math.max(left() + half, xOf(at)))
      if (x - half < end + 8) continue
      context.fillText(text, x, y)
      end = x + half
    }
  }

  function paintMarker(context, from, to) {
    for (const [colour, thick] of [[theme(root, "background-color"), 5], [theme(root, "text-color"), 2]]) {
      context.strokeStyle = colour
      context.lineWidth = lineWidth(thick)
      stroke(context, [[xOf(place), from], [xOf(place), to]])
    }
  }

  function paintStrip() {
    const [context, wide, tall] = pen(strip)
    const room = wide - left() - 2
    const count = Math.max(2, Math.round(room / tall))
    const each = room / count
    for (let at = 0; at < count; at += 1) {
      const frame = frames[Math.min(steps() - 1, Math.floor(((at + 0.5) * steps()) / count))]
      if (!frame) continue
      const part = (frame.width * (1 - Math.min(1, each / tall))) / 2 // cut to the place it has
      context.drawImage(frame, part, 0, frame.width - 2 * part, frame.height, left() + at * each, 0, each - 1.5, tall)
    }
    const half = Math.max(3, each / 2)
    context.strokeStyle = theme(root, "primary-color")
    context.lineWidth = lineWidth(3)
    const x = Math.max(left() + 1.5, Math.min(wide - 2 * half - 1.5, xOf(place) - half))
    context.strokeRect(x, 1.5, 2 * half, tall - 3)
  }

  /** What belongs to the marker: the picture, the bars, the sentence. */
  function show() {
    const [context, wide, tall] = pen(picture)
    if (frames[place]) context.drawImage(frames[place], 0, 0, wide, tall)
    const text = data.texts[place]
    caption.textContent = `What it sees: ${text}`
    describe(picture, `${data.alt}, ${data.title} ${text}`)
    slider.value = place
    slider.setAttribute("aria-valuetext", `${text}: ${data.firsts[place]}`)
    rows.forEach(({ row, share, bar }, which) => {
      const value = shares[which * steps() + place]
      share.textContent = percent(value)
      bar.style.width = `${Math.max(0.5, 100 * value)}%`
      row.classList.toggle("first", data.winners[place] === which)
    })
    const outside = data.padding[place]
    line.textContent =
      `${data.title} ${text}: it says ${data.firsts[place]}.` +
      (outside >= LEAST ? ` ${Math.round(100 * outside)}% of this picture lies outside the photo and is grey.` : "")
  }

  // The list of the classes: its colours and dashes are the curve's legend.

  let rows = []
  function buildRows() {
    rows = data.classes.map(({ name, colour }, which) => {
      const row = made("div", "row")
      const swatch = made("canvas", "swatch")
      const label = made("span", "label text")
      label.textContent = label.title = name
      const share = made("span", "share text")
      const track = made("div", "track")
      const bar = made("div", "bar")
      bar.style.background = colour
      track.append(bar)
      row.append(swatch, label, share, track)
      return { row, share, bar, swatch, colour, which }
    })
    list.replaceChildren(...rows.map(({ row }) => row))
    paintSwatches()
  }

  function paintSwatches() {
    for (const { swatch, colour, which } of rows) {
      const [context, wide, tall] = pen(swatch)
      context.strokeStyle = colour
      context.lineWidth = 0.16 * rem()
      context.setLineDash(DASHES[which % DASHES.length].map(lineWidth))
      stroke(context, [[0, tall / 2], [wide, tall / 2]])
    }
  }

  // Moving

  function go(step) {
    const next = Math.max(0, Math.min(steps() - 1, step))
    if (next === place) return
    place = next
    paint()
  }

  function tell() {
    sent = { place, until: performance.now() + PATIENCE }
    setState("place", { place, identity: data.identity })
  }

  function stop() {
    if (timer === null) return
    clearInterval(timer)
    timer = null
    play.textContent = "▶ Play"
    tell()
  }

  function toggle() {
    if (timer !== null) return stop()
    if (place === steps() - 1) go(0)
    play.textContent = "Pause"
    timer = setInterval(() => (place < steps() - 1 ? go(place + 1) : stop()), FRAME)
  }

  slider.oninput = () => {
    stop()
    held = true
    go(Number(slider.value))
  }
  slider.onchange = () => {
    held = false
    tell()
  }
  for (const canvas of [curve, strip]) {
    const under = (event) => {
      const x = event.clientX - canvas.getBoundingClientRect().left
      return Math.floor(((x - left()) / (canvas.clientWidth - left() - 2)) * steps())
    }
    canvas.onpointerdown = (event) => {
      stop()
      held = true
      canvas.setPointerCapture(event.pointerId)
      go(under(event))
    }
    canvas.onpointermove = (event) => held && canvas.hasPointerCapture(event.pointerId) && go(under(event))
    canvas.onpointerup = canvas.onpointercancel = () => {
      if (!held) return
      held = false
      tell()
    }
  }

  function saveImage() {
    saveAsShown(root, data.file_name, ({ context, at, write }) => {
      for (const canvas of root.querySelectorAll("canvas")) context.drawImage(canvas, ...at(canvas))
      for (const { bar, colour } of rows) {
        context.fillStyle = colour
        context.fillRect(...at(bar))
      }
      for (const text of root.querySelectorAll(".text")) write(text)
    })
  }

  async function take(next) {
    if (data && data.identity === next.identity) {
      // An answer to where the marker was before may come after the hand has moved on.
      const isLate = sent && next.at !== sent.place && performance.now() < sent.until
      if (!isLate) sent = null
      if (!held && timer === null && !isLate && next.at !== data.at) go(next.at)
      data = next
      return
    }
    const mine = (version += 1)
    slider.setAttribute("aria-label", next.title)
    const images = await Promise.all(next.frames.map((frame) => decoded(frame, "jpeg")))
    if (mine !== version) return // overtaken
    if (timer !== null) {
      clearInterval(timer)
      timer = null
      play.textContent = "▶ Play"
    }
    data = next
    sent = null
    shares = floats(next.shares)
    frames = images
    place = next.at
    slider.max = steps() - 1
    describe(curve, next.curve_alt)
    buildRows()
    paint()
    root.dataset.identity = next.identity // what is painted now
  }

  function fit() {
    fill(root, (factor) => {
      root.style.setProperty("--fit", factor)
      root.classList.toggle("tight", factor < 1)
    })
    paint()
    paintSwatches()
  }
  const resized = new ResizeObserver(fit)
  resized.observe(root)

  return {
    fit,
    update({ data: next, setStateValue }) {
      setState = setStateValue
      take(next)
    },
    release() {
      version += 1
      clearInterval(timer)
      resized.disconnect()
    },
  }
}

function stroke(context, points) {
  context.beginPath()
  points.forEach(([x, y], at) => (at ? context.lineTo(x, y) : context.moveTo(x, y)))
  context.stroke()
}

function percent(share) {
  if (share < 0.0005) return "< 0.1%"
  return share >= 0.0995 ? `${Math.round(100 * share)}%` : `${(100 * share).toFixed(1)}%`
}

function made(tag, name = "") {
  const element = document.createElement(tag)
  element.className = name
  return element
}
