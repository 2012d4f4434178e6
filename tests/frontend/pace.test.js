// How often a moving hand sends: five times a second, and less often while the server has much to do.

import assert from "node:assert/strict"
import { after, beforeEach, test } from "node:test"

import { LEAST, MOST, noteAnswer, paced, paceOf } from "../../dlviz/ui/components/base/pace.js"
import { leave } from "../../dlviz/ui/components/base/leaving.js"
import { createScope } from "../../dlviz/ui/components/base/scope.js"
import { clock } from "./clock.js"

const time = clock()
after(() => time.restore())

let hand = ""
let change = 0
let sent = []
let began = 0
let send = (_now) => {}
let scope = createScope()
beforeEach(() => {
  scope.end()
  scope = createScope()
  hand += "+"
  change = 0
  sent = []
  began = performance.now()
  send = paced(
    () => [hand, change],
    () => sent.push([change, performance.now() - began]),
    scope,
  )
})

/** Move a hand every 10 ms for a while, then let it rest; the server answers each message after `answer` ms. */
function move(ms, answer) {
  const due = []
  let known = sent.length
  for (let at = 0; at < ms || known < sent.length || due[0]?.[0] < Infinity || at < ms + LEAST; at += 10) {
    if (at < ms) {
      change += 1
      send(false)
    }
    for (; known < sent.length; known += 1) due.push([performance.now() + answer, sent[known][0]])
    time.pass(10)
    while (due.length && due[0][0] <= performance.now()) noteAnswer(hand, due.shift()[1])
  }
}

test("a quick server hears of a moving hand five times a second", () => {
  move(2000, 20)
  assert.ok(Math.abs(sent.length - 10) <= 1, String(sent.length))
})

test("the first message of a movement goes at once to a quick server, and later to a slow one", () => {
  move(10, 20)
  time.pass(1000)
  const again = performance.now()
  move(500, 20)
  assert.deepEqual([sent[0][1], sent[1][1]], [0, again - began])
  move(3000, 60)
  const before = sent.length
  time.pass(5000)
  assert.equal(paceOf(hand), 560)
  for (let at = 0; at < 600; at += 10) {
    change += 1
    send(false)
    assert.equal(sent.length, at < 560 ? before : before + 1, `${at} ms`)
    time.pass(10)
  }
})

test("a server that takes 60 ms hears of it every 560 ms, and one that takes longer, every second", () => {
  move(6000, 60)
  assert.ok(Math.abs(paceOf(hand) - 560) <= 120, String(paceOf(hand)))
  assert.ok(Math.abs(sent.length - 12) <= 2, String(sent.length))
  const before = sent.length
  move(10000, 500)
  assert.ok(Math.abs(sent.length - before - 10) <= 2, String(sent.length - before))
})

test("a server that does not answer is not asked more often than once a second", () => {
  move(10000, Infinity)
  assert.ok(sent.length <= 11, sent.map(([, at]) => at).join())
})

test("a hand that rests has sent its last change, however slow the server is", () => {
  move(2900, 500)
  time.pass(LEAST)
  assert.equal(sent.at(-1)[0], change)
  const before = sent.length
  time.pass(5000)
  assert.equal(sent.length, before)
})

test("what must go now goes now, and is not repeated", () => {
  move(3000, 500)
  change += 1
  send(true)
  assert.equal(sent.at(-1)[0], change)
  assert.equal(sent.at(-1)[1], performance.now() - began)
  const before = sent.length
  time.pass(5000)
  assert.equal(sent.length, before)
})

test("an answer to an older change does not count", () => {
  change = 5
  send(true)
  time.pass(50)
  noteAnswer(hand, 4)
  time.pass(250)
  assert.equal(paceOf(hand), MOST)
  noteAnswer(hand, 5)
  assert.equal(paceOf(hand), MOST)
})

test("one quick answer does not end a slow server's pace, a few do", () => {
  const paces = [90, 20, 20].map((ms) => {
    change += 1
    send(true)
    time.pass(ms)
    noteAnswer(hand, change)
    return paceOf(hand)
  })
  assert.deepEqual(paces, [LEAST + 12 * 60, LEAST + 12 * 15, LEAST])
})

test("a message that waits is dropped when a later one goes now", () => {
  send(false)
  send(false)
  assert.equal(sent.length, 1)
  send(true)
  assert.equal(sent.length, 2)
  time.pass(5000)
  assert.equal(sent.length, 2)
})

for (const [name, end] of [
  ["the page is left", () => leave("/a", "")],
  ["the component ends", () => scope.end()],
])
  test(`what waits is sent at once when ${name}, and nothing else is`, () => {
    change = 1
    send(true)
    end()
    assert.deepEqual(
      sent.map(([own]) => own),
      [1],
    )
  })

for (const [name, end] of [
  ["the page is left", () => leave("/a", "")],
  ["the component ends", () => scope.end()],
])
  test(`a change that waits for its turn, or for the frame that shows it, is sent when ${name}`, () => {
    send(true)
    change = 2
    scope.afterFrame(() => send(false)) // as editors do: it hands on to what is paced
    end()
    assert.deepEqual(
      sent.map(([own]) => own),
      [0, 2],
    )
    time.pass(5000)
    assert.equal(sent.length, 2)
  })
