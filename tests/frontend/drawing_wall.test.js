// A wall of drawings: as large as they fit, read from the server's bytes, and told in words.

import assert from "node:assert/strict"
import { test } from "node:test"

import {
  drawingsOf,
  fitting,
  isMisread,
  largestSide,
  wordsOf,
  wrongOf,
} from "../../dlviz/ui/components/drawing_wall/wall_layout.js"

const fits = (count, side, [wide, tall], ratio, gap) => {
  const columns = Math.floor((wide + gap) / (side + gap))
  const rows = Math.ceil(count / columns)
  return columns >= 1 && rows * ratio * side + gap * (rows - 1) <= tall
}

test("drawings are as large as they can be, and all fit", () => {
  for (const box of [
    [1240, 450],
    [358, 500],
    [1860, 800],
  ])
    for (let count = 1; count <= 300; count += 1) {
      const side = largestSide(count, box, 1.36, 5)
      assert.ok(fits(count, side, box, 1.36, 5), `${count} in ${box}`)
      assert.ok(!fits(count, side + 1.5, box, 1.36, 5), `${count} in ${box} could be larger`)
    }
  for (const side of [20, 48, 90]) {
    const most = fitting([1240, 300], side, 1.36, 5)
    assert.ok(fits(most, side, [1240, 300], 1.36, 5) && !fits(most + 1, side, [1240, 300], 1.36, 5))
  }
  assert.equal(largestSide(0, [100, 100], 1.36, 5), 0)
})

test("a sheet holds drawings one after the other", () => {
  const sizes = { idSize: 2, nModels: 2, side: 2 }
  const bytes = Uint8Array.from([0x0a, 0xff, 7, 7, 1, 0x0f, 0xf0, 1, 2, 3, 3, 3, 0, 0])
  const [one, other] = drawingsOf(bytes, sizes)
  assert.deepEqual([one.id, one.digit, one.answers, [...one.pixels]], ["0aff", 7, [7, 1], [15, 240]])
  assert.deepEqual([other.id, other.digit, other.answers], ["0102", 3, [3, 3]])
  assert.deepEqual(drawingsOf(new Uint8Array(0), sizes), [])
  assert.equal(wordsOf(one, ["A", "B"]), "Meant as 7. A: 7; B: 1, wrong.")
  assert.deepEqual([isMisread(one), isMisread(other)], [true, false])
  assert.deepEqual(wrongOf({ ...one, answers: [1, 7, 1, 9] }), [1, 9])
})
