// What is sent while a page is left is stored, and sent again when the page is opened as it was left.

import assert from "node:assert/strict"
import { after, test } from "node:test"

import { clock } from "./clock.js"
import { fakePage } from "./fake_page.js"

const time = clock()
fakePage()
/** @type {Map<string, string>} */
const stored = new Map()
const sessionStorage = {
  getItem: (name) => stored.get(name) ?? null,
  setItem: (name, text) => stored.set(name, text),
  removeItem: (name) => stored.delete(name),
}
const location = { pathname: "/weights", search: "?a=1" }
for (const [name, value] of Object.entries({ sessionStorage, location }))
  Object.defineProperty(globalThis, name, { value, configurable: true })
after(() => time.restore())

const { forgetUnsent, leave, noteAnswered, noteNewSession, noteRestored, renew } = await import(
  "../../dlviz/ui/components/base/leaving.js"
)
const { component } = await import("../../dlviz/ui/components/base/lifecycle.js")
const { paced } = await import("../../dlviz/ui/components/base/pace.js")

/** Mount a component whose hand can move; the messages that it sends arrive in `sent`. */
function mounted(stamp) {
  const sent = []
  const place = document.createElement("div")
  const root = document.createElement("div")
  root.className = "root"
  place.append(root)
  place.querySelector = () => root
  place.isConnected = true
  let [hand, value] = [null, 0]
  const remove = component((_root, server, _data, scope) => {
    const send = paced(
      () => ["weights", 1],
      () => server.set("weights", { value, stamp }),
      scope,
    )
    hand = (next) => {
      value = next
      send(false)
    }
    return { update() {} }
  })({
    parentElement: place,
    data: { file_name: "dlviz-editor.png", stamp },
    setStateValue: (name, own) => sent.push([name, own]),
    setTriggerValue() {},
  })
  function end() {
    place.isConnected = false
    remove()
    time.pass(1)
  }
  return { sent, move: (next) => hand(next), end }
}

test("the last change of a hand is sent when the page is left, and again when it is back", async () => {
  const first = mounted(1)
  first.move(1)
  first.move(2)
  assert.deepEqual(first.sent, [["weights", { value: 1, stamp: 1 }]])
  leave("/weights", "?a=1")
  assert.deepEqual(first.sent.at(-1), ["weights", { value: 2, stamp: 1 }])
  first.end()

  const next = mounted(7) // not before the server has restored what it knows of this tab
  assert.deepEqual(next.sent, [])
  noteRestored()
  time.pass(600)
  await null
  assert.deepEqual(next.sent, [["weights", { value: 2, stamp: 7 }]])
  assert.deepEqual(mounted(8).sent, []) // once
})

test("a page that is opened with another address gets nothing, nor one that was left at rest", () => {
  const moving = mounted(1)
  moving.move(1)
  moving.move(2)
  leave("/weights", "?a=1")
  forgetUnsent("/weights")
  assert.deepEqual(mounted(2).sent, [])
  time.pass(5000)
  leave("/weights", "?a=1")
  assert.equal(stored.size, 0)
})

/** An open page's component that sends changes; `data` shows it other data. */
function changing() {
  const sent = []
  const place = document.createElement("div")
  const root = document.createElement("div")
  root.className = "root"
  place.append(root)
  place.querySelector = () => root
  place.isConnected = true
  let set
  const render = component((_root, server) => {
    set = (value) => server.set("weights", value)
    return { update() {} }
  })
  const data = (stamp) =>
    render({
      parentElement: place,
      data: { file_name: "dlviz-slider.png", stamp },
      setStateValue: (name, own) => sent.push([name, own]),
      setTriggerValue() {},
    })
  data(1)
  return { sent, data, send: (change) => set({ value: 10 * change, change, stamp: 1 }) }
}

test("a server that is restarted gets the last change that the one before has not answered, once", async () => {
  const { sent, data, send } = changing()
  send(5)
  send(6)
  noteAnswered(5)
  noteNewSession()
  data(8)
  noteAnswered(6) // the new session has the state, but has not made the change
  renew()
  time.pass(5000)
  assert.equal(sent.length, 2, "not before the session has come to the component")
  data(9)
  time.pass(600)
  await null
  assert.deepEqual(sent.slice(2), [["weights", { value: 60, change: 7, stamp: 9 }]])
  noteAnswered(7)
  renew()
  data(9)
  time.pass(600)
  await null
  assert.equal(sent.length, 3)
})
