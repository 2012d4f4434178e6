// The arithmetic of the smaller components.

import assert from "node:assert/strict"
import { test } from "node:test"

import { atLeast, between, centreOf, holds } from "../../dlviz/ui/components/base/boxes.js"
import { sourceOf } from "../../dlviz/ui/components/base/sprites.js"
import { lead, pairs, told, upTo } from "../../dlviz/ui/components/drawing_pad/stroke.js"
import {
  answers,
  axisOf,
  nearestRecord,
  powerText,
  shareOf,
  short,
  weightText,
} from "../../dlviz/ui/components/kernel_film/film_curves.js"
import {
  cellSize,
  movedBy,
  percent,
  signed,
  unitAt,
  unitPlace,
  zoomFor,
} from "../../dlviz/ui/components/network_view/network_layout.js"
import * as plane from "../../dlviz/ui/components/points_view/plane.js"
import { along, corner, sides } from "../../dlviz/ui/components/shifted_photo/shift.js"
import { drawer } from "./random.js"
import { near, table } from "./tables.js"

// Boxes and sprites

test("boxes: middle, edge, way, least size", () => {
  assert.deepEqual(centreOf([1, 2, 10, 4]), [6, 4])
  assert.ok(holds([1, 2, 10, 4], [1, 6]) && holds([1, 2, 10, 4], [11, 2]))
  for (const point of [
    [0.9, 3],
    [11.1, 3],
    [5, 1.9],
    [5, 6.1],
  ])
    assert.ok(!holds([1, 2, 10, 4], point))
  assert.deepEqual(between([0, 0, 4, 8], [8, 4, 0, 0], 0.25), [2, 1, 3, 6])
  assert.deepEqual(atLeast([10, 10, 2, 30], 6), [8, 10, 6, 30])
})

test("pictures of a file stand row by row and cover it once", () => {
  const file = { columns: 3, height: 2, width: 4 }
  const covered = new Set()
  for (let index = 0; index < 6; index += 1) {
    const [left, top, wide, tall] = sourceOf(file, index)
    for (let x = left; x < left + wide; x += 1)
      for (let y = top; y < top + tall; y += 1) covered.add(`${x},${y}`)
  }
  assert.equal(covered.size, 6 * 8)
  assert.deepEqual(sourceOf(file, 4), [4, 2, 4, 2])
})

// A stroke

test("points of a stroke are two pixels apart, its end follows the pen", () => {
  const draw = drawer(4)
  const pen = [[50, 50]]
  const points = [[50, 50]]
  for (let step = 0; step < 400; step += 1) {
    const [x, y] = pen.at(-1)
    pen.push([x + draw(-1, 1.5), y + draw(-1, 1.2)])
    lead(points, pen.at(-1), true)
    assert.deepEqual(points.at(-1), pen.at(-1))
  }
  for (let at = 1; at < points.length - 1; at += 1)
    assert.ok(Math.hypot(points[at][0] - points[at - 1][0], points[at][1] - points[at - 1][1]) >= 2)
  assert.ok(points.length > 20 && points.length < pen.length)
  // Nothing of the way is lost: each place of the pen is near a point that was kept.
  for (const [x, y] of pen)
    assert.ok(points.some(([px, py]) => Math.hypot(px - x, py - y) < 2 + Math.hypot(1.5, 1.2)))
})

test("a straight stroke keeps a point every two pixels", () => {
  const points = [[0, 0]]
  for (let x = 0.5; x <= 8; x += 0.5) lead(points, [x, 0], true)
  assert.deepEqual(points, [
    [0, 0],
    [2, 0],
    [4, 0],
    [6, 0],
    [8, 0],
  ])
})

test("a full drawing takes no new point, but its last one still moves", () => {
  const points = [
    [0, 0],
    [1, 0],
  ]
  lead(points, [1.5, 0], false)
  assert.deepEqual(points, [
    [0, 0],
    [1.5, 0],
  ])
  lead(points, [9, 0], false)
  assert.deepEqual(points, [
    [0, 0],
    [9, 0],
  ])
  lead(points, [20, 0], false)
  assert.deepEqual(points, [
    [0, 0],
    [9, 0],
  ])
})

test("a stroke is told to a tenth of a pixel", () => {
  assert.deepEqual(
    told({
      points: [
        [1.26, 2],
        [3.04, 4.95],
      ],
      width: 12,
    }),
    { points: [1.3, 2, 3, 5], width: 12 },
  )
})

test("points come back from what is sent", () => {
  assert.deepEqual(pairs([1, 2, 3, 4, 5, 6]), [
    [1, 2],
    [3, 4],
    [5, 6],
  ])
  assert.deepEqual(pairs([]), [])
})

// The film of a kernel

test("a kernel answers on a patch what Python has computed", () => {
  for (const { name, kernel, patch, answers: wanted } of table("patches")) {
    const found = answers(kernel, Float32Array.from(patch))
    assert.equal(found.length, wanted.length)
    found.forEach((value, at) => near(value, wanted[at], name, 1e-4))
  }
})

test("the nearest record is the one no other is nearer than", () => {
  const steps = [0, 1, 2, 5, 10, 20, 50, 100]
  for (let step = -5; step <= 120; step += 0.5) {
    const found = nearestRecord(steps, step)
    const least = Math.min(...steps.map((own) => Math.abs(own - step)))
    assert.equal(
      found,
      steps.findIndex((own) => Math.abs(own - step) === least),
    )
  }
})

test("an axis holds all numbers above 0 between whole powers of ten, with six lines at most", () => {
  const draw = drawer(6)
  for (let round = 0; round < 60; round += 1) {
    const values = Array.from({ length: 8 }, () => 10 ** draw(-8, 3))
    const axis = axisOf([...values, 0])
    for (const value of values) {
      const share = shareOf(axis, value)
      assert.ok(share >= -1e-9 && share <= 1 + 1e-9)
      near(10 ** (axis.low + share * (axis.high - axis.low)) / value, 1, "read back")
    }
    assert.equal(shareOf(axis, 0), 0)
    assert.ok(shareOf(axis, Math.min(...values)) < 1 / (axis.high - axis.low) + 1e-9, "no empty power below")
    assert.ok(axis.powers.length >= 2 && axis.powers.length <= 6)
    assert.equal(axis.powers[0], axis.low)
    assert.ok(axis.powers.at(-1) <= axis.high && 2 * axis.powers.at(-1) - axis.powers.at(-2) > axis.high)
  }
  assert.deepEqual(axisOf([1]), { low: 0, high: 1, powers: [0, 1] })
  const wide = [1e-6, 1]
  assert.deepEqual(axisOf(wide).powers, [-6, -4, -2, 0])
  assert.deepEqual(axisOf(wide, 2.9).powers, [-6, -3, 0], "room for two spaces")
  assert.deepEqual(axisOf(wide, 0.2).powers, [-6, 0], "never less than one")
})

test("numbers of the film as text", () => {
  assert.deepEqual([-5, -4, -3, 0, 2].map(powerText), ["10⁻⁵", "10⁻⁴", "0.001", "1", "100"])
  assert.deepEqual([0.5, 1234, 0.001, 0.00012].map(short), ["0.5", "1230", "0.001", "1.2e-4"])
  const cells = [
    [-0.001, 2],
    [-0.006, 2],
    [1, 1],
    [-99.96, 1],
    [100, 2],
    [-12345, 1],
  ]
  assert.deepEqual(
    cells.map(([value, digits]) => weightText(value, digits)),
    ["0.00", "-0.01", "1.0", "-100.0", "1e+2", "-1e+4"],
  )
})

// The network

const LAYERS = [
  { rows: 28, columns: 28, cell: 5 },
  { rows: 16, columns: 16, cell: 9 },
  { rows: 16, columns: 8, cell: 9 },
]

test("cells fill the width, twice their size at most; where they would be tiny they are as usual", () => {
  for (const rem of [14, 16, 24])
    for (let wide = 200; wide < 2500; wide += 53) {
      const zoom = zoomFor(LAYERS, wide, rem)
      const used = LAYERS.reduce(
        (sum, layer) => sum + layer.columns * cellSize(layer, zoom, rem) + 1.6 * rem,
        13.5 * rem,
      )
      if (zoom === 2) assert.ok(used <= wide + 1e-6)
      else if (Math.abs(used - wide) > 1e-6) {
        assert.equal(zoom, 1)
        const least = LAYERS.reduce(
          (sum, layer) => sum + layer.columns * cellSize(layer, 0.7, rem) + 1.6 * rem,
          13.5 * rem,
        )
        assert.ok(least > wide, "beside each other they would be smaller than 0.7")
      } else assert.ok(zoom >= 0.7 && zoom < 2)
    }
})

test("a unit is at the place that points at it", () => {
  for (const layer of LAYERS)
    for (let index = 0; index < layer.rows * layer.columns; index += 1) {
      const [across, down] = unitPlace(layer, index)
      assert.equal(unitAt(layer, [across, down]), index)
      near(across * layer.columns - 0.5 + layer.columns * (down * layer.rows - 0.5), index)
      assert.equal(unitAt(layer, [across + 0.49 / layer.columns, down - 0.49 / layer.rows]), index)
    }
})

test("an input moves within its reach", () => {
  assert.deepEqual(movedBy([1, -2], [3, -1], 6), [4, -3])
  assert.deepEqual(movedBy([5, -5], [3, -9], 6), [6, -6])
})

test("logits and probabilities as text", () => {
  assert.deepEqual([0, 1.25, -3.14, 12].map(signed), ["+0.0", "+1.3", "−3.1", "+12.0"])
  assert.deepEqual([0, 0.0004, 0.0005, 0.123, 1].map(percent), ["0.0%", "< 0.1%", "0.1%", "12.3%", "100.0%"])
})

// A shifted photo

test("the window goes against the picture", () => {
  const [reach, side] = [6, 10]
  const mark = [9, 8] // a pixel of the photo
  for (const direction of [
    [1, 0],
    [0, 1],
    [-1, 0],
    [1, 1],
    [1, -1],
  ])
    for (let shift = 0; shift <= reach; shift += 1) {
      const [left, top] = corner(direction, reach, shift)
      assert.deepEqual(
        [mark[0] - left, mark[1] - top],
        [mark[0] - reach + direction[0] * shift, mark[1] - reach + direction[1] * shift],
      )
      assert.ok(left >= 0 && top >= 0 && left + side <= side + 2 * reach && top + side <= side + 2 * reach)
    }
})

test("a drag counts along the direction only", () => {
  for (const direction of [
    [1, 0],
    [0, -1],
    [1, 1],
    [-1, 1],
  ]) {
    near(along(direction, [direction[0] * 12, direction[1] * 12], 4), 3, "along it")
    near(along(direction, [-direction[1] * 7, direction[0] * 7], 4), 0, "across it")
    near(along(direction, [-direction[0] * 8, -direction[1] * 8], 4), -2, "against it")
  }
})

test("picture and photo stand beside each other where that leaves nine rem", () => {
  for (let wide = 100; wide < 1000; wide += 23) {
    const { seen, photo } = sides(wide, 208, 16)
    const isBeside = 9 * 16 * 1.66 + 0.8 * 16 <= wide
    if (isBeside) assert.ok(seen + photo + 0.8 * 16 <= wide + 1e-9)
    else assert.ok(seen <= wide)
    assert.ok(seen <= 208)
    const most = isBeside ? Math.min(208, (wide - 0.8 * 16) / 1.66) : Math.min(208, wide)
    assert.ok(seen > most - 1 - 1e-9, "as large as it can be")
    assert.ok(Math.abs(photo - 0.66 * seen) < 1.7)
  }
})

// The plane of two inputs

test("units are smaller in a tall layer, within bounds", () => {
  assert.equal(plane.unitSize([1, 2]), 4.6)
  near(plane.unitSize([2, 4, 1]), 17 / 4 - 0.5)
  assert.equal(plane.unitSize([30]), 2.1)
})

test("the number at a place is the one of its cell, up is up", () => {
  const side = 3
  const bytes = Uint8Array.of(254, 127, 0, 64, 191, 1, 100, 200, 127)
  for (let row = 0; row < side; row += 1)
    for (let column = 0; column < side; column += 1) {
      const place = [(column + 0.5) / side, 1 - (row + 0.5) / side]
      near(plane.valueAt(bytes, side, place, 5), (bytes[3 * row + column] / 127 - 1) * 5)
    }
  assert.equal(plane.valueAt(bytes, side, [0, 1], 5), 5)
  assert.equal(plane.valueAt(bytes, side, [1, 1], 5), -5)
  assert.equal(plane.valueAt(bytes, side, [1, 0], 5), 0)
})

test("a place of the data is read back as its inputs", () => {
  const draw = drawer(2)
  for (let round = 0; round < 30; round += 1) {
    const [x1, x2] = [draw(-6, 6), draw(-6, 6)]
    const [across, down] = plane.placeOf(x1, x2, 6)
    near(plane.inputAt(across, 6), x1)
    near(plane.inputAt(1 - down, 6), x2)
  }
})

test("arrow keys stay in the plane", () => {
  assert.deepEqual(plane.stepped([0.5, 0.5], [1, 0], 0.25), [0.75, 0.5])
  assert.deepEqual(plane.stepped([0.5, 0.5], [0, -1], 0.25), [0.5, 0.75])
  assert.deepEqual(plane.stepped([0.9, 0.1], [1, 1], 0.25), [1, 0])
  assert.deepEqual(plane.stepped([0.1, 0.9], [-1, -1], 0.25), [0, 1])
})

test("edges grow with their weight up to 3, and with the units", () => {
  assert.equal(plane.edgeWidth(0, 4.6), 0)
  near(plane.edgeWidth(1.5, 4.6), 0.6 + 4)
  near(plane.edgeWidth(-3, 2.3), 0.6 + 4)
  near(plane.edgeWidth(50, 4.6), 8.6)
  near(plane.strength(-1.5), 0.5)
  assert.equal(plane.strength(9), 1)
})

test("only the sign is left", () => {
  assert.deepEqual([...plane.signs(Uint8Array.of(0, 126, 127, 128, 254))], [40, 40, 127, 214, 214])
})

test("a drawing that draws itself grows by the length of its lines", () => {
  const strokes = [
    {
      points: [
        [0, 0],
        [30, 0],
      ],
      width: 5,
    },
    {
      points: [
        [0, 10],
        [0, 20],
      ],
      width: 7,
    },
  ]
  assert.deepEqual(upTo(strokes, 0), [
    {
      points: [
        [0, 0],
        [0, 0],
      ],
      width: 5,
    },
  ])
  assert.deepEqual(upTo(strokes, 0.375), [
    {
      points: [
        [0, 0],
        [15, 0],
      ],
      width: 5,
    },
  ])
  const [first, second] = upTo(strokes, 0.875)
  assert.equal(first, strokes[0])
  assert.deepEqual(second, {
    points: [
      [0, 10],
      [0, 15],
    ],
    width: 7,
  })
  assert.deepEqual(upTo(strokes, 1), strokes)
  assert.deepEqual(upTo([{ points: [[1, 1]], width: 5 }], 0.5), [{ points: [[1, 1]], width: 5 }])
  assert.deepEqual(upTo([], 0.5), [])
})
