// One picture of a whole network while it answers: input, hidden layers as grids, ten outputs, and
// the strongest pushes between them. Point at a unit to select it; drag the input to move it.

import { button, bytes, cells, component, describe, floats, ramp, rem, saveAsShown, theme, throttle } from "../base/shared.js"

const SAY_AFTER = 600 // ms of quiet before a screen reader is told the answer
const OUTPUTS_WIDTH = 13.5 // rem, with network_view.css
const GAP = 1.6 // rem between the parts: room for the links
const SMALLEST_ZOOM = 0.7
const HAND_WINS = 700 // ms after a move in which the server's older answers do not count
const LARGEST_ZOOM = 2

export default component(createView)

function createView(root) {
  root.classList.add("network")
  const links = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  links.classList.add("links")
  links.setAttribute("aria-hidden", "true")
  const message = document.createElement("p")
  message.className = "message"
  const spoken = document.createElement("p")
  spoken.className = "spoken"
  spoken.setAttribute("aria-live", "polite")
  // Where the parts stand under each other, the answer comes first, right below the pad.
  const answer = document.createElement("p")
  answer.className = "answer"
  answer.setAttribute("aria-hidden", "true")
  root.replaceChildren(links, answer, message, spoken)

  let data = null
  let setState = () => {}
  let grids = [] // one a layer: input, hidden layers
  let outputs = null
  let speech = null
  let told = "" // the answer that was spoken last
  let moved = [0, 0]
  let movedAt = -Infinity
  let isSent = true // whether the server has been told of `moved`
  let zoom = 1 // factor on the size of all cells

  // Never twice the same: the second message would carry the exact boxes as they were before the
  // first one's answer, and without a change of its own it would set them back.
  const sendMove = throttle(() => {
    if (isSent) return
    isSent = true
    setState("move", moved)
  }, 80)

  function build() {
    for (const grid of grids) grid.figure.remove()
    outputs?.box.remove()
    grids = data.layers.map((layer, index) => createGrid(layer, index))
    outputs = createOutputs(data.probabilities.length)
    message.before(...grids.map((grid) => grid.figure), outputs.box)
  }

  function createGrid(layer, index) {
    const figure = document.createElement("figure")
    const caption = document.createElement("figcaption")
    const canvas = document.createElement("canvas")
    canvas.className = `grid ${layer.movable ? "movable" : layer.selectable ? "units" : ""}`
    const legend = document.createElement("div")
    legend.className = "legend"
    const bar = document.createElement("canvas")
    const low = document.createElement("span")
    const high = document.createElement("span")
    legend.append(low, bar, high)
    figure.append(caption, canvas, legend)
    const grid = { figure, caption, canvas, bar, low, high, layer, values: new Float32Array() }

    const cellAt = (event) => {
      const box = canvas.getBoundingClientRect()
      const column = Math.floor(((event.clientX - box.left) / box.width) * grid.layer.columns)
      const row = Math.floor(((event.clientY - box.top) / box.height) * grid.layer.rows)
      const inside = (value, count) => Math.min(count - 1, Math.max(0, value))
      return inside(row, grid.layer.rows) * grid.layer.columns + inside(column, grid.layer.columns)
    }
    if (layer.selectable) {
      canvas.onclick = (event) => setState("unit", { layer: index, index: cellAt(event) })
      canvas.onpointermove = (event) => {
        const unit = cellAt(event)
        canvas.title = `${grid.layer.unit} ${unit}: ${grid.values[unit]?.toFixed(3) ?? "-"}`
      }
      const { columns } = layer
      const moves = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }
      canvas.onkeydown = (event) => {
        const move = moves[event.key]
        if (!move) return
        event.preventDefault()
        const from = data.selected?.layer === index ? data.selected.index : 0
        const next = Math.min(grid.values.length - 1, Math.max(0, from + move))
        data.selected = { layer: index, index: next }
        setState("unit", data.selected)
        spoken.textContent = `${grid.layer.unit} ${next}: ${grid.values[next].toFixed(3)}`
      }
    }
    if (layer.movable) {
      let start = null
      const limit = (value) => Math.min(data.reach, Math.max(-data.reach, value))
      const move = (x, y) => {
        const next = [limit(x), limit(y)]
        if (next[0] === moved[0] && next[1] === moved[1]) return
        moved = next
        movedAt = performance.now()
        isSent = false
        sendMove(false)
      }
      canvas.onpointerdown = (event) => {
        canvas.setPointerCapture(event.pointerId)
        start = { x: event.clientX, y: event.clientY, from: moved }
      }
      canvas.onpointermove = (event) => {
        if (!start) return
        const cell = canvas.clientWidth / grid.layer.columns
        const shift = (pixels) => Math.round(pixels / cell)
        move(
          start.from[0] + shift(event.clientX - start.x),
          start.from[1] + shift(event.clientY - start.y),
        )
      }
      canvas.onpointerup = canvas.onpointercancel = () => {
        if (start) sendMove(true)
        start = null
      }
      const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }
      canvas.onkeydown = (event) => {
        const step = moves[event.key]
        if (!step) return
        event.preventDefault()
        move(moved[0] + step[0], moved[1] + step[1])
      }
    }
    return grid
  }

  function createOutputs(count) {
    const table = document.createElement("div")
    table.className = "outputs"
    table.setAttribute("role", "table")
    table.setAttribute("aria-label", "Logit and probability of each digit")
    const cell = (className, role = "cell") => {
      const element = document.createElement("div")
      element.className = className
      element.setAttribute("role", role)
      return element
    }
    const head = cell("row", "row")
    for (const [title, said] of [["", "digit"], ["logit"], ["probability", null], ["", "probability"], ["", "place"]]) {
      const element = cell("head", "columnheader")
      const words = document.createElement("span")
      words.textContent = title || said
      words.className = title ? "" : "spoken"
      element.append(words)
      if (said === null) element.setAttribute("aria-hidden", "true") // of bars; the numbers are beside them
      head.append(element)
    }
    table.append(head)
    const rows = Array.from({ length: count }, (_, digit) => {
      const row = cell("row", "row")
      const name = cell("name")
      const choose = button(String(digit), `What pushed digit ${digit}`, () =>
        setState("unit", { layer: grids.length, index: digit }),
      )
      name.append(choose)
      const logit = cell("logit")
      const track = cell("track")
      track.setAttribute("aria-hidden", "true")
      const fill = document.createElement("div")
      fill.className = "fill"
      track.append(fill)
      const percent = cell("percent")
      const place = cell("place")
      row.append(name, logit, track, percent, place)
      table.append(row)
      return { row, logit, fill, percent, place, choose }
    })
    const save = button("Save as PNG", "Save this picture of the network", () => saveImage())
    save.className = "save"
    const box = document.createElement("div")
    box.className = "answers"
    box.append(table, save)
    return { box, rows }
  }

  // Cells fill the width that the outputs leave: larger on a wide screen, smaller beside large
  // text. Where that would be too small the parts stand under each other at their natural size.
  function fitZoom() {
    const unit = rem() / 16
    const natural = grids.reduce((sum, { layer }) => sum + layer.columns * layer.cell * unit, 0)
    const room = root.clientWidth - rem() * (OUTPUTS_WIDTH + GAP * grids.length)
    const fitting = room / natural
    return fitting < SMALLEST_ZOOM ? 1 : Math.min(LARGEST_ZOOM, fitting)
  }

  const cellSize = (layer) => (layer.cell * zoom * rem()) / 16

  function paintGrid(grid) {
    const { layer, canvas, bar } = grid
    const cell = cellSize(layer)
    canvas.style.width = `${layer.columns * cell}px`
    canvas.style.height = `${layer.rows * cell}px`
    const scale = bytes(data.scales[layer.scale])
    cells(canvas, grid.values, layer.columns, scale, layer.low, layer.high)
    describe(canvas, layer.alt, layer.movable ? "arrow keys move it" : layer.selectable ? "arrow keys choose a unit" : "")
    grid.caption.innerHTML = ""
    const title = document.createElement("b")
    title.textContent = layer.title
    grid.caption.append(title, document.createElement("br"), layer.subtitle)
    grid.figure.style.width = `${layer.columns * cell}px`
    grid.low.textContent = layer.low
    grid.high.textContent = layer.high
    ramp(bar, scale)
    canvas.classList.toggle("dim", data.blank)
  }

  function paintOutputs() {
    const best = document.createElement("b")
    best.textContent = data.blank ? "?" : data.winner
    const { winner, runner_up: second, probabilities } = data
    answer.replaceChildren(
      best,
      data.blank
        ? ""
        : ` ${percent(probabilities[winner])}, then ${second} ${percent(probabilities[second])}`,
    )
    outputs.rows.forEach((row, digit) => {
      const probability = data.probabilities[digit]
      row.logit.textContent = data.blank ? "" : signed(data.logits[digit])
      row.fill.style.width = `${data.blank ? 0 : 100 * probability}%`
      row.percent.textContent = data.blank ? "" : percent(probability)
      const first = !data.blank && digit === data.winner
      const second = !data.blank && digit === data.runner_up
      row.row.classList.toggle("winner", first)
      row.place.textContent = first ? "1st" : second ? "2nd" : ""
      const chosen =
        !data.blank && data.selected?.layer === grids.length && data.selected.index === digit
      row.row.classList.toggle("selected", chosen)
      row.choose.setAttribute("aria-pressed", String(chosen))
    })
  }

  // Where a unit sits in the picture, in pixels from its top left corner.
  function place(layer, index) {
    const frame = root.getBoundingClientRect()
    const element = layer < grids.length ? grids[layer].canvas : outputs.rows[index].choose
    const box = element.getBoundingClientRect()
    if (layer === grids.length)
      return [box.left - frame.left, box.top - frame.top + box.height / 2]
    const { columns, rows } = grids[layer].layer
    const x = ((index % columns) + 0.5) / columns
    const y = (Math.floor(index / columns) + 0.5) / rows
    return [
      box.left - frame.left + element.clientLeft + x * element.clientWidth,
      box.top - frame.top + element.clientTop + y * element.clientHeight,
    ]
  }

  function paintLinks() {
    const shapes = []
    const add = (name, attributes) => {
      const shape = document.createElementNS(links.namespaceURI, name)
      for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value)
      shapes.push(shape)
    }
    const line = rem() / 16
    for (const { layer, from, to, strength } of data.blank ? [] : data.links) {
      const [x1, y1] = place(layer, from)
      const [x2, y2] = place(layer + 1, to)
      const middle = (x1 + x2) / 2
      add("path", {
        d: `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`,
        fill: "none",
        stroke: strength > 0 ? data.colours.positive : data.colours.negative,
        "stroke-width": line * (0.75 + 2.75 * Math.abs(strength)),
        "stroke-opacity": 0.9,
      })
    }
    if (data.selected && data.selected.layer < grids.length) {
      const { layer, index } = data.selected
      const [x, y] = place(layer, index)
      const half = cellSize(grids[layer].layer) / 2
      for (const [stroke, width] of [["#000", 4], ["#fff", 2]])
        add("rect", {
          x: x - half,
          y: y - half,
          width: 2 * half,
          height: 2 * half,
          fill: "none",
          stroke,
          "stroke-width": width * line,
        })
    }
    links.replaceChildren(...shapes)
  }

  function say() {
    clearTimeout(speech)
    speech = setTimeout(() => {
      if (data.spoken !== told) spoken.textContent = told = data.spoken
    }, SAY_AFTER)
  }

  // The picture as a file: grids, links and outputs as they stand, on the page's own background.
  const saveImage = () =>
    saveAsShown(root, data.file_name, ({ context, at, write }) => {
      context.imageSmoothingEnabled = false
      for (const { canvas: source, caption, bar, low, high, layer } of grids) {
        context.drawImage(source, ...at(source))
        context.drawImage(bar, ...at(bar))
        write(caption.querySelector("b"))
        write(low)
        write(high)
        const [x, y, , height] = at(caption)
        context.font = `${0.8 * rem()}px ${getComputedStyle(root).fontFamily}`
        context.fillText(layer.subtitle, x, y + height - 0.5 * rem())
      }
      for (const { row, logit, fill, percent, place: rank, choose } of outputs.rows) {
        const [x, y, width, height] = at(choose)
        if (row.classList.contains("winner")) {
          context.fillStyle = theme(root, "primary-color")
          context.globalAlpha = 0.35
          context.fillRect(x, y, width, height)
          context.globalAlpha = 1
        }
        context.fillStyle = theme(root, "primary-color")
        context.fillRect(...at(fill))
        for (const element of [choose, logit, percent, rank]) write(element)
      }
      for (const shape of links.children) {
        context.strokeStyle = shape.getAttribute("stroke")
        context.lineWidth = shape.getAttribute("stroke-width")
        context.globalAlpha = shape.getAttribute("stroke-opacity") ?? 1
        if (shape.tagName === "path") context.stroke(new Path2D(shape.getAttribute("d")))
        else
          context.strokeRect(
            ...["x", "y", "width", "height"].map((name) => Number(shape.getAttribute(name))),
          )
      }
    })

  function paint() {
    zoom = fitZoom()
    grids.forEach(paintGrid)
    paintOutputs()
    paintLinks()
  }

  const resized = new ResizeObserver(() => data && paint())
  resized.observe(root)

  return {
    update(component) {
      const first = data === null || data.layers.length !== component.data.layers.length
      data = component.data
      setState = component.setStateValue
      // An answer to an earlier message must not take back where the hand is by now.
      if (performance.now() - movedAt > HAND_WINS) moved = data.move
      if (first) build()
      grids.forEach((grid, index) => {
        grid.layer = data.layers[index]
        grid.values = floats(grid.layer.values)
      })
      message.textContent = data.message
      paint()
      say()
    },
    release() {
      clearTimeout(speech)
      resized.disconnect()
    },
  }
}

const signed = (value) => (value < 0 ? "−" : "+") + Math.abs(value).toFixed(1)
const percent = (value) => (value > 0 && value < 0.0005 ? "< 0.1%" : `${(100 * value).toFixed(1)}%`)
