// How often a moving hand sends: five times a second, and less often while the server has much to do.

import assert from "node:assert/strict"
import { after, beforeEach, test } from "node:test"

import { LEAST, MOST, noteAnswer, paced, paceOf } from "../../dlviz/ui/components/base/pace.js"
import { createScope } from "../../dlviz/ui/components/base/scope.js"
import { clock } from "./clock.js"

const time = clock()
after(() => time.restore())

let hand = ""
let change = 0
let sent = []
let send = (_now) => {}
let scope = createScope()
beforeEach(() => {
  scope.end()
  scope = createScope()
  hand += "+"
  change = 0
  sent = []
  const began = performance.now()
  send = paced(
    () => [hand, change],
    () => sent.push([change, performance.now() - began]),
    scope,
  )
})

/** Move a hand every 10 ms for a while; the server answers each message after `answer` ms. */
function move(ms, answer) {
  const due = []
  for (let at = 0; at < ms; at += 10) {
    change += 1
    const before = sent.length
    send(false)
    time.pass(10)
    for (const [number] of sent.slice(before)) due.push([performance.now() + answer - 10, number])
    while (due.length && due[0][0] <= performance.now()) noteAnswer(hand, due.shift()[1])
  }
}

test("a quick server hears of a moving hand five times a second", () => {
  move(2000, 20)
  assert.ok(Math.abs(sent.length - 10) <= 1, String(sent.length))
})

test("a server that takes 100 ms hears of it every 600 ms, and one that takes a second, every second", () => {
  move(100, 100)
  move(6000, 100)
  assert.ok(Math.abs(paceOf(hand) - 600) <= 60, String(paceOf(hand)))
  assert.ok(Math.abs(sent.length - 11) <= 1, String(sent.length))
  const before = sent.length
  move(10000, 1000)
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
  assert.equal(sent.at(-1)[1], 3000)
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
  change = 6
  send(true)
  time.pass(20)
  noteAnswer(hand, 6)
  assert.equal(paceOf(hand), LEAST)
})
