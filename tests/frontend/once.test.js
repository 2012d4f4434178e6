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

test("the last two texts are kept, for each component of its own", () => {
  assert.deepEqual([textOf("cat", "1"), textOf("dog", "2"), textOf("", "1")], ["cat", "dog", "cat"])
  assert.equal(textOf("owl", "3"), "owl") // the dog was used longest ago
  assert.deepEqual([textOf("", "2"), textOf("", "1"), textOf("", "3")], [undefined, "cat", "owl"])
  assert.equal(textOf("", "1", "b.png"), undefined)
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
