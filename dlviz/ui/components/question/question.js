// Asks a question, takes its answer, and explains what came.

import { focusedBeside, made, put } from "../base/elements.js"
import { changes, component } from "../base/lifecycle.js"
import { bytes, clamp } from "../base/numbers.js"
import { makeReadable } from "../base/readable.js"
import { fill } from "../base/room.js"
import { isLecture } from "../base/theme.js"
import { meaning, screenOf } from "./filling.js"
import { bringUp, lightUp, sentenceOf } from "./in_sight.js"
import { partsOf, stepOf } from "./parts.js"
import { painted, table } from "./shown.js"
import { comesFirst, explanation, reasons, spokenOutcome } from "./told.js"
import { WAYS } from "./ways.js"

const [SMALLEST, LARGEST] = [0.6, 1.5] // scale factors of the lecture display, relative to the ordinary one
const LECTURED = 0.9 // the same for what is told in the lecture display: letters of 20 pixels and more
const PATIENCE = 4_000 // ms until a lost message can be sent again
const LEVELS = 3
const READ = ".prompt, .task, .outcome, .mistaken p, .worked p, .why-prompt, .reply" // its words are explained, unlike those of answers

/** @typedef {import("./messages.d.ts").Data} Data */
/** @typedef {import("./messages.d.ts").Said["act"]} Act */

let asked = "" // identity of the question that waited for an answer last
let brought = "" // identity of the question that was brought into view last

export default component(createQuestion)

/** @type {import("./messages.d.ts").Create} */
function createQuestion(root, server, _data, scope) {
  root.classList.add("question")
  root.dataset.part = "Question"
  const [heading, level] = [made("span", "heading"), made("span", "level")]
  const prompt = made("p", "prompt", { id: "prompt" })
  const stage = made("div", "stage")
  const problem = made("p", "problem", { id: "problem", role: "alert" })
  const result = made("div", "result", { tabindex: -1, role: "group" })
  const more = made("div", "more", { tabindex: -1 })
  const foot = made("div", "foot")
  const spoken = made("p", "spoken", { "aria-live": "polite" })
  const frame = made("div", "frame", { tabindex: -1, role: "group", "aria-labelledby": "prompt" })
  const body = made("div", "body", stage, problem, result)
  frame.append(made("div", "head", heading, level), prompt, body, foot, spoken)
  const screen = screenOf(root, frame)
  const parts = partsOf(result)
  makeReadable(scope, frame, READ)

  /** @type {Data} */
  let data
  /** @type {import("./ways.js").Way | null} */
  let way = null
  let isWaiting = false
  /** @type {import("../base/scope.js").Stop} */
  let stopWaiting = () => {}
  let isWhole = false // whether the explanation stays whole beside the state that refutes a mistake
  let isHeld = false // whether a hand holds something of the page: then nothing moves
  let isByKeys = false // whether the last act came from the keyboard, and nothing was pressed since
  const [isNew, isNewMore, isNewProblem, isNewState] = [changes(), changes(), changes(), changes()]

  // Messages

  /**
   * A function that sends what the visitor does with the present question, and nothing once there is
   * another one.
   */
  function sender() {
    const { identity } = data.asked
    return (/** @type {Act} */ act, /** @type {Partial<import("./messages.d.ts").Answer>} */ answer = {}) => {
      if (isWaiting || identity !== data.asked.identity) return
      server.report("said", { identity, act, answer: { index: -1, text: "", numbers: [], ...answer } })
      wait(true)
      stopWaiting = scope.later(() => wait(false), PATIENCE)
    }
  }

  /** @param {boolean} waits */
  function wait(waits) {
    stopWaiting()
    isWaiting = waits
    frame.classList.toggle("waits", waits)
    for (const element of frame.querySelectorAll("button")) element.disabled = waits
  }

  /** @param {string} words */
  const announce = (words) => (spoken.textContent = words)

  // The phases

  /** @typedef {ReturnType<typeof sender>} Send */

  function build() {
    const { asked, phase } = data
    const send = sender()
    put(heading, asked.heading)
    put(prompt, asked.prompt)
    root.dataset.phase = phase
    frame.dataset.kind = asked.kind
    way = null
    isWhole = false
    for (const part of [stage, result, foot]) part.replaceChildren()
    if (phase === "ask") buildAsked(send)
    else if (phase === "do") buildTask(send)
    else buildTold(send)
  }

  /** @param {Send} send */
  function buildAsked(send) {
    const { asked } = data
    way = WAYS[asked.kind].ask(asked, {
      answer: (answer) => send("answer", answer),
      say: (words) => put(problem, words),
      announce,
      isWaiting: () => isWaiting,
      label: "prompt",
    })
    way.element.inert = data.is_still
    stage.append(...shown(), made("div", "way", way.element))
    foot.append(
      act("Show the answer", "reveal", () => send("reveal")),
      act("Skip", "skip", () => send("skip")),
      made("span", "keys", { "aria-hidden": "true" }, keysOf(data)),
    )
  }

  /** @param {Send} send */
  function buildTask(send) {
    const { asked, answer, task } = data
    way = answer ? WAYS[asked.kind].kept(asked, answer) : null
    if (way) stage.append(made("div", "kept", made("p", "small-head", "Your answer"), way.element))
    result.setAttribute("aria-label", "What to do now")
    result.append(
      made("p", "task", task),
      act("Do it for me", "do", () => send("do")),
    )
  }

  /** @param {Send} send */
  function buildTold(send) {
    const { asked, answer, told, scale } = data
    if (!told) return
    stage.append(...shown())
    way = WAYS[asked.kind].told(asked, answer, told.truth, bytes(scale))
    result.setAttribute("aria-label", "What came")
    const acts = { refute: () => send("refute"), toggled: () => frame.isConnected && fit() }
    result.append(...explanation(told, way?.element ?? null, more, acts))
    parts.begin()
    foot.append(
      act("", "step", () => step(1)),
      act("Another one", "next go", () => send("next")),
      act("", "follow", () => send("follow")),
      act("The whole explanation", "whole", () => unfold()),
    )
  }

  function shown() {
    const { tables, pictures } = data.asked
    if (!tables.length && !pictures.length) return []
    const scale = bytes(data.scale)
    return [made("div", "shown", ...tables.map((own) => table(own, scale)), ...pictures.map(painted))]
  }

  /** What follows an explanation: a reason that is asked for. */
  function buildMore() {
    const send = sender()
    const { why, phase } = data
    more.replaceChildren()
    if (phase === "told" && why) more.append(reasons(why, (index) => send("why", { index })))
    const worked = /** @type {HTMLDetailsElement | null} */ (result.querySelector(".worked"))
    if (worked && data.told)
      worked.open = !comesFirst(data.told, why, result.querySelector(".drawn") !== null)
  }

  /**
   * Go on to another part of the explanation, after the last one to the first.
   *
   * @param {number} by
   */
  function step(by) {
    if (!parts.go(by)) parts.begin()
    fit()
  }

  /** Show the whole explanation again, beside the state that refutes a mistake. */
  function unfold() {
    isWhole = true
    paint()
    fit()
    result.focus({ preventScroll: true })
  }

  function paint() {
    put(level, data.level > 0 ? `Level ${data.level} of ${LEVELS}` : "")
    const fills = data.fills && data.phase === "ask"
    const isSmall = data.is_small && !isWhole
    frame.classList.toggle("small", isSmall)
    frame.classList.toggle("still", data.is_still)
    const follow = /** @type {HTMLElement | null} */ (foot.querySelector(".follow"))
    if (follow) put(follow, data.following)
    const isShown = {
      skip: data.can_skip,
      next: data.has_next,
      follow: data.following !== "",
      whole: isSmall,
      reveal: fills,
      keys: fills,
    }
    for (const [name, is] of Object.entries(isShown)) {
      const all = /** @type {NodeListOf<HTMLElement>} */ (foot.querySelectorAll(`.${name}`))
      for (const element of all) element.hidden = !is
    }
    screen.show(fills)
  }

  // The focus

  /** Whether nothing has the focus. */
  function isFocusFree() {
    const { activeElement } = document
    const { host } = /** @type {Partial<ShadowRoot>} */ (root.getRootNode())
    return !activeElement || activeElement === document.body || activeElement === host
  }

  /**
   * Give an element the focus after an act by keyboard, unless it would be taken from something else.
   *
   * @param {HTMLElement} element
   */
  function focus(element) {
    if (isByKeys && isFocusFree()) element.focus()
    isByKeys = false
  }

  root.addEventListener("keydown", () => (isByKeys = true), { capture: true })
  scope.listen(document, "pointerdown", () => ([isByKeys, isHeld] = [false, true]), { capture: true })
  for (const end of ["pointerup", "pointercancel"])
    scope.listen(document, end, () => (isHeld = false), { capture: true })

  // The keys of the lecture display

  /** @param {KeyboardEvent} event */
  function walk(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return
    const focused = focusedBeside(frame) ?? document.activeElement
    if (!parts.go(stepOf(event.key, focused))) return
    event.preventDefault()
    event.stopPropagation() // else the page would step to its next preset
    fit()
  }

  /** @param {KeyboardEvent} event */
  function hear(event) {
    if (data.phase === "told" && isLecture() && !data.is_small) return walk(event)
    if (!screen.isOpen() || event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return
    const focused = focusedBeside(frame)
    const types = way?.types
    const does = meaning(event.key, {
      choices: data.asked.kind === "choose" ? data.asked.items.length : 0,
      isIdle: !focused || focused === frame || focused.tagName === "DIALOG",
      isTyping: focused !== null && focused === types,
      isEmpty: !types?.value.trim(),
      types: Boolean(types),
      canSkip: data.can_skip,
    })
    if (does === "type") types?.focus() // and the key arrives there
    if (does === null || does === "type") return
    event.preventDefault()
    event.stopPropagation() // else the page would step to its next preset
    isByKeys = true
    if (event.repeat) return
    if (typeof does === "number") sender()("answer", { index: does })
    else sender()(does)
  }
  scope.listen(window, "keydown", hear, { capture: true })

  // The size

  function fit() {
    screen.measure()
    const most = screen.isOpen() ? LARGEST : 1
    const lay = (/** @type {number} */ factor) =>
      frame.style.setProperty("--fit", String(clamp(factor, SMALLEST, most)))
    // While something is to be done on the page, and after it, the question leaves the room to the page.
    const isLectured = isLecture() && data.phase !== "ask"
    frame.classList.toggle("lectured", isLectured)
    if (isLectured)
      frame.dataset.thing = "text" // no picture, which would get a screen of its own
    else delete frame.dataset.thing
    parts.paint(isLectured && data.phase === "told", foot.querySelector(".step"))
    if (isLectured) lay(LECTURED)
    else fill(frame, lay)
    root.toggleAttribute("data-fits", false)
    way?.resized?.()
  }
  scope.listen(window, "resize", fit)

  // New data

  /**
   * Whether the question, its phase or what it shows there is another one. While a question waits for
   * an answer, a hand may be giving it: then only another question counts.
   */
  function isNewForm() {
    const { asked, phase, answer, told, task } = data
    return isNew([asked.identity, phase, { ask: [], do: [answer, task], told: [answer, told] }[phase]])
  }

  /** Say and focus what has come after an act of the visitor. */
  function tell() {
    const { phase, told, task } = data
    if (phase === "told" && told) announce(spokenOutcome(told))
    else announce(phase === "do" ? task : "")
    focus(phase === "ask" ? frame : result)
  }

  /** Bring what is new into view: a question that was asked for, what came. */
  function bring() {
    if (isLecture() || screen.isOpen()) return
    if (isHeld) return scope.listen(document, "pointerup", () => scope.later(bring, 0), { once: true })
    const { identity } = data.asked
    if (data.phase === "ask") asked = identity
    if (data.phase === "told") {
      if (asked === identity) bringUp(frame) // else a class's answers stand above it, and come first
    } else if (data.phase === "ask" && data.is_called && brought !== identity) bringUp(frame, 0)
    brought = identity
  }

  /** Say what "Show me" has set, and show it. */
  function refuted() {
    const words = sentenceOf(data.changed)
    for (const own of /** @type {NodeListOf<HTMLElement>} */ (result.querySelectorAll(".set")))
      put(own, words)
    announce(words)
    result.focus({ preventScroll: true })
    bring()
    lightUp(data.changed)
  }

  return {
    fit,
    resized: fit,
    update(next) {
      const isFirst = data === undefined
      const wasWaiting = isWaiting
      data = next
      const { asked, phase, why, told, problem: words } = next
      const hasChanged = isNewForm()
      if (hasChanged) build()
      const hasMore = isNewMore([asked.identity, phase, why, told?.notice])
      if (hasMore) buildMore()
      wait(false)
      if (isNewProblem([asked.identity, phase, words]) || wasWaiting) put(problem, words)
      paint()
      if (hasChanged || hasMore) fit()
      const isRefuted = isNewState([asked.identity, data.is_small]) && data.is_small
      if (isFirst && phase === "ask") bring()
      if (isFirst) return
      if (hasChanged) bring()
      if (isRefuted) refuted()
      else if (hasChanged) tell()
      else if (hasMore && why?.reply) {
        announce(why.reply)
        focus(more)
      } else if (wasWaiting && words) way?.types?.focus()
    },
  }
}

/**
 * @param {string} label
 * @param {string} name
 * @param {() => void} press
 */
function act(label, name, press) {
  const element = made("button", name, { type: "button" }, label)
  element.onclick = press
  return element
}

/**
 * What the keys do, for the lecture display.
 *
 * @param {Data} data
 */
function keysOf({ asked, can_skip }) {
  const keys = asked.kind === "choose" ? [`1 to ${asked.items.length}: answer`] : []
  keys.push("Enter or Page down: show the answer")
  if (can_skip) keys.push("Escape: skip")
  return keys.join(" · ")
}
