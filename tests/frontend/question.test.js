// The component that asks: the arithmetic of its ways to answer, its keys, and what it sends when.

import assert from "node:assert/strict"
import { after, test } from "node:test"

import { apart, placesOf, ticks, ticksBelow } from "../../dlviz/ui/components/question/axes.js"
import { meaning } from "../../dlviz/ui/components/question/filling.js"
import { problemWith } from "../../dlviz/ui/components/question/number.js"
import { partsOf, stepOf } from "../../dlviz/ui/components/question/parts.js"
import { moved, placeAt } from "../../dlviz/ui/components/question/ordering.js"
import {
  completed,
  nearestPlace,
  passedOver,
  pressed,
  stepped,
} from "../../dlviz/ui/components/question/sketching.js"
import { clock } from "./clock.js"
import { fakePage } from "./fake_page.js"
import { RECORDS } from "./records.js"

const PLACES = [0, 0.25, 0.5, 0.75, 1]
const EMPTY = [null, null, null, null, null]
const AXES = { low: 0, high: 10 }

test("a hand that passes over places sets them on its straight way, in both directions", () => {
  assert.deepEqual(passedOver(EMPTY, PLACES, [0.2, 1], [0.6, 5]), [null, 1.5, 4, null, null])
  assert.deepEqual(passedOver(EMPTY, PLACES, [0.6, 5], [0.2, 1]), [null, 1.5, 4, null, null])
  assert.deepEqual(passedOver(EMPTY, PLACES, [0.3, 1], [0.4, 2]), EMPTY)
})

test("a later stroke overwrites only what it passes over", () => {
  assert.deepEqual(passedOver([1, 2, 3, 4, 5], PLACES, [0.5, 9], [1, 7]), [1, 2, 9, 8, 7])
  assert.deepEqual(passedOver([1, 2, 3, 4, 5], PLACES, [0.5, 9], [0.5, 6]), [1, 2, 6, 4, 5])
})

test("a press sets the nearest place", () => {
  assert.deepEqual(pressed(EMPTY, PLACES, [0.9, 3]), [null, null, null, null, 3])
  assert.equal(nearestPlace(PLACES, 0.375), 1)
})

test("what is left out lies between its neighbours, or is as high as the nearest end", () => {
  assert.deepEqual(completed([null, 2, null, 6, null], PLACES), [2, 2, 4, 6, 6])
  assert.deepEqual(completed([0, null, 3, null, null], [0, 0.1, 0.3, 0.4, 1]), [0, 1, 3, 3, 3])
  assert.equal(completed([null, 2, null, null, null], PLACES), null)
})

test("an arrow key begins at the nearest value and stays inside the axes", () => {
  assert.deepEqual(stepped(EMPTY, 2, 1, AXES, false), [null, null, 5.5, null, null])
  assert.deepEqual(stepped([3, null, 8, null, null], 1, -1, AXES, false), [3, 2.5, 8, null, null])
  assert.deepEqual(stepped([9, null, null, null, null], 0, 1, AXES, true), [10, null, null, null, null])
})

test("ticks are round numbers inside the axis", () => {
  assert.deepEqual(ticks(0, 15, 5), [0, 5, 10, 15])
  assert.deepEqual(ticks(0, 1, 5), [0, 0.5, 1])
  assert.deepEqual(ticks(-0.3, 0.3, 8), [-0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3])
  assert.deepEqual(ticks(1, 101, 6), [20, 40, 60, 80, 100])
  for (let round = 1; round <= 300; round += 1) {
    const own = ticks(-round / 7, round / 3, 5)
    assert.ok(own.length >= 2 && own.length <= 5, `${own}`)
    assert.ok(own[0] >= -round / 7 - 1e-9 && own[own.length - 1] <= round / 3 + 1e-9, `${own}`)
  }
})

test("places are to scale, or at equal distances where some would fall together", () => {
  assert.deepEqual(placesOf([0, 1, 4]), [0, 0.25, 1])
  assert.deepEqual(placesOf([1, 2, 100]), [0, 0.5, 1])
  assert.deepEqual(ticksBelow([1, 2, 100], 5), [
    { place: 0, value: 1 },
    { place: 0.5, value: 2 },
    { place: 1, value: 100 },
  ])
  const many = Array.from({ length: 41 }, (_, at) => at)
  assert.deepEqual(
    ticksBelow(many, 5).map(({ value }) => value),
    [0, 10, 20, 30, 40],
  )
})

test("two labels keep apart and inside", () => {
  assert.deepEqual(apart([10, 12], 6, [0, 100]), [8, 14])
  assert.deepEqual(apart([12, 10], 6, [0, 100]), [14, 8])
  assert.deepEqual(apart([99, 99], 6, [0, 100]), [94, 100])
  assert.deepEqual(apart([1, 1], 6, [0, 100]), [0, 6])
  assert.deepEqual(apart([10, 50], 6, [0, 100]), [10, 50])
})

test("an item moves, and the others close up", () => {
  assert.deepEqual(moved([0, 1, 2, 3], 0, 2), [1, 2, 0, 3])
  assert.deepEqual(moved([0, 1, 2, 3], 3, 0), [3, 0, 1, 2])
  assert.deepEqual(moved([0, 1, 2], 2, 9), [0, 1, 2])
  assert.equal(placeAt([10, 30, 50], 0, 35), 1)
  assert.equal(placeAt([10, 30, 50], 0, 5), 0)
  assert.equal(placeAt([10, 30, 50], 2, 29), 1)
})

test("a typed number may have commas between thousands, and must be finite", () => {
  for (const text of ["1,290", "12,345,678", "-1/3", "0.25", " 7 "]) assert.equal(problemWith(text), "", text)
  for (const text of ["", "seven", "1/0", "1e999"]) assert.notEqual(problemWith(text), "", text)
})

test("keys of the lecture display", () => {
  const idle = { choices: 3, isIdle: true, isTyping: false, isEmpty: true, types: false, canSkip: true }
  assert.equal(meaning("2", idle), 1)
  assert.equal(meaning("4", idle), null)
  for (const key of ["Enter", " ", "PageDown"]) assert.equal(meaning(key, idle), "reveal")
  assert.equal(meaning("Escape", idle), "skip")
  assert.equal(meaning("Escape", { ...idle, canSkip: false }), null)
  for (const key of ["Enter", " "]) assert.equal(meaning(key, { ...idle, isIdle: false }), null)
  const field = { ...idle, choices: 0, types: true }
  assert.equal(meaning("7", field), "type")
  assert.equal(meaning("Tab", field), null)
  const typing = { ...field, isIdle: false, isTyping: true, isEmpty: false }
  assert.equal(meaning("Enter", typing), null)
  assert.equal(meaning("Enter", { ...typing, isEmpty: true }), "reveal")
})

test("keys step through the parts of an explanation, and then leave the page its own", () => {
  assert.deepEqual(
    ["PageDown", "ArrowRight", "PageUp", "ArrowLeft", "ArrowDown", "a"].map((key) => stepOf(key, null)),
    [1, 1, -1, -1, 0, 0],
  )
  const inField = { matches: () => true }
  assert.equal(stepOf("ArrowRight", inField), 0)
  const part = () => ({ childElementCount: 1, classes: new Set() })
  const all = [part(), { ...part(), childElementCount: 0 }, part()]
  for (const own of all)
    own.classList = { toggle: (name, is) => (is ? own.classes.add(name) : own.classes.delete(name)) }
  const parts = partsOf({ querySelectorAll: () => all })
  const button = { hidden: false, textContent: "" }
  const off = () => all.map(({ classes }) => classes.has("off"))
  parts.paint(true, button)
  assert.deepEqual([off(), button.textContent], [[false, false, true], "More (1 of 2)"])
  assert.equal(parts.go(-1), false)
  assert.equal(parts.go(1), true)
  parts.paint(true, button)
  assert.deepEqual([off(), button.textContent], [[true, false, false], "From the beginning"])
  assert.equal(parts.go(1), false)
  parts.paint(false, button)
  assert.deepEqual([off(), button.hidden], [[false, false, false], true])
})

// On a page

const page = fakePage()
const time = clock()
after(() => time.restore())
const { default: render } = await import("../../dlviz/ui/components/question/question.js")

const ITEMS = ["one", "two", "three"].map((text) => ({ text }))
const [PICTURE] = RECORDS.question.asked.pictures
/** By kind: what is asked, an answer, and the truth. */
const KINDS = {
  choose: [{ items: [{ ...ITEMS[0], picture: PICTURE }, ITEMS[1]] }, { index: 1 }, { index: 0 }],
  number: [{ unit: "parameters" }, { text: "12" }, {}],
  order: [{ items: ITEMS }, { numbers: [0, 1, 2] }, { numbers: [2, 0, 1], texts: ["5 %", "7 %", "1 %"] }],
  place: [
    { cells: { title: "The map", rows: 1, columns: 2, picture: PICTURE } },
    { numbers: [0, 0] },
    { numbers: [0, 1], texts: ["3", "4"], values: [3, 4] },
  ],
  sketch: [{ axes: RECORDS.question.asked.axes }, { numbers: [1, 2, 3] }, { numbers: [1, 5, 3], gap: 1 }],
}

function dataOf(kind, phase, own = {}) {
  const [asked, answer, truth] = KINDS[kind]
  return {
    ...RECORDS.question,
    file_name: "a.png",
    phase,
    asked: { ...RECORDS.question.asked, kind, ...asked },
    answer: phase === "ask" ? null : { index: -1, text: "", numbers: [], ...answer },
    task: "Now: change the 5 to 1.",
    told: {
      outcome: "You chose “two”. It is “one”.",
      is_right: false,
      mistake: "padding counts once",
      correction: "It counts on both sides.",
      refutes: true,
      worked: "4 + 2 = 6.",
      notice: "The output grows.",
      truth: { index: -1, numbers: [], texts: [], values: [], limit: 4, gap: -1, ...truth },
    },
    ...own,
  }
}

/** A question on a page; `says` are its messages. */
function mounted() {
  const place = page.place()
  const says = []
  const setStateValue = (_, value) => says.push(value)
  const root = place.children[0]
  return {
    says,
    root,
    show: (data) => render({ parentElement: place, data, setStateValue, setTriggerValue() {} }),
    button: (words) => root.all().find((own) => own.tagName === "BUTTON" && own.textContent.includes(words)),
    find: (name) => root.querySelector(`.${name}`),
  }
}

for (const kind of Object.keys(KINDS))
  test(`${kind}: asked, done and told without an error`, async (context) => {
    const failures = []
    context.mock.method(console, "error", (problem) => failures.push(problem))
    const { root, show } = mounted()
    for (const phase of ["ask", "do", "told"]) {
      await show(dataOf(kind, phase))
      assert.equal(root.textContent.includes("You may think"), phase === "told")
      assert.equal(root.textContent.includes("change the 5"), phase === "do")
      await show(dataOf(kind, phase, { answer: null }))
    }
    assert.deepEqual(failures, [])
  })

test("an answer is sent once, and can be sent again if no data comes", () => {
  const { says, show, button } = mounted()
  show(dataOf("choose", "ask"))
  const two = button("two")
  two.onclick()
  two.onclick()
  assert.deepEqual(says, [
    { identity: "a", act: "answer", answer: { index: 1, text: "", numbers: [] }, sequence: 1 },
  ])
  assert.ok(two.disabled)
  time.pass(10_000)
  assert.ok(!two.disabled)
  two.onclick()
  assert.equal(says.length, 2)
  show(dataOf("choose", "ask"))
  assert.ok(!two.disabled)
})

test("nothing is sent for a question that has been replaced", () => {
  const { says, show, button } = mounted()
  show(dataOf("choose", "ask"))
  const old = button("two")
  const next = dataOf("choose", "ask")
  next.asked.identity = "b"
  show(next)
  old.onclick()
  assert.deepEqual(says, [])
  button("two").onclick()
  assert.equal(says[0].identity, "b")
})

test("equal data keep what a hand has begun", () => {
  const { show, root, find } = mounted()
  show(dataOf("number", "ask"))
  const [input] = root.querySelectorAll("input")
  input.value = "12"
  show(dataOf("number", "ask", { level: 2 }))
  assert.equal(root.querySelectorAll("input")[0], input)
  assert.equal(find("level").textContent, "Level 2 of 3")
  show(dataOf("number", "ask", { problem: "'12' is not whole." }))
  assert.equal(root.querySelectorAll("input")[0], input)
  assert.equal(find("problem").textContent, "'12' is not whole.")
})

test("a text that is no number is not sent", () => {
  const { says, show, root, button, find } = mounted()
  show(dataOf("number", "ask"))
  const [input] = root.querySelectorAll("input")
  input.value = "seven"
  button("Answer").onclick()
  assert.match(find("problem").textContent, /'seven' is not a number/)
  input.value = "7"
  input.oninput()
  assert.equal(find("problem").textContent, "")
  button("Answer").onclick()
  assert.deepEqual(
    says.map(({ answer }) => answer.text),
    ["7"],
  )
})

test("the outcome is spoken once, when it comes", () => {
  const { show, find } = mounted()
  show(dataOf("choose", "told"))
  assert.equal(find("spoken").textContent, "") // the page was opened with it
  show(dataOf("choose", "ask"))
  show(dataOf("choose", "told"))
  const words = "You chose “two”. It is “one”. You may think: padding counts once. It counts on both sides."
  assert.equal(find("spoken").textContent, words)
  find("spoken").textContent = ""
  show(dataOf("choose", "told", { level: 3 }))
  assert.equal(find("spoken").textContent, "")
})

test("how it is worked out is folded while there is something to read before it", () => {
  const { show, root } = mounted()
  const isOpen = () => root.querySelector(".worked").open
  const why = { prompt: "Why?", items: ["a", "b"], chosen: -1, right: -1, reply: "" }
  const told = { ...dataOf("number", "told").told, mistake: "", correction: "" }
  show(dataOf("number", "told", { told }))
  assert.equal(isOpen(), true)
  show(dataOf("number", "told", { told, why }))
  assert.equal(isOpen(), false)
  show(dataOf("number", "told", { told, why: { ...why, chosen: 1, right: 0, reply: "It is a." } }))
  assert.equal(isOpen(), true)
  show(dataOf("sketch", "told"))
  assert.equal(isOpen(), false) // the misconception, and the two curves
})

test("what is set to refute a mistake is said, with the names on the page", () => {
  const { show, root, find, button } = mounted()
  const words = () => root.querySelector(".set").textContent
  show(dataOf("choose", "told"))
  assert.equal(words(), "")
  const changed = [{ key: "pooling_kind", value: "average" }]
  show(dataOf("choose", "told", { is_small: true, changed }))
  assert.equal(words(), "Now the page shows it: look at the picture below.")
  assert.equal(find("spoken").textContent, words())
  show(dataOf("choose", "told"))
  show(dataOf("choose", "told", { is_small: true }))
  assert.equal(words(), "The page shows it already: look at the picture below.")
  assert.ok(find("frame").className.includes("small"))
  button("The whole explanation").onclick()
  assert.ok(!find("frame").className.includes("small"))
})

test("what was answered and what came are marked by words", () => {
  const { show, root } = mounted()
  show(dataOf("choose", "told"))
  const marks = root.querySelectorAll(".option").map((own) => own.textContent)
  assert.deepEqual(marks, ["The digitonewhat came", "twoyour answer"])
  show(dataOf("place", "told"))
  assert.match(root.textContent, /your cell, row 1, column 1: 3the right cell, row 1, column 2: 4/)
})

test("an order is sent as it stands after its arrows", () => {
  const { says, show, root, button } = mounted()
  show(dataOf("order", "ask"))
  root
    .all()
    .find((own) => own.getAttribute("aria-label") === "Move up: three")
    .onclick()
  button("Answer").onclick()
  assert.deepEqual(says[0].answer.numbers, [0, 2, 1])
})

test("a why is answered by its index, and its reply is spoken", () => {
  const { says, show, button, find } = mounted()
  const why = { prompt: "Why?", items: ["a", "b reason"], chosen: -1, right: -1, reply: "" }
  show(dataOf("choose", "told", { why }))
  button("b reason").onclick()
  assert.deepEqual([says[0].act, says[0].answer.index], ["why", 1])
  show(dataOf("choose", "told", { why: { ...why, chosen: 1, right: 0, reply: "It is a." } }))
  assert.equal(find("spoken").textContent, "It is a.")
  assert.match(find("why").textContent, /awhat explains itb reasonyour reasonIt is a\./)
})

test("in the lecture display keys answer, reveal and skip, and only while it is asked", () => {
  const { says, show } = mounted()
  const press = (key) => {
    const event = { type: "keydown", key, preventDefault() {}, stopPropagation() {} }
    dispatchEvent(event)
  }
  const acts = () => says.splice(0).map(({ act, answer }) => [act, answer.index])
  show(dataOf("choose", "ask"))
  press("1")
  assert.deepEqual(acts(), [])
  for (const [key, act] of [
    ["2", ["answer", 1]],
    ["PageDown", ["reveal", -1]],
    ["Escape", ["skip", -1]],
  ]) {
    show(dataOf("choose", "ask", { fills: true }))
    press(key)
    assert.deepEqual(acts(), [act])
  }
  show(dataOf("choose", "told", { fills: true }))
  press("2")
  assert.deepEqual(acts(), [])
})
