// The boxes of a layer: what is published in the event, what the server hears, and what undoes as one.

import assert from "node:assert/strict"
import { after, test } from "node:test"

import { follow } from "../../dlviz/ui/components/base/preview.js"
import { createScope } from "../../dlviz/ui/components/base/scope.js"
import render from "../../dlviz/ui/components/layer_numbers/layer_numbers.js"
import { clock } from "./clock.js"
import { fakePage } from "./fake_page.js"
import { RECORDS } from "./records.js"

const FRAME = 20 // ms; longer than a frame
const page = fakePage()
const time = clock()
after(() => time.restore())
const settled = async () => {
  for (let round = 0; round < 5; round += 1) await new Promise(setImmediate)
}

let count = 0
/** Boxes for a dense layer of 3 units, 1 to 9, and what they say to server and page. */
async function boxes() {
  const place = page.place()
  const edits = []
  const hand = `hand ${(count += 1)}`
  const follower = follow(createScope(), () => {})
  follower.joins({ hand, answered: 0 })
  const data = (own = {}) => ({
    ...structuredClone(RECORDS.layer_numbers),
    preview: { hand, answered: 0 },
    ...own,
  })
  const update = async (own) => {
    render({
      parentElement: place,
      data: data(own),
      setStateValue: (_, edit) => edits.push(edit),
      setTriggerValue() {},
    })
    await settled()
  }
  await update()
  const all = [...place.children[0].all()]
  const input = all.find(({ tagName }) => tagName === "INPUT")
  const [less, more] = all.filter(({ tagName }) => tagName === "BUTTON")
  const press = (button) => {
    button.onpointerdown()
    button.onpointerup()
    button.onclick()
  }
  const type = (text) => {
    input.value = text
    input.oninput()
  }
  const units = () => follower.value()?.layers[0].numbers.units
  return {
    edits,
    input,
    less,
    more,
    press,
    type,
    units,
    update,
    answer: (change) => follower.joins({ hand, answered: change }),
  }
}

test("a press is published in its event, and the server hears the last of several", async () => {
  const { edits, more, press, units } = await boxes()
  press(more)
  assert.equal(units(), 4)
  time.pass(FRAME) // which paints it first
  press(more)
  press(more)
  assert.equal(units(), 6)
  assert.deepEqual(
    edits.map(({ values }) => values),
    [[4]],
  )
  time.pass(200 + FRAME)
  assert.deepEqual(
    edits.map(({ values }) => values),
    [[4], [6]],
  )
  assert.equal(new Set(edits.map(({ gesture }) => gesture)).size, 2, "each press is undone alone")
  assert.ok(edits[1].change > edits[0].change)
})

test("a held button goes on until it is released, as one gesture", async () => {
  const { edits, more, units } = await boxes()
  more.onpointerdown()
  time.pass(400 + 3 * 90)
  assert.equal(units(), 7)
  more.onpointerup()
  more.onclick()
  time.pass(2000)
  assert.equal(units(), 7)
  assert.equal(new Set(edits.map(({ gesture }) => gesture)).size, 1)
})

test("what is typed counts as soon as it is possible, and is brought into its limits at the end", async () => {
  const { edits, input, type, units } = await boxes()
  input.onfocus()
  type("")
  type("12")
  assert.equal(units(), undefined)
  assert.equal(input.getAttribute("aria-invalid"), "true")
  type("8")
  assert.equal(units(), 8)
  type("80")
  input.onchange()
  assert.equal(input.value, "9")
  assert.equal(units(), 9)
  time.pass(200)
  assert.equal(new Set(edits.map(({ gesture }) => gesture)).size, 1)
  type("")
  input.onchange()
  assert.equal(input.value, "9")
})

test("the ends of the range disable their button, also after a change from elsewhere", async () => {
  const { input, less, more, press, update } = await boxes()
  for (let presses = 0; presses < 9; presses += 1) press(less)
  assert.deepEqual([input.value, less.disabled, more.disabled], ["1", true, false])
  const [field] = RECORDS.layer_numbers.fields
  await update({ stamp: 1, fields: [{ ...field, value: 9 }] }) // undo, a preset, a repair
  assert.deepEqual([input.value, less.disabled, more.disabled], ["9", false, true])
})

test("the server's answer to the box's own change moves nothing in it", async () => {
  const { input, type, update } = await boxes()
  type("7")
  await update() // of an earlier change
  assert.equal(input.value, "7")
})

test("a change that was lost with its page is told to the server, which then counts again", async () => {
  const first = await boxes()
  first.press(first.more)
  // Not sent yet, and the page is left.
  count -= 1
  const { edits, input } = await boxes()
  assert.equal(input.value, "3")
  assert.deepEqual(
    edits.map(({ values }) => values),
    [[3]],
  )
})
