// Texts that the server sends once are kept by the page, and asked for if they are not there.

import assert from "node:assert/strict"
import { after, test } from "node:test"

import { clock } from "./clock.js"
import { fakePage } from "./fake_page.js"

const time = clock()
const page = fakePage()
after(() => time.restore())

const { component } = await import("../../dlviz/ui/components/base/lifecycle.js")
const { completed } = await import("../../dlviz/ui/components/base/once.js")

const photo = (text, sum, file_name = "a.png") => ({ file_name, photo: text, once: { photo: sum } })
const textOf = (...given) => completed(photo(...given))?.data.photo

test("the last sixteen texts are kept, for each component of its own", () => {
  assert.deepEqual([textOf("cat", "0"), textOf("dog", "1"), textOf("", "0")], ["cat", "dog", "cat"])
  for (let sum = 2; sum <= 16; sum += 1) textOf(`owl ${sum}`, String(sum)) // the dog was used longest ago
  assert.deepEqual([textOf("", "1"), textOf("", "0"), textOf("", "2")], [undefined, "cat", "owl 2"])
  assert.equal(textOf("", "0", "b.png"), undefined)
})

test("texts inside other data come back to their places, what was received stays as it is", () => {
  const once = { "groups.1.png": "7", "groups.0.sheets.1.png": "8" }
  const data = (...texts) => ({
    once,
    groups: [{ sheets: [{ png: "a" }, { png: texts[1] }] }, { png: texts[0] }],
  })
  assert.deepEqual(completed(data("x", "y"))?.data, data("x", "y"))
  const later = data("", "")
  assert.deepEqual(completed(later)?.data, data("x", "y"))
  assert.deepEqual(later, data("", ""))
})

test("data without such texts stay as they are", () => {
  for (const data of [null, undefined, { photo: "" }]) assert.equal(completed(data)?.data, data)
})

test("a component asks for a text that is not here, and shows what it showed until it comes", async () => {
  const [shown, asked] = [[], []]
  const render = component(() => ({ update: (data) => shown.push(data.photo) }))
  const place = page.place()
  const show = (data) =>
    render({
      parentElement: place,
      data,
      setStateValue() {},
      setTriggerValue: (name, value) => asked.push([name, value]),
    })
  const remove = show(photo("", "9", "c.png"))
  remove()
  assert.deepEqual([shown, asked], [[], [["needs", true]]])
  show(photo("fox", "9", "c.png"))
  show(photo("", "9", "c.png"))
  show(photo("", "8", "c.png"))
  await null
  assert.deepEqual([shown, asked.length], [["fox", "fox"], 2])
})
