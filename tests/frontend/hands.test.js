// Hands on weights and ranges: the frame that shows a change comes first, then the message about it.

import assert from "node:assert/strict"
import { after, test } from "node:test"

import { clock } from "./clock.js"
import { fakePage } from "./fake_page.js"
import { RECORDS } from "./records.js"

const page = fakePage()
const time = clock()
after(() => time.restore())

/** A component on a page, with its inputs and what it has told the server. */
async function mounted(name) {
  const { default: render } = await import(`../../dlviz/ui/components/${name}/${name}.js`)
  const parentElement = page.place()
  const said = []
  const setStateValue = (_, value) => said.push(value)
  render({ parentElement, data: structuredClone(RECORDS[name]), setStateValue, setTriggerValue() {} })
  await new Promise(setImmediate)
  const inputs = [...parentElement.children[0].all()].filter((own) => own.tagName === "INPUT")
  return { inputs, said }
}

const UP = { key: "ArrowUp", preventDefault() {}, stopPropagation() {} }

test("a key on a weight shows its number in the next frame, and tells it after that", async () => {
  const { inputs, said } = await mounted("weight_editor")
  const [box, slider] = inputs
  let atFrame = null
  box.onkeydown(UP)
  box.onkeydown(UP)
  assert.deepEqual([box.value, said], ["1/2", []])
  requestAnimationFrame(() => {
    atFrame = [box.value, slider.value, said.length]
  })
  time.pass(20)
  assert.deepEqual(atFrame, ["3/5", "0.6", 0])
  assert.deepEqual(said.at(-1).values, [0.6])
  assert.ok(said.at(-1).done)
})

test("a released range is told after the frame, with the hold of its drag", async () => {
  const { inputs, said } = await mounted("range_slider")
  const [low] = inputs
  const release = (value) => {
    low.value = value
    low.oninput()
    low.onchange()
    assert.equal(said.length, before)
    time.pass(20)
  }
  let before = 0
  release("-20")
  assert.deepEqual([said.length, said[0].values], [1, [-20, 15]])
  before = 1
  release("-25")
  assert.deepEqual([said.length, said[1].values, said[1].hold], [2, [-25, 15], said[0].hold + 1])
  time.pass(5000)
  assert.equal(said.length, 2)
})

test("a sample draws itself, and whoever takes the pen has it whole", async () => {
  const { default: render } = await import("../../dlviz/ui/components/drawing_pad/drawing_pad.js")
  const parentElement = page.place()
  const said = []
  const setStateValue = (_, value) => said.push(value)
  const data = structuredClone({ ...RECORDS.drawing_pad, name: "writes", writes: true })
  render({ parentElement, data, setStateValue, setTriggerValue() {} })
  await new Promise(setImmediate)
  time.pass(400)
  assert.deepEqual(said, []) // it is still being drawn
  time.pass(600)
  assert.deepEqual(said.at(-1).strokes, [{ points: [1, 1, 9, 9], width: 12 }])
  render({
    parentElement,
    data: { ...data, sample: { ...data.sample, name: "b", width: 9 } },
    setStateValue,
    setTriggerValue() {},
  })
  await new Promise(setImmediate)
  time.pass(100)
  const buttons = [...parentElement.children[0].all()].filter((own) => own.tagName === "BUTTON")
  buttons.find((own) => own.textContent === "Undo").onclick()
  time.pass(1000)
  assert.deepEqual(said.at(-1).strokes, [{ points: [1, 1, 9, 9], width: 12 }]) // the one before
})
