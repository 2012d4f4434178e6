// Kernels as grids of editable numbers; 1/4, ¼, 0.25 and 0,25 are all accepted. What is typed here, or
// chosen in the boxes above, is published at once, so that the pictures beside follow in the same frame.

import { cells } from "../base/canvas.js"
import { hearBoxes } from "../base/choice_boxes.js"
import { describe, focusedBeside, made } from "../base/elements.js"
import { centred, centredIndex, sameKernels } from "../base/kernels.js"
import { changes, component } from "../base/lifecycle.js"
import { parseNumber } from "../base/number_grammar.js"
import { bytes, clamp, floats, rowAndColumn } from "../base/numbers.js"
import { colour, rgb } from "../base/pictures.js"
import { follow, publish } from "../base/preview.js"

const PALE = 0.6 // share of the colour scale that cells use, so that text on them stays readable
const REST = 200 // ms without a change after which the server hears of it
const INTERVAL = 1500 // ms between two messages while changes go on: each answer brings whole pictures
/** @type {Record<string, number>} */
const STEPS = { ArrowUp: 1, ArrowDown: -1 }
const FINE = 0.1 // of a step, with the shift key

/** @typedef {{title: string, rows: number, columns: number, texts: string[], weights: Float32Array}} Held */

export default component(createKernels)

/** @type {import("./messages.d.ts").Create} */
function createKernels(root, server, _data, scope) {
  root.classList.add("kernels")
  root.dataset.part = "Kernels"
  const board = made("div", "board")
  const problem = made("p", "problem", { role: "alert" })
  root.replaceChildren(board, problem)
  const isNewForm = changes()
  /** @type {(HTMLCanvasElement | HTMLInputElement[])[]} */
  let inputs = []
  /** @type {import("./messages.d.ts").Data} */
  let data
  /** @type {Held[]} */
  let known = [] // the server's kernels
  const hand = /** @type {ReturnType<typeof follow<{mode: string, kernels: Held[], isChosen: boolean}>>} */ (
    follow(scope, paint)
  )
  const shown = () => hand.value()?.kernels ?? known
  const mode = () => hand.value()?.mode ?? data.mode
  const boxes = hearBoxes((which, name) => (which ? choose(which - 1, name) : chooseMode(name)), scope)
  /** @type {Map<string, import("./messages.d.ts").Changed>} */
  const edits = new Map() // that the server has not answered
  /** @type {number | null} */
  let alone = null // the kernel that the first of them has left alone
  let change = 0 // number of the last of them
  /** @type {import("../base/scope.js").Stop | null} */
  let rest = null // stops the timer that sends it; null if it is sent
  let since = 0 // ms, when the oldest change was made that is not sent
  scope.whenLeft(() => {
    if (rest) send()
  })

  // Building

  /** @param {Held[]} kernels */
  function build(kernels) {
    inputs = []
    board.replaceChildren(...kernels.map(createKernel))
  }

  /**
   * @param {Held} kernel
   * @param {number} which
   */
  function createKernel(kernel, which) {
    const caption = made("figcaption", "", kernel.title)
    if (!kernel.texts.length) {
      const canvas = made("canvas") // too many cells for numbers: show colours only
      inputs.push(canvas)
      return made("figure", "", caption, canvas)
    }
    const own = kernel.texts.map((_, index) => createInput(kernel, which, index))
    const grid = made("div", "grid", ...own)
    grid.style.setProperty("--columns", String(kernel.columns))
    inputs.push(own)
    return made("figure", "", caption, grid)
  }

  /**
   * @param {Held} kernel
   * @param {number} which
   * @param {number} index
   */
  function createInput(kernel, which, index) {
    const [row, column] = rowAndColumn(index, kernel.columns)
    const name = `${kernel.title}, row ${row + 1}, column ${column + 1}`
    const input = made("input", "", { type: "text", autocomplete: "off", "aria-label": name })
    input.onfocus = () => input.select()
    input.oninput = () => typed(which, index, input.value, false)
    input.onchange = () => {
      // One that is taken away while it has the focus has changed, too.
      if ([inputs[which]].flat().includes(input)) typed(which, index, input.value, true)
    }
    input.onkeydown = (event) => {
      const step = STEPS[event.key]
      if (!step || event.altKey || event.ctrlKey || event.metaKey) return
      event.preventDefault()
      const next = shown()[which].weights[index] + step * (event.shiftKey ? FINE : 1)
      input.value = String(clamp(Number(next.toFixed(4)), -data.largest, data.largest))
      typed(which, index, input.value, false)
    }
    return input
  }

  // Changing

  /**
   * Publish a typed number, and send it when the visitor pauses; with `isDone` at once, whatever was typed.
   *
   * @param {number} which
   * @param {number} index
   * @param {string} text
   * @param {boolean} isDone
   */
  function typed(which, index, text, isDone) {
    const kernels = shown()
    const kernel = squared(kernels[which])
    const at = centredIndex(kernels[which], index, kernel.rows, kernel.columns)
    const { value } = parseNumber(text, data.largest, "weight")
    const before = mode()
    const { foresees_edits: foresees, edited } = before === data.mode ? data : data.modes[before]
    const isForeseen = value !== null && foresees && data.preview !== null
    if (!isForeseen && !isDone) return
    if (isForeseen && Math.fround(value) === kernel.weights[at]) {
      if (isDone && rest) send()
      return
    }
    const goesOn = isForeseen && edited ? 0 : which
    if (isForeseen && edited) alone = which
    edits.set(`${goesOn} ${at}`, { kernel: goesOn, index: at, text: text.trim() })
    if (isForeseen) {
      kernel.weights[at] = value
      kernel.texts[at] = text.trim()
      if (edited) foresee(edited, [{ ...kernel, title: titlesOf(edited)[0] }], false)
      else foresee(before, kernels.with(which, kernel), false)
      if (edited || kernel.texts.length !== kernels[which].texts.length) {
        paint()
        continueIn(goesOn, at, text)
      }
    }
    sendSoon(isDone)
  }

  /** @param {boolean} now */
  function sendSoon(now) {
    if (!rest) since = performance.now()
    rest?.()
    rest = scope.later(send, Math.max(0, Math.min(REST, since + INTERVAL - performance.now())))
    if (now) send()
  }

  function send() {
    rest?.()
    rest = null
    server.report("edit", { changed: [...edits.values()], alone, change })
  }

  /**
   * Type on in the cell of a kernel that has become a square.
   *
   * @param {number} which
   * @param {number} at
   * @param {string} text
   */
  function continueIn(which, at, text) {
    const own = inputs[which]
    if (own instanceof HTMLCanvasElement) return
    own[at].focus()
    own[at].value = text
    own[at].setSelectionRange(text.length, text.length)
  }

  /** @param {string} name */
  const titlesOf = (name) => (name === data.mode ? data : data.modes[name]).kernels.map(({ title }) => title)

  function forgetEdits() {
    edits.clear()
    alone = null
  }

  /** @param {string} name */
  function chooseMode(name) {
    const next = name === data.mode ? data : data.modes[name]
    if (!next || !data.preview || name === mode()) return
    forgetEdits()
    foresee(
      name,
      next.kernels.map((kernel) => held(kernel, kernel.title)),
      true,
    )
  }

  /**
   * @param {number} which Number of the box.
   * @param {string} name
   */
  function choose(which, name) {
    const { own, sets } = data.choices[which]
    const chosen = own[name] ?? data.named[name]
    if (!chosen || !data.preview || mode() !== data.mode) return
    const kernels = [...shown()]
    sets.forEach((kernel, at) => (kernels[kernel] = held(chosen[at], kernels[kernel].title)))
    forgetEdits()
    foresee(data.mode, kernels, true)
  }

  /**
   * @param {string} mode
   * @param {Held[]} kernels
   * @param {boolean} isChosen
   */
  function foresee(mode, kernels, isChosen) {
    if (data.preview) change = publish(data.preview.hand, { mode, kernels, isChosen })
  }

  /** Forget a choice that the server has answered with other kernels: the page was changed otherwise. */
  function withdraw() {
    const pending = hand.value()
    if (!pending?.isChosen || (pending.mode === data.mode && sameKernels(pending.kernels, known))) return
    const answered = [data.mode, ...data.choices.map(({ chosen }) => chosen)]
    const isAnswered = boxes.shown().every((name, which) => name === null || name === answered[which])
    if (isAnswered && data.preview) publish(data.preview.hand, null)
  }

  // Painting

  function paint() {
    const kernels = shown()
    const isForeseen = mode() !== data.mode || !sameKernels(kernels, known)
    const form = kernels.map(({ title, rows, columns, texts }) => [title, rows, columns, texts.length])
    if (isNewForm(form)) build(kernels)
    board.classList.toggle("several", kernels.length > 1)
    const scale = bytes(data.scale)
    const limit = Math.max(...kernels.flatMap(({ weights }) => [...weights.map(Math.abs)])) || 1
    const active = focusedBeside(root)
    kernels.forEach((kernel, which) => {
      const own = inputs[which]
      if (own instanceof HTMLCanvasElement) {
        cells(own, kernel.weights, kernel.columns, scale, -limit, limit)
        describe(own, kernel.title)
        return
      }
      own.forEach((input, index) => {
        const isTyping = input === active && (isForeseen || !data.problem)
        if (!isTyping) input.value = kernel.texts[index]
        // Pale, so that dark text stays readable on it.
        input.style.background = rgb(colour(scale, (PALE * kernel.weights[index]) / limit))
      })
    })
    problem.textContent = isForeseen ? "" : data.problem
  }

  return {
    update(next) {
      data = next
      known = next.kernels.map((kernel) => held(kernel, kernel.title))
      hand.joins(next.preview)
      change = Math.max(change, next.preview?.answered ?? 0)
      boxes.hear([next.mode_box, ...next.choices.map(({ box }) => box)])
      withdraw()
      if (!hand.value()) forgetEdits()
      paint()
    },
  }
}

/**
 * @param {import("./messages.d.ts").Weights} kernel
 * @param {string} title
 * @returns {Held}
 */
function held({ rows, columns, texts, values }, title) {
  return { title, rows, columns, texts, weights: floats(values) }
}

/**
 * A copy of a kernel, centred in a square of zeros.
 *
 * @param {Held} kernel
 * @returns {Held}
 */
function squared(kernel) {
  const side = Math.max(kernel.rows, kernel.columns)
  const texts = Array(side * side).fill("0")
  kernel.texts.forEach((text, index) => (texts[centredIndex(kernel, index, side, side)] = text))
  return { ...centred(kernel, side, side), title: kernel.title, texts }
}
