// Tests of the film's layout: positions of steps, pictures of the strip, numbers of the axis.

import assert from "node:assert/strict"
import { test } from "node:test"

import { stepAt, stepMiddle, strip, ticks } from "../../dlviz/ui/components/change_film/film_layout.js"
import { drawer, wholeDrawer } from "./random.js"
import { near } from "./tables.js"

const SPANS = Array.from({ length: 25 }, (_, seed) => {
  const [draw, whole] = [drawer(seed), wholeDrawer(seed)]
  return { left: draw(20, 60), wide: draw(200, 900), steps: whole(1, 120) }
})

test("steps share the width from the axis to two pixels before the end", () => {
  for (const span of SPANS) {
    const each = (span.wide - 2 - span.left) / span.steps
    for (let step = 0; step < span.steps; step += 1) {
      near(stepMiddle(span, step), span.left + step * each + each / 2)
      assert.equal(stepAt(span, span.left + step * each + 0.01 * each), step)
      assert.equal(stepAt(span, span.left + step * each + 0.99 * each), step)
    }
    assert.ok(stepAt(span, span.left - 1) < 0)
    assert.ok(stepAt(span, span.wide) >= span.steps)
  }
})

test("the strip is filled, each piece shows the step in its middle and is cut to its place", () => {
  for (const span of SPANS) {
    const tall = 60
    const pieces = strip(span, tall)
    const squares = (span.wide - 2 - span.left) / tall // that fit
    assert.ok(pieces.length === 2 || Math.abs(pieces.length - squares) <= 0.5)
    near(pieces[0].left, span.left)
    pieces.forEach(({ step, left, wide, part }, at) => {
      const end = at + 1 < pieces.length ? pieces[at + 1].left : span.wide - 2
      near(left + wide, end)
      const [before, behind] = [-1e-6, 1e-6].map((by) => stepAt(span, left + wide / 2 + by))
      assert.ok(step === before || step === behind, `${step}, not ${before} or ${behind}`)
      near(
        (1 - 2 * part) * tall,
        Math.min(wide, tall),
        "what is left of a square picture is as wide as its place",
      )
    })
  }
})

test("numbers of the axis stay in the curve and eight pixels apart; none is left out that has room", () => {
  for (const span of SPANS) {
    const draw = drawer(span.steps)
    const all = Array.from({ length: span.steps }, (_, at) => ({ at, half: draw(5, 30) }))
    const shown = ticks(span, all)
    assert.equal(shown[0].index, 0)
    const places = new Map(shown.map(({ index, x }) => [index, x]))
    let end = -Infinity
    all.forEach(({ at, half }, index) => {
      const x = Math.max(span.left + half, Math.min(span.wide - half, stepMiddle(span, at)))
      if (x - half >= end + 8) {
        near(places.get(index), x, `number ${index}`)
        end = x + half
      } else assert.ok(!places.has(index))
    })
  }
})
