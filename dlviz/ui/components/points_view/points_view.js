// A small network over two inputs: every unit as a map of what it makes of the whole plane, edges
// coloured by sign and as wide as their weight, and the output large, with the data on it. Point
// at a unit and the large map shows it, without asking the server.

import { button, bytes, cells, component, describe, fill, number, ramp, rem, saveAsShown } from "../base/shared.js"

const WIDEST = 8 // pixels of an edge at the normal text size
const SMALLEST_UNIT = 2.1 // rem
const LARGEST_UNIT = 4.6
const STRONG = 3 // weights from here on are drawn at the full width
const KEY_STEP = 0.05 // share of the large map that an arrow key goes
const DASH = 0.25 // rem the dashes of a training move at each look
const DASHES = 3 // looks until they are where they were
const NAMES = {
  X1: ["X", "1"],
  X2: ["X", "2"],
  "X1^2": ["X", "1", "\u00b2"],
  "X2^2": ["X", "2", "\u00b2"],
  X1X2: ["X", "1", "X", "2"],
  "sin X1": ["sin X", "1"],
  "sin X2": ["sin X", "2"],
}

export default component(createView)

function createView(root) {
  root.classList.add("points")
  const edges = document.createElementNS("http://www.w3.org/2000/svg", "svg")
  edges.classList.add("edges")
  edges.setAttribute("aria-hidden", "true")
  const columns = document.createElement("div")
  columns.className = "columns"
  root.replaceChildren(edges, columns)

  let data = null
  let looks = 0 // how often the edges were drawn
  let shape = ""
  let layers = [] // of units: { box, canvas, values }
  let output = null
  let shown = null // the unit under the pointer: [layer, index]
  let reading = null // the place that the arrow keys read
  let setState = () => {}

  const resized = new ResizeObserver(fit)
  resized.observe(root)

  function build() {
    layers = data.layers.map(({ units }, layer) => {
      const column = document.createElement("div")
      column.className = "column"
      const head = document.createElement("p")
      column.append(head)
      return {
        column,
        units: units.map((unit, index) => {
          const made = createUnit(unit, layer, index)
          column.append(made.box)
          return made
        }),
      }
    })
    output = createOutput()
    columns.replaceChildren(...layers.map(({ column }) => column), output.figure)
  }

  function createUnit(unit, layer, index) {
    const box = document.createElement("button")
    box.type = "button"
    box.className = "unit"
    const canvas = document.createElement("canvas")
    const label = document.createElement("span")
    box.append(canvas, label)
    box.onpointerenter = box.onfocus = () => show([layer, index])
    box.onpointerleave = box.onblur = () => show(null)
    box.onclick = () => setState("unit", { layer, index })
    return { box, canvas, label }
  }

  function createOutput() {
    const figure = document.createElement("figure")
    figure.className = "output"
    const caption = document.createElement("figcaption")
    const frame = document.createElement("div")
    frame.className = "plane"
    const map = document.createElement("canvas")
    map.className = "map"
    const dots = document.createElement("canvas")
    dots.className = "dots"
    const axis = (className, text) => {
      const element = document.createElement("span")
      element.className = className
      element.textContent = text
      return element
    }
    const socket = axis("socket", "") // where the edges arrive, left of the axis
    frame.append(socket)
    const ends = ["x low", "x high", "y low", "y high"].map((name) => axis(name, ""))
    frame.append(map, dots, ...ends, axis("x name", "X\u2081"), axis("y name", "X\u2082"))
    const legend = document.createElement("div")
    legend.className = "legend"
    const low = document.createElement("span")
    const bar = document.createElement("canvas")
    const high = document.createElement("span")
    const save = button("PNG", "Save this picture of the network", () => saveImage())
    save.className = "save"
    legend.append(low, bar, high, save)
    const title = document.createElement("b")
    const readout = document.createElement("span")
    readout.setAttribute("aria-live", "polite")
    caption.append(title, readout)
    figure.append(caption, frame, legend)
    frame.onpointermove = (event) => {
      const box = map.getBoundingClientRect()
      const across = (event.clientX - box.left) / box.width
      const up = 1 - (event.clientY - box.top) / box.height
      if (across < 0 || across > 1 || up < 0 || up > 1) return
      read([across, up])
    }
    frame.onpointerleave = () => (readout.textContent = "")
    map.onkeydown = (event) => {
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
      if (!step) return
      event.preventDefault()
      reading = (reading ?? [0.5, 0.5]).map((share, axis) => Math.max(0, Math.min(1, share + KEY_STEP * step[axis])))
      read(reading)
      paintDots()
    }
    map.onblur = () => {
      reading = null
      readout.textContent = ""
      paintDots()
    }
    return { figure, title, map, dots, bar, low, high, ends, readout, socket }
  }

  /** Say what the large map holds at a place: shares of its width and, from below, of its height. */
  function read([across, up]) {
    const { side, values, high: limit } = large()
    const column = Math.min(side - 1, Math.floor(across * side))
    const row = Math.min(side - 1, Math.floor((1 - up) * side))
    const value = ((values[row * side + column] - 127) / 127) * limit
    const reach = (share) => number((2 * share - 1) * data.reach)
    output.readout.textContent = ` at (${reach(across)}, ${reach(up)}) \u2248 ${number(value)}`
  }

  /** What the large map shows: the unit under the pointer, else the output. */
  function large() {
    const unit = shown && data.layers[shown[0]]?.units[shown[1]]
    if (!unit) return { ...data.output, values: bytes(data.output.map) }
    const layer = data.layers[shown[0]]
    return { side: data.side, values: bytes(unit.map), high: layer.high, title: unit.short }
  }

  function show(unit) {
    shown = unit
    paintOutput()
  }

  /** Side of a unit's map in rem: the tallest layer decides. */
  function unitSize() {
    const tallest = Math.max(...data.layers.map(({ units }) => units.length))
    return Math.max(SMALLEST_UNIT, Math.min(LARGEST_UNIT, 17 / tallest - 0.5))
  }

  function fit() {
    if (!data) return
    fill(root, (factor) => {
      root.style.setProperty("--unit", `${factor * unitSize()}rem`)
      root.style.setProperty("--output", `${factor * (data.large ? 18 : 13)}rem`)
    })
    paintDots()
    paintEdges()
  }

  function paint() {
    layers.forEach(({ column, units }, layer) => {
      const { title, high } = data.layers[layer]
      column.querySelector("p").textContent = `${title}, ±${number(high)}`
      units.forEach(({ box, canvas, label }, index) => {
        const unit = data.layers[layer].units[index]
        cells(canvas, bytes(unit.map), data.side, data.scale, 0, 254)
        label.replaceChildren(...named(unit.label))
        box.title = unit.title
        box.setAttribute("aria-label", unit.title)
        const chosen = data.selected?.[0] === layer && data.selected?.[1] === index
        box.setAttribute("aria-pressed", String(chosen))
      })
    })
    paintOutput()
    paintEdges()
  }

  function paintOutput() {
    const { side, values, high, title } = large()
    cells(output.map, data.discrete && !shown ? signs(values) : values, side, data.scale, 0, 254)
    output.map.style.imageRendering = data.discrete ? "pixelated" : "auto"
    describe(output.map, data.alt, "arrow keys read its numbers")
    output.title.textContent = title
    output.low.textContent = number(-high)
    output.high.textContent = number(high)
    const reach = number(data.reach)
    const ends = [`\u2212${reach}`, reach, `\u2212${reach}`, reach]
    output.ends.forEach((end, index) => (end.textContent = ends[index]))
    ramp(output.bar, data.scale)
    paintDots()
  }

  function paintDots() {
    const { dots, map } = output
    const ratio = devicePixelRatio
    const [width, height] = [map.clientWidth, map.clientHeight]
    dots.width = width * ratio
    dots.height = height * ratio
    const context = dots.getContext("2d")
    context.scale(ratio, ratio)
    const radius = 0.17 * rem()
    context.lineWidth = 0.06 * rem()
    const steps = data.scale.length / 3 - 1
    for (const { points, ring } of data.points) {
      const numbers = new Float32Array(bytes(points).buffer)
      for (let at = 0; at < numbers.length; at += 3) {
        const [x1, x2, target] = numbers.subarray(at, at + 3)
        const place = Math.round(((target / data.output.high + 1) / 2) * steps)
        const entry = 3 * Math.max(0, Math.min(steps, place))
        context.beginPath()
        context.arc(((x1 / data.reach + 1) / 2) * width, ((1 - x2 / data.reach) / 2) * height, radius, 0, 7)
        context.fillStyle = `rgb(${data.scale.slice(entry, entry + 3).join()})`
        context.strokeStyle = ring
        context.fill()
        context.stroke()
      }
    }
    if (!reading) return
    const [x, y] = [reading[0] * width, (1 - reading[1]) * height]
    for (const [colour, thick] of [["#000", 4], ["#fff", 2]]) {
      context.strokeStyle = colour
      context.lineWidth = thick
      context.strokeRect(x - 2 * radius, y - 2 * radius, 4 * radius, 4 * radius)
    }
  }

  function paintEdges() {
    const frame = root.getBoundingClientRect()
    const pixel = rem() / 16
    const widest = (WIDEST * unitSize()) / LARGEST_UNIT
    const shapes = []
    // The dashes move on with every look at the training. An animation of the browser's would
    // repaint the edges sixty times a second, and keep a whole core from the training itself.
    looks += 1
    const right = ({ canvas }) => side(canvas, 1)
    const left = ({ canvas }) => side(canvas, 0)
    const side = (element, share) => {
      const box = element.getBoundingClientRect()
      return [box.left - frame.left + share * box.width, box.top - frame.top + box.height / 2]
    }
    const ends = [...layers.map(({ units }) => units), [{ canvas: output.socket }]]
    data.weights.forEach((matrix, layer) =>
      matrix.forEach((row, to) =>
        row.forEach((weight, from) => {
          const [x1, y1] = right(ends[layer][from])
          const [x2, y2] = left(ends[layer + 1][to])
          const middle = (x1 + x2) / 2
          const path = document.createElementNS(edges.namespaceURI, "path")
          const width = Math.min(1, Math.abs(weight) / STRONG)
          path.setAttribute("d", `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`)
          path.setAttribute("stroke", weight < 0 ? data.colours.negative : data.colours.positive)
          path.setAttribute("stroke-width", pixel * (weight === 0 ? 0 : 0.6 + widest * width))
          path.setAttribute("stroke-opacity", 0.35 + 0.5 * width)
          path.classList.toggle("training", data.training)
          path.style.strokeDashoffset = `${-DASH * (looks % DASHES)}rem`
          const title = document.createElementNS(edges.namespaceURI, "title")
          title.textContent = `weight ${number(weight)}`
          path.append(title)
          shapes.push(path)
        }),
      ),
    )
    edges.replaceChildren(...shapes)
  }

  const saveImage = () =>
    saveAsShown(root, data.file_name, ({ context, at, write }) => {
      for (const path of edges.children) {
        context.strokeStyle = path.getAttribute("stroke")
        context.lineWidth = path.getAttribute("stroke-width")
        context.globalAlpha = path.getAttribute("stroke-opacity")
        if (Number(path.getAttribute("stroke-width")) > 0) context.stroke(new Path2D(path.getAttribute("d")))
      }
      context.globalAlpha = 1
      for (const { column, units } of layers) {
        write(column.querySelector("p"))
        for (const unit of units) {
          context.drawImage(unit.canvas, ...at(unit.canvas))
          write(unit.label)
        }
      }
      context.drawImage(output.map, ...at(output.map))
      context.drawImage(output.dots, ...at(output.map))
      context.drawImage(output.bar, ...at(output.bar))
      for (const element of [output.title, output.low, output.high, ...output.ends]) write(element)
    })

  return {
    fit,
    update({ data: next, setStateValue }) {
      setState = setStateValue
      data = { ...next, scale: bytes(next.scale) }
      const now = JSON.stringify([next.large, next.layers.map(({ units }) => units.length)])
      if (now !== shape) {
        shape = now
        shown = null
        build()
        fit()
      }
      paint()
    },
    release() {
      resized.disconnect()
    },
  }
}

/** Both sides of zero only. */
function signs(values) {
  return values.map((value) => (value < 127 ? 40 : value > 127 ? 214 : 127))
}

/** "X1^2" and the like with a subscript; anything else as it is. */
function named(label) {
  return (NAMES[label] ?? [label]).map((part, index) => {
    if (index % 2 === 0) return part
    const sub = document.createElement("sub")
    sub.textContent = part
    return sub
  })
}
