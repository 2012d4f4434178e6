// Tests of the shared scripts: scopes, messages and answers, keys, PNG files, room.

import assert from "node:assert/strict"
import { afterEach, beforeEach, test } from "node:test"

import { onKeys } from "../../dlviz/ui/components/base/keys.js"
import { lateAnswers, latestOnly } from "../../dlviz/ui/components/base/latest.js"
import { unpacked } from "../../dlviz/ui/components/base/png_reader.js"
import { fill } from "../../dlviz/ui/components/base/room.js"
import { createScope } from "../../dlviz/ui/components/base/scope.js"
import { clock } from "./clock.js"
import { table } from "./tables.js"

let time
let scope
beforeEach(() => {
  time = clock()
  scope = createScope()
})
afterEach(() => time.restore())

// Scopes

test("a scope starts and stops timers and frames like the browser", () => {
  const seen = []
  scope.later(() => seen.push("later"), 30)
  const stop = scope.later(() => seen.push("stopped"), 10)
  const every = scope.every(() => seen.push("every"), 20)
  scope.nextFrame(() => seen.push("frame"))
  stop()
  stop()
  time.pass(50)
  assert.deepEqual(seen, ["frame", "every", "later", "every"])
  every()
  time.pass(100)
  assert.equal(seen.length, 4)
  assert.equal(time.pending(), 0)
})

test("what comes after the frame runs once, as a task of its own, and soon where there are no frames", () => {
  const seen = []
  scope.afterFrame(() => seen.push("after"))
  scope.nextFrame(() => seen.push("frame"))
  assert.equal(time.pending(), 3)
  time.pass(500)
  assert.deepEqual(seen, ["frame", "after"])
  globalThis.requestAnimationFrame = () => 0
  scope.afterFrame(() => seen.push("hidden"))
  time.pass(500)
  assert.deepEqual(seen, ["frame", "after", "hidden"])
  const stop = scope.afterFrame(() => seen.push("stopped"))
  stop()
  time.pass(500)
  assert.equal(seen.length, 3)
})

test("nothing of a scope runs after its end, and nothing starts", () => {
  const seen = []
  const note = () => seen.push("ran")
  const target = new EventTarget()
  const observer = { isOn: true, disconnect: () => (observer.isOn = false) }
  const starts = [
    () => scope.later(note, 5),
    () => scope.every(note, 5),
    () => scope.nextFrame(note),
    () => scope.afterFrame(note),
    () => scope.listen(target, "press", note),
    () => scope.listen(target, "press", note, { capture: true }),
  ]
  starts.forEach((start) => start())
  assert.equal(scope.watch(observer), observer)
  target.dispatchEvent(new Event("press"))
  assert.equal(seen.length, 2)
  scope.end()
  assert.equal(seen.length, 3) // what waited for a frame only to be sent after it
  assert.equal(time.pending(), 0)
  assert.ok(!observer.isOn)
  const stops = starts.map((start) => start())
  target.dispatchEvent(new Event("press"))
  assert.equal(time.pending(), 0)
  time.pass(100)
  assert.equal(seen.length, 3)
  stops.forEach((stop) => stop())
})

test("what is to be done at the end is done once, whatever else fails there", () => {
  const seen = []
  const error = console.error
  console.error = (problem) => seen.push(problem.message)
  scope.atEnd(() => {
    throw new Error("provoked")
  })
  scope.atEnd(() => seen.push("ended"))
  scope.end()
  scope.end()
  console.error = error
  assert.deepEqual(seen, ["provoked", "ended"])
})

// Pictures, answers

/** Pictures that are decoded when the test says so. */
function decoding() {
  const open = []
  return {
    open,
    decode: (next) => new Promise((done, fail) => open.push({ done: () => done(`${next}!`), fail })),
  }
}

test("of pictures that are decoded only the newest is taken", async () => {
  const { open, decode } = decoding()
  const taken = []
  const take = latestOnly(decode, (next, picture) => taken.push([next, picture]), scope)
  const all = [take("a"), take("b"), take("c")]
  open[2].done()
  open[0].done()
  open[1].fail(new Error("provoked"))
  await Promise.all(all)
  assert.deepEqual(taken, [["c", "c!"]])
  const failing = take("d")
  open[3].fail(new Error("provoked"))
  await assert.rejects(failing, /provoked/)
})

test("a picture that comes after the end is not taken, and its error is none", async () => {
  const { open, decode } = decoding()
  const take = latestOnly(decode, () => assert.fail("taken"), scope)
  const all = [take("a")]
  scope.end()
  open[0].done()
  await Promise.all(all)
})

test("an answer to an earlier message is late, until the patience ends or the last is answered", () => {
  const answers = lateAnswers(1500)
  assert.ok(!answers.isLate(3))
  answers.sending(3)
  answers.sending(4)
  assert.ok(answers.isLate(3))
  assert.ok(!answers.isLate(4))
  assert.ok(!answers.isLate(3), "after the last answer everything counts")
  answers.sending(5)
  time.pass(1499)
  assert.ok(answers.isLate(3))
  time.pass(1)
  assert.ok(!answers.isLate(3))
  answers.sending(6)
  answers.forget()
  assert.ok(!answers.isLate(3))
})

// Keys

test("arrow keys are steps, taken keys do nothing else, left ones do", () => {
  const element = {}
  const steps = []
  onKeys(
    element,
    (step) => {
      steps.push(step)
      return step[0] !== 0
    },
    ({ key }) => key === "x" || false,
  )
  const press = (key) => {
    let isTaken = false
    element.onkeydown({ key, preventDefault: () => (isTaken = true) })
    return isTaken
  }
  assert.deepEqual(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "x", "y"].map(press), [
    true,
    true,
    false,
    false,
    true,
    false,
  ])
  assert.deepEqual(steps, [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
  ])
})

// PNG files

test("files of Python are unpacked to the bit", async () => {
  time.restore() // streams need the real ones
  for (const { name, shape, pixels, table: colours, file } of table("png")) {
    const found = await unpacked(file)
    assert.deepEqual([found.height, found.width, found.channels], [shape[0], shape[1], shape[2] ?? 1], name)
    assert.deepEqual([...found.data], pixels, name)
    assert.deepEqual(found.table && [...found.table], colours && [0, 0, 0, ...colours], name)
  }
})

test("a file with another filter is refused, not misread", async () => {
  time.restore()
  const grey = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
  await assert.rejects(unpacked(grey), /another filter/)
})

// Room

/** A picture that is `of` pixels high for each unit of its factor, in a room. */
function picture(most, of) {
  globalThis.getComputedStyle = () => ({ getPropertyValue: () => String(most) })
  const element = { clientWidth: 1000, scrollWidth: 1000, offsetHeight: 0, tries: 0 }
  element.lay = (factor) => {
    element.factor = factor
    element.tries += 1
    element.offsetHeight = of * factor
    element.scrollWidth = Math.max(1000, 700 * factor)
  }
  return element
}

test("a picture fills its room, within its bounds and without scrolling sideways", () => {
  for (const [most, of] of [
    [500, 400],
    [700, 900],
    [300, 280],
    [900, 640],
  ]) {
    const element = picture(most, of)
    fill(element, element.lay)
    const best = Math.min(2.2, most / of, 1001 / 700)
    assert.ok(
      element.factor <= best + 1e-9 && element.factor > 0.97 * best,
      `${most}, ${of}: ${element.factor}`,
    )
    assert.ok(element.offsetHeight <= most)
  }
})

test("a picture that is too high for any factor becomes as small as it may, and without room it is as made", () => {
  const high = picture(100, 5000)
  fill(high, high.lay)
  assert.ok(high.factor < 0.36 && high.factor >= 0.35)
  const free = picture(NaN, 400)
  fill(free, free.lay)
  assert.equal(free.factor, 1)
})

test("in the same room the next fill is one try", () => {
  const element = picture(500, 400)
  fill(element, element.lay)
  const [factor, tries] = [element.factor, element.tries]
  fill(element, element.lay)
  assert.equal(element.factor, factor)
  assert.equal(element.tries, tries + 1)
})
