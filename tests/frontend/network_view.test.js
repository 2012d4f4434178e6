// Draw a digit on a fake page: a pad of 8 x 8 pixels, a network of 4, 3, 2 and 2 units.

import assert from "node:assert/strict"
import { after, test } from "node:test"

import { clock } from "./clock.js"
import { fakePage } from "./fake_page.js"
import { RECORDS } from "./records.js"

const page = fakePage()
const time = clock()
after(() => time.restore())

const { noteAnswer } = await import("../../dlviz/ui/components/base/pace.js")
const { publish } = await import("../../dlviz/ui/components/base/preview.js")
const { largest, rangeEnd } = await import("../../dlviz/ui/components/network_view/answer.js")
const { inputWords, layerWords, spokenAnswer } = await import(
  "../../dlviz/ui/components/network_view/network_layout.js"
)
const { default: render } = await import("../../dlviz/ui/components/network_view/network_view.js")
const { default: renderPad } = await import("../../dlviz/ui/components/drawing_pad/drawing_pad.js")

const FRAME = 20 // ms; longer than a frame
// Layer by layer. The 1 always has 9; the 0 has 6 times a unit of 3 (ink + 1) + 1: it grows with the ink.
const PARAMETERS = [...Array(15).fill(1), ...Array(8).fill(1), 3, 0, 3, 0, 0, 9]
const SIZES = [4, 3, 2, 2]
const DOT = [{ points: [[4, 4]], width: 6 }]

const settled = async () => {
  for (let round = 0; round < 10; round += 1) await new Promise(setImmediate)
}

/** A view whose parameters the server has at `path`; null where it has none. */
async function view(path, parameters = PARAMETERS) {
  const asked = []
  globalThis.fetch = async (url) => {
    asked.push(String(url))
    return { ok: parameters !== null, arrayBuffer: async () => Float32Array.from(parameters ?? []).buffer }
  }
  const place = page.place()
  const says = []
  const say = (name, value) => says.push([name, value])
  const record = structuredClone(RECORDS.network_view)
  record.preview = { ...record.preview, sizes: SIZES, parameters: path, pad: { hand: path, answered: 0 } }
  record.preview.move.hand = `${path} moved`
  record.preview.legibility = { ...record.preview.legibility, empty: "empty", full: 2, aspect: 0.5 }
  const root = place.children[0]
  const update = async (change) => {
    change?.(record)
    const data = { file_name: "a.png", ...structuredClone(record) }
    render({ parentElement: place, data, setStateValue: say, setTriggerValue: say })
    await settled()
  }
  await update()
  const texts = (name) => root.querySelectorAll(`.${name}`).map((own) => own.textContent)
  const winner = () => root.querySelectorAll(".row").findIndex((row) => row.names.has("winner")) - 1
  const input = () => root.querySelectorAll("canvas").find((own) => own.names.has("movable"))
  return { root, update, texts, winner, says, input, asked }
}

test("strokes are answered in the next frame, and the server's numbers replace the preview's", async () => {
  const own = await view("first")
  assert.equal(own.asked.length, 1)
  const before = own.texts("logit")
  const change = publish("first", DOT)
  assert.deepEqual(own.texts("logit"), before)
  time.pass(FRAME)
  // Each quarter of the disc covers 140 of 255: the ink is 4 * 140 / 255, about 2.2.
  assert.deepEqual(own.texts("logit"), ["+63.5", "+9.0"])
  assert.equal(own.winner(), 0)
  await own.update() // the answer to an earlier message
  assert.deepEqual(own.texts("logit"), ["+63.5", "+9.0"])
  await own.update((record) => {
    record.preview.pad.answered = change
  })
  assert.deepEqual(own.texts("logit"), before)
})

test("an empty pad is no answer", async () => {
  const own = await view("empty")
  publish("empty", [])
  time.pass(FRAME)
  assert.deepEqual(own.texts("message"), ["empty"])
  assert.deepEqual(own.texts("logit"), ["", ""])
  assert.equal(own.winner(), -2)
})

test("without parameters the server's numbers stay, without an error", async () => {
  const own = await view("nowhere", null)
  const before = own.texts("logit")
  publish("nowhere", DOT)
  time.pass(FRAME)
  assert.deepEqual(own.texts("logit"), before)
})

test("a drag moves the input at once, the server hears of it five times a second, and a new view of none", async () => {
  const own = await view("dragged")
  const subtitle = () => own.root.querySelectorAll("figcaption")[0].textContent
  const key = (name) => own.input().onkeydown({ key: name, preventDefault() {}, stopPropagation() {} })
  for (let step = 0; step < 10; step += 1) {
    key(step % 2 ? "ArrowLeft" : "ArrowRight")
    noteAnswer("dragged moved", Infinity) // a quick server
    time.pass(100)
  }
  key("ArrowRight")
  time.pass(FRAME)
  assert.match(subtitle(), /moved \+1, \+0/)
  time.pass(1000)
  const sent = own.says.filter(([name]) => name === "move").map(([, value]) => value)
  assert.ok(sent.length >= 4 && sent.length <= 7, String(sent.length))
  assert.deepEqual(sent.at(-1).by, [1, 0])
  await own.update((record) => {
    record.move = [1, 0]
    record.preview.move.answered = sent.at(-1).change
  })
  assert.match(subtitle(), /moved \+1, \+0/)
  await own.update((record) => {
    record.move = [0, 2] // by a box of the page
  })
  assert.match(subtitle(), /moved \+0, \+2/)

  const again = await view("dragged") // as after another page: its server knows of no drag
  assert.match(again.root.querySelectorAll("figcaption")[0].textContent, /drag to move/)
})

test("a pad publishes every move and sends five messages a second", async () => {
  const place = page.place()
  const says = []
  const data = {
    file_name: "a.png",
    ...structuredClone(RECORDS.drawing_pad),
    sample: null,
    name: "published",
  }
  const own = await view("published")
  const say = (name, value) => says.push([name, value])
  renderPad({ parentElement: place, data, setStateValue: say, setTriggerValue: say })
  await settled()
  const canvas = place.children[0].querySelectorAll("canvas")[0]
  const fire = (name, at) =>
    canvas[name]({ clientX: at, clientY: at / 2, pointerId: 1, pointerType: "mouse", button: 0, buttons: 1 })
  const before = own.texts("logit")
  fire("onpointerdown", 10)
  time.pass(FRAME)
  assert.notDeepEqual(own.texts("logit"), before)
  for (let step = 1; step <= 50; step += 1) {
    fire("onpointermove", 10 + 5 * step)
    noteAnswer("published", Infinity) // a quick server
    time.pass(20)
  }
  fire("onpointerup", 270)
  assert.ok(says.length >= 5 && says.length <= 7, String(says.length))
  const [, { change, strokes }] = says.at(-1)
  assert.equal(strokes.length, 1)
  assert.ok(change > says[0][1].change)
  await own.update((record) => {
    record.preview.pad.answered = change
  })
  assert.deepEqual(own.texts("logit"), before) // the server's
})

test("the end of a colour range is the next of 1, 2, 5, 10", () => {
  const cases = [
    [0, 1],
    [-3, 1],
    [1, 1],
    [1.01, 2],
    [2, 2],
    [4.2, 5],
    [6, 10],
    [10, 10],
    [10.5, 20],
    [1000, 1000],
    [0.3, 0.5],
    [0.0011, 0.002],
  ]
  for (const [most, end] of cases) assert.equal(rangeEnd([0, most]), end, String(most))
})

test("the largest come first, of equal ones the first", () => {
  assert.deepEqual(largest([1, 5, 5, 0, 7], 3), [4, 1, 2])
  assert.deepEqual(largest([0, 0], 5), [0, 1])
})

test("layers and answers in words", () => {
  assert.equal(inputWords([0, 0]).subtitle, "drag to move")
  assert.equal(inputWords([-3, 2]).subtitle, "moved -3, +2")
  assert.equal(inputWords([0, 0], [0, 0.5, 1]).alt, "Input picture, 2 of 3 pixels inked")
  const words = layerWords([0, 0.5, 2.345, 0], "4 units")
  assert.equal(words.subtitle, "2 active")
  assert.equal(words.alt, "Activations of 4 units: 2 above zero, the largest 2.35 at unit 3")
  const spoken = spokenAnswer({ winner: 1, runner_up: 0, probabilities: [0.125, 0.875] })
  assert.equal(spoken, "The network predicts 1, 88%; second 0, 12%.")
})
