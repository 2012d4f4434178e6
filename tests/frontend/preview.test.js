// What a hand is changing: who hears of it, when, and when the server's numbers replace it.

import assert from "node:assert/strict"
import { after, beforeEach, test } from "node:test"

import { compare, difference, follow, publish } from "../../dlviz/ui/components/base/preview.js"
import { createScope } from "../../dlviz/ui/components/base/scope.js"
import { clock } from "./clock.js"

const time = clock()
after(() => time.restore())

const FRAME = 20 // ms; longer than a frame
let hand = ""
let count = 0
beforeEach(() => {
  count += 1
  hand = `hand ${count}`
})

function follower(answered = 0) {
  const scope = createScope()
  const seen = []
  const followed = follow(scope, () => seen.push(followed.value()))
  followed.joins({ hand, answered })
  return { scope, seen, followed }
}

test("all followers show a change in the next frame, several changes once", () => {
  const [one, two] = [follower(), follower()]
  publish(hand, [1])
  publish(hand, [2])
  assert.deepEqual(one.seen, [])
  time.pass(FRAME)
  assert.deepEqual([one.seen, two.seen], [[[2]], [[2]]])
})

test("who joins later still sees what the server does not know", () => {
  const change = publish(hand, "late")
  assert.equal(follower().followed.value(), "late")
  assert.equal(follower(change).followed.value(), null)
})

test("the server's numbers count from the moment they answer the last change", () => {
  const { followed } = follower()
  const first = publish(hand, 1)
  const second = publish(hand, 2)
  followed.joins({ hand, answered: first })
  assert.equal(followed.value(), 2)
  followed.joins({ hand, answered: second })
  assert.equal(followed.value(), null)
  publish(hand, 3)
  assert.equal(followed.value(), 3)
})

test("a change after a reload is newer than any that the server answered before it", () => {
  const ahead = Date.now() + 1e9 // another clock
  const { followed } = follower(ahead)
  assert.ok(publish(hand, 1) > ahead)
  assert.equal(followed.value(), 1)
})

test("a server that has forgotten all changes begins anew", () => {
  const { followed } = follower()
  const change = publish(hand, 1)
  followed.joins({ hand, answered: change })
  publish(hand, 2)
  assert.equal(followed.value(), 2)
  followed.joins({ hand, answered: 0 })
  assert.equal(followed.value(), null)
  publish(hand, 3)
  assert.equal(followed.value(), 3)
})

test("hands do not hear each other, and a component without one hears nothing", () => {
  const { seen, followed, scope } = follower()
  publish(`${hand} other`, 1)
  followed.joins(null)
  publish(hand, 2)
  time.pass(FRAME)
  assert.deepEqual(seen, [])
  assert.equal(followed.value(), null)
  scope.end()
})

test("a component that has ended hears nothing", () => {
  const { scope, seen } = follower()
  publish(hand, 1)
  scope.end()
  publish(hand, 2)
  time.pass(FRAME)
  assert.deepEqual(seen, [])
})

/** A page of its own: what it is told of its previews, and a component on it that follows the hand. */
async function watched(show = () => {}) {
  const other = await import(`../../dlviz/ui/components/base/preview.js?${hand}`)
  const scopes = [createScope(), createScope()]
  const told = []
  other.watchPreviews(scopes[0], (now) => told.push(now))
  const followed = other.follow(scopes[1], show)
  followed.joins({ hand, answered: 0 })
  return { ...other, scopes, told, followed }
}

test("it is told whether the page shows previews, at once and whenever it changes", async () => {
  const { told, scopes, followed, follow: followToo } = await watched()
  followToo(scopes[0]).joins({ hand, answered: 0 }) // this one shows nothing
  const second = createScope()
  followToo(second, () => {}).joins({ hand, answered: 0 })
  followed.joins(null) // its weights are too large
  assert.deepEqual(told, [false, true])
  second.end()
  assert.deepEqual(told, [false, true, false])
  followed.joins({ hand, answered: 0 })
  scopes[0].end()
  scopes[1].end()
  assert.deepEqual(told, [false, true, false, true])
})

test("a preview that fails is no error and not tried again: the server's numbers are shown", async (context) => {
  const said = context.mock.method(console, "warn", () => {})
  const {
    told,
    followed,
    publish: publishThere,
  } = await watched(() => {
    throw new RangeError("no memory")
  })
  publishThere(hand, 1)
  time.pass(FRAME)
  publishThere(hand, 2)
  time.pass(FRAME)
  followed.joins({ hand, answered: 0 })
  assert.equal(followed.value(), null)
  assert.equal(said.mock.callCount(), 1)
  assert.deepEqual(told, [false, true, false])
})

test("a difference is a share of the largest number", () => {
  assert.equal(difference([0, 100], [0, 99]), 0.01)
  assert.equal(difference([0, 0], [0, 0]), 0)
  assert.equal(difference([Infinity, 1], [Infinity, 1]), 0)
  assert.equal(difference([NaN], [NaN]), 0)
  assert.equal(difference([Infinity], [1]), Infinity)
  assert.equal(difference([1], [1, 2]), Infinity)
})

test("a page under test says loudly when preview and server differ", (context) => {
  const said = context.mock.method(console, "error", () => {})
  compare("f", [1], [2])
  assert.equal(said.mock.callCount(), 0)
  globalThis.dlvizComparesPreviews = true
  try {
    compare("f", [1], [1.00001])
    assert.equal(said.mock.callCount(), 0)
    compare("f", [1], [1.001])
  } finally {
    delete globalThis.dlvizComparesPreviews
  }
  assert.match(said.mock.calls[0].arguments[0], /^f: the preview differs/)
})

test("what was published is forgotten with the last component that shows it", () => {
  const [one, two] = [follower(), follower()]
  publish(hand, 1)
  one.scope.end()
  assert.equal(two.followed.value(), 1)
  two.scope.end()
  assert.equal(follower().followed.value(), null)
})
