// The wall of a class: drawings with what models read in them. A tap on a drawing tells its answers in
// words, and offers to hide it.

import { contextOf } from "../base/canvas.js"
import { button, focusedBeside, made, put, putAttribute, saveButton } from "../base/elements.js"
import { onKeys } from "../base/keys.js"
import { component } from "../base/lifecycle.js"
import { bytes, clamp } from "../base/numbers.js"
import { saveAsShown } from "../base/png.js"
import { room } from "../base/room.js"
import { lineWidth, rem, theme } from "../base/theme.js"
import { drawingsOf, isMisread, fitting, largestSide, wordsOf, wrongOf } from "./wall_layout.js"

const RATIO = 1.36 // height of a drawing with its answers, in sides
const [SMALLEST, LARGEST] = [2.1, 9] // rem of a side
const SMALL = 4.2 // rem of a side below which only wrong answers are written
const READABLE = 1.9 // rem of a side: in the lecture display a wall of smaller drawings has pages
const GAP = 0.35 // rem
const SHARE = 0.62 // of the window's height, for the wall outside of the lecture display

/** @typedef {import("./wall_layout.js").Drawn} Drawn */

/**
 * @typedef {object} Tile
 * @property {HTMLButtonElement} element
 * @property {HTMLCanvasElement} canvas
 * @property {HTMLElement} answers
 * @property {Drawn} drawn
 * @property {string} colour Of the ink that is painted.
 * @property {string} written What the answers were written for.
 */

export default component(createWall)

/** @type {import("./messages.d.ts").Create} */
function createWall(root, server, _data, scope) {
  root.classList.add("wall")
  root.dataset.part = "The wall"
  const only = button("Only misclassified", "Show only what at least one model misclassifies", () => {
    isOnly = !isOnly
    show()
  })
  const earlier = button("◂", "Older drawings", () => turn(1))
  const later = button("▸", "Newer drawings", () => turn(-1))
  const pages = made("span", "pages", earlier, later)
  const count = made("span", "count", { "aria-live": "polite" })
  const tools = made("div", "tools", only, pages, count, saveButton("Save the wall as a picture", saveImage))
  const board = made("div", "board", {
    role: "group",
    "aria-label": "Drawings of the class; arrow keys move between them",
  })
  const words = made("span", "words", { "aria-live": "polite" })
  const hide = button("Hide this drawing", "Takes it off the wall, until you show it again", () => {
    if (chosen) server.report("hide", { drawing: chosen })
  })
  root.replaceChildren(tools, made("div", "line", words, hide), board)

  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {Drawn[]} */
  let drawings = []
  /** @type {Map<string, Tile>} */
  const tiles = new Map()
  /** @type {Tile[]} */
  let seen = [] // the tiles on the board, in order
  let chosen = "" // id of a drawing
  let reached = "" // id of the drawing that the Tab key focuses
  let isOnly = false
  let isFirst = true
  let back = 0 // pages from the newest one
  let legend = ""
  let across = 1 // side of a drawing, in CSS pixels

  const wanted = () => drawings.filter((own) => !isOnly || isMisread(own))

  /** The drawings of the page that is shown: the newest, or older ones. */
  function shown() {
    const all = wanted().slice(-data.most)
    const most = Math.max(
      1,
      room(root) > 0 ? fitting(box(), READABLE * rem(), RATIO, GAP * rem()) : data.most,
    )
    const nPages = Math.max(1, Math.ceil(all.length / most))
    back = clamp(back, 0, nPages - 1)
    pages.hidden = nPages === 1
    earlier.disabled = back === nPages - 1
    later.disabled = back === 0
    const end = all.length - back * most
    return all.slice(Math.max(0, end - most), end)
  }

  /** @param {number} step */
  function turn(step) {
    back += step
    show()
  }

  /** The room for the drawings, in CSS pixels. */
  function box() {
    const most = room(root)
    const beside = root.offsetHeight - board.offsetHeight
    return /** @type {[number, number]} */ ([
      root.clientWidth,
      most > 0 ? most - beside : Math.max(300, SHARE * innerHeight),
    ])
  }

  function show() {
    const own = shown()
    const ids = new Set(own.map(({ id }) => id))
    const focused = seen.findIndex(({ element }) => element === focusedBeside(root))
    seen = own.map((drawn) => {
      const tile = tiles.get(drawn.id) ?? newTile(drawn)
      tiles.set(drawn.id, tile)
      return tile
    })
    for (const id of tiles.keys()) if (!ids.has(id)) tiles.delete(id)
    const elements = seen.map(({ element }) => element)
    arrange(elements)
    if (!ids.has(chosen)) chosen = ""
    if (!ids.has(reached)) reached = own.at(clamp(focused, 0, own.length - 1))?.id ?? ""
    if (focused >= 0 && !elements.includes(/** @type {any} */ (focusedBeside(root))))
      tiles.get(reached)?.element.focus()
    putAttribute(only, "aria-pressed", String(isOnly))
    fit()
    describe()
    isFirst = false
  }

  /**
   * Put the tiles on the board; those that are there already stay, as their focus does.
   *
   * @param {HTMLElement[]} elements
   */
  function arrange(elements) {
    for (const one of [...board.children]) if (!elements.includes(/** @type {any} */ (one))) one.remove()
    const there = [...board.children]
    if (there.every((one, at) => one === elements[at])) board.append(...elements.slice(there.length))
    else board.replaceChildren(...elements)
  }

  /** @param {Drawn} drawn */
  function newTile(drawn) {
    const canvas = made("canvas", "", { width: data.side, height: data.side, "aria-hidden": "true" })
    const answers = made("span", "answers", { "aria-hidden": "true" })
    const element = made("button", isFirst ? "tile" : "tile new", { type: "button" }, canvas, answers)
    element.setAttribute("aria-label", wordsOf(drawn, data.models))
    element.classList.toggle("misread", isMisread(drawn))
    element.onclick = () => {
      chosen = chosen === drawn.id ? "" : drawn.id
      reached = drawn.id
      describe()
    }
    element.onfocus = () => {
      reached = drawn.id
      describe()
    }
    onKeys(element, step)
    return { element, canvas, answers, drawn, colour: "", written: "" }
  }

  /** @param {[number, number]} step */
  function step([aside, down]) {
    const place = seen.findIndex(({ drawn }) => drawn.id === reached)
    const next = clamp(place + aside + down * columns(), 0, seen.length - 1)
    seen[next]?.element.focus()
  }

  const columns = () => Math.max(1, Math.floor((board.clientWidth + GAP * rem()) / (across + GAP * rem())))

  function describe() {
    for (const { element, drawn } of seen) {
      element.tabIndex = drawn.id === reached ? 0 : -1
      putAttribute(element, "aria-pressed", String(drawn.id === chosen))
    }
    const own = tiles.get(chosen)
    put(words, own ? wordsOf(own.drawn, data.models) : legend)
    put(count, told())
    hide.hidden = !own
  }

  function told() {
    const [n, all] = [seen.length, wanted().length]
    if (!drawings.length) return "No drawing is on the wall yet."
    if (!all) return "No model misclassifies any of these drawings."
    const which = n < all ? `${n} of ${all}` : String(n)
    const what = `${which} ${all === 1 ? "drawing" : "drawings"}`
    return isOnly ? `${what} that at least one model misclassifies` : what
  }

  function fit() {
    const colour = theme(board, "text-color") || "#000"
    const inLecture = room(root) > 0
    const gap = GAP * rem()
    const best = largestSide(seen.length, box(), RATIO, gap)
    across = Math.floor(clamp(best, (inLecture ? 1 : SMALLEST) * rem(), LARGEST * rem()))
    board.style.setProperty("--side", `${across}px`)
    const isSmall = across < SMALL * rem()
    board.classList.toggle("small", isSmall)
    for (const tile of seen) {
      paint(tile, colour)
      write(tile, isSmall)
    }
    const each = isSmall
      ? "Below a drawing stands what models wrongly predict, in a frame. Tap a drawing to see all four answers."
      : `Below each drawing the predictions of, from left to right, ${data.shorts.join(", ")}. A wrong one has a frame.`
    legend = drawings.length ? each : ""
  }

  /**
   * @param {Tile} tile
   * @param {string} colour
   */
  function paint(tile, colour) {
    if (tile.colour === colour) return
    tile.colour = colour
    const { side } = data
    const context = contextOf(tile.canvas)
    context.fillStyle = colour
    context.clearRect(0, 0, side, side)
    tile.drawn.pixels.forEach((byte, place) => {
      for (const [half, level] of [byte >> 4, byte & 15].entries()) {
        if (!level) continue
        const index = 2 * place + half
        context.globalAlpha = level / 15
        context.fillRect(index % side, Math.floor(index / side), 1, 1)
      }
    })
  }

  /**
   * @param {Tile} tile
   * @param {boolean} isSmall
   */
  function write(tile, isSmall) {
    const { drawn, answers } = tile
    const wanted = String(isSmall)
    if (tile.written === wanted) return
    tile.written = wanted
    const written = isSmall ? wrongOf(drawn) : drawn.answers
    answers.replaceChildren(
      ...written.map((answer) =>
        made("span", answer === drawn.digit ? "answer" : "answer wrong", String(answer)),
      ),
    )
  }

  function saveImage() {
    saveAsShown(root, data.file_name, ({ context, at, copy, write: writeText }) => {
      const ink = theme(root, "text-color") || "#000"
      writeText(count)
      writeText(words)
      for (const { canvas, answers } of seen) {
        copy(canvas)
        for (const answer of /** @type {NodeListOf<HTMLElement>} */ (answers.querySelectorAll("span"))) {
          writeText(answer, ink, true)
          context.strokeStyle = ink
          context.lineWidth = lineWidth(2)
          if (answer.classList.contains("wrong")) context.strokeRect(...at(answer))
        }
      }
    })
  }

  const refit = () => {
    if (data) show()
  }
  scope.listen(window, "resize", refit)
  return {
    fit: refit,
    resized: refit,
    update(next) {
      data = next
      const sizes = { idSize: data.id_size, nModels: data.models.length, side: data.side }
      drawings = data.sheets.flatMap((sheet) => drawingsOf(bytes(sheet), sizes))
      show()
    },
  }
}
