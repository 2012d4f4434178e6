// Tests of the player's play, pause, step and speed, with a fake clock.

import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"

import { createPlayer, createSpeed } from "../../dlviz/ui/components/base/player.js"
import { createScope } from "../../dlviz/ui/components/base/scope.js"
import { clock } from "./clock.js"
import { fakePage } from "./fake_page.js"

fakePage()
const COUNT = 5
let time
let scope
let shown
let player
let place

beforeEach(() => {
  time = clock()
  scope = createScope()
  shown = []
  place = 0
  const show = (index) => shown.push((place = index))
  player = createPlayer({ place: () => place, count: () => COUNT, show, changed() {} }, "kernel", scope)
})
afterEach(() => time.restore())

const buttons = () => player.buttons.slice(0, 3)
const press = (which) => buttons()[which].onclick()
const [PLAY, BACK, NEXT] = [0, 1, 2]
const waiting = () => [0, 1, 2, 3, 4].filter((index) => player.isWaiting(index))

test("a run shows every output once, in order, and ends", () => {
  press(PLAY)
  assert.deepEqual(waiting(), [1, 2, 3, 4])
  assert.match(buttons()[PLAY].textContent, /Pause/)
  time.pass(900)
  assert.deepEqual(waiting(), [2, 3, 4])
  time.pass(100_000)
  assert.deepEqual(shown, [0, 1, 2, 3, 4])
  assert.deepEqual(waiting(), [])
  assert.match(buttons()[PLAY].textContent, /Play/)
  assert.equal(time.pending(), 0)
})

test("a run that was paused goes on where it was; outputs behind it wait", () => {
  press(PLAY)
  time.pass(1800)
  press(PLAY)
  time.pass(10_000)
  assert.deepEqual(shown, [0, 1, 2])
  assert.deepEqual(waiting(), [3, 4])
  press(PLAY)
  time.pass(100_000)
  assert.deepEqual(shown, [0, 1, 2, 2, 3, 4])
})

test("who points elsewhere stops the run, and every output counts as filled", () => {
  press(PLAY)
  time.pass(900)
  player.rest()
  assert.deepEqual(waiting(), [])
  time.pass(10_000)
  assert.deepEqual(shown, [0, 1])
  press(PLAY)
  assert.equal(shown.at(-1), 0, "the next run begins anew")
})

test("steps go round in both directions, also from no output", () => {
  for (let step = 0; step < COUNT; step += 1) press(NEXT)
  assert.deepEqual(shown, [1, 2, 3, 4, 0])
  press(BACK)
  assert.equal(place, 4)
  place = null
  press(NEXT)
  assert.equal(place, 0)
  place = null
  press(BACK)
  assert.equal(place, 4)
})

test("another speed counts at once, and does not start what stands", () => {
  const speed = player.buttons[3].children.find((own) => own.oninput)
  speed.value = "3"
  speed.oninput()
  assert.equal(time.pending(), 0)
  press(PLAY)
  time.pass(300)
  assert.deepEqual(shown, [0, 1, 2])
  speed.value = "0"
  speed.oninput()
  time.pass(1599)
  assert.deepEqual(shown, [0, 1, 2])
  time.pass(1)
  assert.deepEqual(shown, [0, 1, 2, 3])
})

test("a run ends with the component", () => {
  press(PLAY)
  scope.end()
  time.pass(100_000)
  assert.deepEqual(shown, [0])
})

test("a speed gives the milliseconds of its step, the slowest first", () => {
  const { label, every } = createSpeed([320, 160, 80], 1, () => {})
  assert.equal(every(), 160)
  label.children.find((own) => own.oninput).value = "2"
  assert.equal(every(), 80)
})
