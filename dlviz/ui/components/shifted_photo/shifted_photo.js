// A photo with the window that a network looks through, and what it sees. Dragging what it sees, or
// the slider, moves it; the picture follows the hand at once, the server's numbers a moment later.

import { decoded } from "../base/pictures.js"
import { button, component, describe, fill, lineWidth, rem, saveAsShown, throttle } from "../base/shared.js"

const INTERVAL = 80 // ms between messages
const PATIENCE = 1500 // ms in which an older answer of the server does not move the picture back
const LARGEST = 13 // rem, of what is seen
const PHOTO = 0.66 // of that, for the photo around it
const DIM = 0.45 // of what is outside the window

export default component(createPhoto)

function createPhoto(root) {
  root.classList.add("shifted")
  let data = null
  let image = null
  let source = ""
  let shift = 0
  let sent = null // { shift, until }: what the server has yet to hear of
  let setState = () => {}
  let sequence = 0
  let drag = null

  const board = document.createElement("div")
  board.className = "board"
  const [seen, photo] = ["seen", "photo"].map((name) => {
    const figure = document.createElement("figure")
    const title = document.createElement("figcaption")
    const canvas = document.createElement("canvas")
    canvas.className = name
    figure.append(title, canvas)
    return { figure, title, canvas }
  })
  const label = document.createElement("label")
  const words = document.createElement("span")
  const slider = document.createElement("input")
  slider.type = "range"
  slider.min = 0
  slider.step = 1
  slider.oninput = () => move(Number(slider.value))
  slider.onchange = () => send(true)
  label.append(words, slider)
  const save = button("Save as PNG", "Save this picture", () =>
    saveAsShown(root, data.file_name, ({ context, at, write }) => {
      for (const { canvas, title } of [photo, seen]) {
        context.drawImage(canvas, ...at(canvas))
        write(title)
      }
      write(words)
    }),
  )
  save.className = "save"
  label.className = "tools"
  const foot = document.createElement("div")
  foot.className = "tools"
  foot.append(save)
  seen.figure.append(label)
  board.append(seen.figure, photo.figure)
  root.replaceChildren(board, foot)

  const send = throttle(() => {
    sequence += 1
    sent = { shift, until: performance.now() + PATIENCE }
    setState("move", { shift, sequence })
  }, INTERVAL)

  function move(next) {
    const inside = Math.max(0, Math.min(data.reach, Math.round(next)))
    if (inside === shift) return
    shift = inside
    sent = { shift, until: performance.now() + PATIENCE }
    paint()
    send(false)
  }

  seen.canvas.onpointerdown = (event) => {
    if (event.button) return
    seen.canvas.setPointerCapture(event.pointerId)
    drag = { x: event.clientX, y: event.clientY, shift }
  }
  seen.canvas.onpointermove = (event) => {
    if (!drag) return
    const [dx, dy] = data.direction
    const pixel = seen.canvas.clientWidth / data.side
    const along = (dx * (event.clientX - drag.x) + dy * (event.clientY - drag.y)) / (dx * dx + dy * dy)
    move(drag.shift + along / pixel)
  }
  seen.canvas.onpointerup = seen.canvas.onpointercancel = () => {
    if (drag) send(true)
    drag = null
  }

  function fit() {
    const unit = rem()
    const gap = 0.8 * unit
    const wide = root.clientWidth
    const both = (wide - gap) / (1 + PHOTO) // beside each other, where that leaves them large
    const sharp = devicePixelRatio || 1
    fill(root, (factor) => {
      const side = Math.min(factor * LARGEST * unit, both >= 9 * unit ? both : wide)
      for (const [canvas, size] of [[seen.canvas, side], [photo.canvas, PHOTO * side]]) {
        canvas.style.width = canvas.style.height = `${Math.floor(size)}px`
        canvas.width = canvas.height = Math.floor(size) * sharp
      }
    })
  }

  function paint() {
    if (!image) return
    const { side, reach, direction } = data
    const whole = side + 2 * reach
    const corner = (moved) => direction.map((along) => reach - along * moved)
    const [left, top] = corner(shift)
    const pen = seen.canvas.getContext("2d")
    const size = seen.canvas.width
    pen.imageSmoothingEnabled = size < side
    pen.drawImage(image, left, top, side, side, 0, 0, size, size)

    const context = photo.canvas.getContext("2d")
    const scale = photo.canvas.width / whole
    context.imageSmoothingEnabled = scale < 1
    context.drawImage(image, 0, 0, photo.canvas.width, photo.canvas.width)
    const frame = [left * scale, top * scale, side * scale, side * scale]
    context.fillStyle = `rgba(0,0,0,${DIM})`
    context.beginPath()
    context.rect(0, 0, photo.canvas.width, photo.canvas.width)
    context.rect(...frame)
    context.fill("evenodd")
    const thick = Math.max(lineWidth(2), scale * 0.4)
    const [startLeft, startTop] = corner(0)
    outline(context, [startLeft * scale, startTop * scale, frame[2], frame[3]], thick, [6, 5].map(lineWidth))
    outline(context, frame, thick, [])

    words.textContent = `${data.words[0]} ${shift} px ${data.words[1]}`
    slider.max = reach
    slider.value = shift
    slider.setAttribute("aria-label", words.textContent)
    photo.title.textContent = data.titles[0]
    seen.title.textContent = data.titles[1]
    describe(photo.canvas, `${data.alt}; a frame shows what the network sees`)
    describe(seen.canvas, `What the network sees, moved ${shift} pixels ${data.words[1]}`)
  }

  function outline(context, box, thick, dashes) {
    context.setLineDash(dashes)
    for (const [colour, more] of [["#111", 2], ["#fff", 0]]) {
      context.strokeStyle = colour
      context.lineWidth = thick + lineWidth(more)
      context.strokeRect(...box)
    }
    context.setLineDash([])
  }

  async function take(next) {
    data = next
    if (next.picture !== source) {
      source = next.picture
      const picture = await decoded(next.picture, next.type)
      if (next.picture !== source) return // overtaken by a newer one
      image = picture
    }
    const isLate = sent && next.shift !== sent.shift && performance.now() < sent.until
    if (!isLate && !drag) {
      shift = next.shift
      sent = null
    }
    fit()
    paint()
  }

  const refit = () => {
    if (!data) return
    fit()
    paint()
  }
  const resized = new ResizeObserver(refit)
  resized.observe(root)

  return {
    fit: refit,
    update({ data: next, setStateValue }) {
      setState = setStateValue
      take(next)
    },
    release() {
      resized.disconnect()
    },
  }
}
