// Tests of a picture field: layouts against independent rules, pointer and keys against all pictures.

import assert from "node:assert/strict"
import { test } from "node:test"

import {
  cloud,
  COPY,
  isMoved,
  moving,
  neighbour,
  ORIGINAL,
  OTHER,
  pages,
  pictureAt,
  ring,
  RINGS,
  sheet,
} from "../../dlviz/ui/components/picture_field/field_layout.js"
import { drawer } from "./random.js"

const kindsOf = (copies, others = 0) => [ORIGINAL, ...Array(copies).fill(COPY), ...Array(others).fill(OTHER)]
const overlap = (one, other) =>
  one[0] < other[0] + other[2] - 1e-9 &&
  other[0] < one[0] + one[2] - 1e-9 &&
  one[1] < other[1] + other[3] - 1e-9 &&
  other[1] < one[1] + one[3] - 1e-9
const ROOMS = [
  { wide: 700, tall: 400, rem: 16 },
  { wide: 1300, tall: 420, rem: 20 },
  { wide: 350, tall: 420, rem: 16 },
  { wide: 520, tall: 380, rem: 15 },
  { wide: 360, tall: 700, rem: 16 },
  { wide: 540, tall: 200, rem: 16 },
]

test("a ring has 64 tiles around a hole of four tiles at least", () => {
  for (const [columns, rows, across, down] of RINGS) {
    assert.equal(columns * rows - across * down, 64)
    assert.ok(Math.min(across, down) >= 4)
  }
})

test("no picture of a ring covers another one, all are in their room", () => {
  for (const room of ROOMS) {
    const { boxes, hole, tall } = ring(kindsOf(64), room)
    assert.equal(boxes.filter(Boolean).length, 65)
    const places = [hole.all, ...boxes.slice(1)]
    places.forEach((one, index) => {
      for (const other of places.slice(index + 1)) assert.ok(!overlap(one, other))
      assert.ok(one[0] >= -1e-9 && one[1] >= -1e-9)
      assert.ok(one[0] + one[2] <= room.wide + 1e-9 && one[1] + one[3] <= tall + 1e-9)
    })
    assert.deepEqual(boxes[0], [hole.all[0], hole.all[1], hole.side, hole.side])
    const side = boxes[1][2]
    assert.ok(
      Math.abs(hole.side - (4 * side + 3 * 0.22 * room.rem)) < 1e-6,
      "as large as four tiles with their gaps",
    )
  }
})

test("a ring takes the form with the largest tiles", () => {
  for (const room of ROOMS) {
    const gap = 0.22 * room.rem
    const high = room.wide < 34 * room.rem ? 1.35 * room.tall : room.tall
    const side = ring(kindsOf(64), room).boxes[1][2]
    const fits = RINGS.some(
      ([columns, rows]) =>
        columns * (side + gap) - gap <= room.wide + 1e-6 && rows * (side + gap) - gap <= high + 1e-6,
    )
    assert.ok(fits)
    const larger = RINGS.some(
      ([columns, rows]) =>
        columns * (side + 1 + gap) - gap <= room.wide && rows * (side + 1 + gap) - gap <= high,
    )
    assert.ok(!larger, "tiles of one more pixel fit no form")
  }
})

test("copies behind the 64th have no place", () => {
  const { boxes } = ring(kindsOf(70), ROOMS[0])
  assert.equal(boxes.filter(Boolean).length, 65)
  assert.deepEqual(boxes.slice(65), Array(6).fill(null))
})

test("a page shows sixteen copies, row by row, each once", () => {
  const kinds = [ORIGINAL, ...Array(20).fill(COPY), OTHER, ...Array(20).fill(COPY)]
  const seen = []
  for (const page of [1, 2, 3]) {
    const { boxes, hole } = sheet(kinds, page, ROOMS[0])
    assert.equal(hole, null)
    const shown = boxes.flatMap((box, index) => (box ? [index] : []))
    assert.equal(shown.length, page === 3 ? 8 : 16)
    shown.forEach((index, place) => {
      const [left, top] = boxes[index]
      assert.ok(Math.abs(left - (place % 4) * 175) < 1e-9)
      assert.ok(Math.abs(top - Math.floor(place / 4) * boxes[shown[4]][1]) < 1e-9)
    })
    seen.push(...shown)
  }
  assert.deepEqual(
    seen,
    kinds.flatMap((kind, index) => (kind === COPY ? [index] : [])),
  )
  assert.ok(
    Math.abs(sheet(kinds, 1, ROOMS[0]).tall - (ROOMS[0].tall - 1.2 * ROOMS[0].rem)) < 1e-9,
    "four rows fill the room",
  )
  assert.equal(
    new Set(
      sheet(kinds, 1, ROOMS[2])
        .boxes.filter(Boolean)
        .map(([left]) => left),
    ).size,
    2,
    "a phone has two columns",
  )
})

test("copies of a page leave half their width, and a line below, for the values", () => {
  const sides = [
    { wide: 700, tall: 300, rem: 16 },
    { wide: 700, tall: 900, rem: 16 },
  ].map((room) => sheet(kindsOf(16), 1, room).boxes[1][2])
  assert.ok(Math.abs(sides[0] - ((300 - 1.2 * 16) / 4 - 0.6 * 16)) < 1e-9, "as high as its row allows")
  assert.ok(Math.abs(sides[1] - 0.48 * (700 / 4)) < 1e-9, "as wide as its column allows")
})

test("copies counted in pages", () => {
  assert.deepEqual(pages(0), [])
  assert.deepEqual(pages(16), [[1, 16]])
  assert.deepEqual(pages(40), [
    [1, 16],
    [17, 32],
    [33, 40],
  ])
})

test("a cloud keeps proportions, its room, and the original where the axes cross", () => {
  const draw = drawer(3)
  const kinds = kindsOf(30, 9)
  const x = Float32Array.from(kinds, (_, index) => (index ? draw(-3, 8) : 0))
  const flat = Float32Array.from(kinds, (_, index) => (index ? draw(-2, 1) : 0))
  const high = flat.map((value) => 20 * value)
  for (const [room, y] of ROOMS.flatMap((own) => [
    [own, flat],
    [own, high],
  ])) {
    const { boxes, middle, tall } = cloud(kinds, x, y, room)
    const centres = boxes.map(([left, top, wide, high]) => [left + wide / 2, top + high / 2])
    assert.deepEqual(centres[0].map(Math.fround), middle.map(Math.fround))
    for (const [cx, cy] of centres) {
      assert.ok(cx >= 2 * room.rem - 1e-3 && cx <= room.wide - 2 * room.rem + 1e-3)
      assert.ok(cy >= 2 * room.rem - 1e-3 && cy <= tall - 2 * room.rem + 1e-3)
    }
    const scale = (centres[5][0] - middle[0]) / x[5]
    assert.ok(scale > 0)
    centres.forEach(([cx, cy], index) => {
      assert.ok(Math.abs(cx - middle[0] - scale * x[index]) < 1e-3)
      assert.ok(Math.abs(middle[1] - cy - scale * y[index]) < 1e-3, "up is up")
    })
    const used = [0, 1].map(
      (axis) => Math.max(...centres.map((one) => one[axis])) - Math.min(...centres.map((one) => one[axis])),
    )
    const free = [room.wide - 4 * room.rem - used[0], tall - 4 * room.rem - used[1]]
    assert.ok(Math.min(...free.map(Math.abs)) < 1e-3, "one of the two is full")
  }
})

test("a cloud of one place is in the middle", () => {
  const { middle } = cloud(kindsOf(2), [0, 0, 0], [0, 0, 0], ROOMS[0])
  assert.deepEqual(middle, [350, 200])
})

test("pictures move from where they were to where they are", () => {
  const [from, to] = [
    [[0, 0, 10, 10], null, [5, 5, 2, 2]],
    [[100, 50, 20, 30], [1, 2, 3, 4], null],
  ]
  assert.deepEqual(moving(from, to, 0), [[0, 0, 10, 10], [1, 2, 3, 4], null])
  assert.deepEqual(moving(from, to, 1), to)
  assert.deepEqual(
    moving(from, to, 0.5)[0],
    [87.5, 43.75, 18.75, 27.5],
    "seven eighths of the way after half the time",
  )
})

test("the pointer finds the nearest copy that holds it, another kind only without a copy", () => {
  const draw = drawer(8)
  for (let round = 0; round < 40; round += 1) {
    const kinds = Array.from({ length: 12 }, () => Math.floor(draw(0, 3)))
    const boxes = kinds.map(() =>
      draw(0, 1) < 0.1 ? null : [draw(0, 80), draw(0, 80), draw(10, 40), draw(10, 40)],
    )
    const point = [draw(0, 100), draw(0, 100)]
    const inside = [...kinds.keys()].filter((index) => {
      if (!boxes[index]) return false
      const [left, top, wide, tall] = boxes[index]
      return point[0] > left && point[0] < left + wide && point[1] > top && point[1] < top + tall
    })
    const best = inside.some((index) => kinds[index] !== OTHER)
      ? inside.filter((index) => kinds[index] !== OTHER)
      : inside
    const far = (index) =>
      Math.hypot(
        point[0] - boxes[index][0] - boxes[index][2] / 2,
        point[1] - boxes[index][1] - boxes[index][3] / 2,
      )
    const wanted = best.sort((one, other) => far(one) - far(other))[0] ?? null
    assert.equal(pictureAt(boxes, kinds, point), wanted)
  }
})

test("arrow keys go through a grid cell by cell, and stop at its end", () => {
  const kinds = Array(12).fill(COPY)
  const boxes = kinds.map((_, index) => [30 * (index % 4), 30 * Math.floor(index / 4), 25, 25])
  for (let start = 0; start < 12; start += 1)
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      const [column, row] = [(start % 4) + dx, Math.floor(start / 4) + dy]
      const isThere = column >= 0 && column < 4 && row >= 0 && row < 3
      const found = neighbour(boxes, kinds, start, [dx, dy])
      // At an end there may be one that is further ahead in no row of its own: none here.
      assert.equal(found, isThere ? 4 * row + column : start)
    }
})

test("arrow keys pass what is no copy, and what is not shown", () => {
  const boxes = [[0, 0, 10, 10], [20, 0, 10, 10], null, [60, 0, 10, 10]]
  assert.equal(neighbour(boxes, [ORIGINAL, OTHER, COPY, COPY], 0, [1, 0]), 3)
  assert.equal(neighbour(boxes, [ORIGINAL, COPY, COPY, COPY], 0, [-1, 0]), 0)
})

test("pictures that stay where they are do not move, also those that are not shown", () => {
  const boxes = [[0, 0, 10, 10], null, [60, 0, 10, 10]]
  assert.equal(isMoved(boxes, structuredClone(boxes)), false)
  for (const other of [[60, 0, 10, 11], null]) assert.equal(isMoved(boxes, [boxes[0], null, other]), true)
  assert.equal(isMoved(boxes, [boxes[0], [20, 0, 10, 10], boxes[2]]), true)
})
