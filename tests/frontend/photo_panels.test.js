// Tests of the lens against a photo drawn point by point, and of kernel responses against Python's.

import assert from "node:assert/strict"
import { test } from "node:test"

import * as lens from "../../dlviz/ui/components/photo_panels/lens.js"
import { panelHeight, panelWidth } from "../../dlviz/ui/components/photo_panels/panel_layout.js"
import { answerAt, byteAt, productsAt, written } from "../../dlviz/ui/components/photo_panels/responses.js"
import { drawer, wholeDrawer } from "./random.js"
import { near, table } from "./tables.js"

const REM = 16

function drawn(seed) {
  const [draw, whole] = [drawer(seed), wholeDrawer(seed + 77)]
  const frame = { width: whole(3, 400), height: whole(3, 300), across: draw(120, 800), down: draw(100, 500) }
  const look = { x: draw(0, 1), y: draw(0, 1), zoom: draw(1, lens.mostZoom(frame, REM)) }
  return { frame, look, draw }
}

/** Where a point of the photo is in its panel: the middle of the lens is in the middle of the panel. */
function placed(frame, look, x, y) {
  const cell = Math.min(frame.across / frame.width, frame.down / frame.height) * look.zoom
  return [
    frame.across / 2 + (x - look.x * frame.width) * cell,
    frame.down / 2 + (y - look.y * frame.height) * cell,
  ]
}

test("the pixel under a point is the one drawn there", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const { frame, look, draw } = drawn(seed)
    const [row, column] = [Math.floor(draw(0, frame.height)), Math.floor(draw(0, frame.width))]
    const point = placed(frame, look, column + draw(0.05, 0.95), row + draw(0.05, 0.95))
    assert.deepEqual(lens.pixelAt(frame, look, point), { row, column })
    assert.equal(lens.pixelAt(frame, look, placed(frame, look, -0.1, row)), null)
    assert.equal(lens.pixelAt(frame, look, placed(frame, look, column, frame.height + 0.1)), null)
  }
})

test("a look inside shows nothing beside the photo where the photo is larger than the panel", () => {
  for (let seed = 0; seed < 80; seed += 1) {
    const { frame, look, draw } = drawn(seed)
    const wild = { x: look.x + draw(-1, 1), y: look.y + draw(-1, 1), zoom: look.zoom * draw(0.2, 3) }
    const kept = lens.inside(frame, wild, REM)
    near(kept.zoom, Math.max(1, Math.min(lens.mostZoom(frame, REM), wild.zoom)), "zoom")
    const [left, top] = placed(frame, kept, 0, 0)
    const [right, bottom] = placed(frame, kept, frame.width, frame.height)
    for (const [low, high, view] of [
      [left, right, frame.across],
      [top, bottom, frame.down],
    ])
      if (high - low >= view - 1e-6) assert.ok(low <= 1e-6 && high >= view - 1e-6, `seed ${seed}`)
      else near((low + high) / 2, view / 2, "in the middle")
    const again = lens.inside(frame, kept, REM)
    for (const name of ["x", "y", "zoom"]) near(again[name], kept[name], name)
  }
})

test("zooming keeps what is under the pointer", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const { frame, look, draw } = drawn(seed)
    const [x, y] = [draw(0, frame.width), draw(0, frame.height)]
    const point = placed(frame, look, x, y)
    const next = lens.zoomed(frame, look, look.zoom * draw(0.3, 4), REM, { row: 0, column: 0 }, point)
    const after = placed(frame, next, x, y)
    near(after[0], point[0], "x", 1e-6 * frame.width * 100)
    near(after[1], point[1], "y", 1e-6 * frame.height * 100)
  }
})

test("without a pointer the pixel that was pointed at stays, or comes to the middle", () => {
  const frame = { width: 200, height: 100, across: 400, down: 300 }
  const at = { row: 20, column: 30 }
  const look = { x: 0.4, y: 0.5, zoom: 3 }
  const next = lens.zoomed(frame, look, 6, REM, at)
  const [before, after] = [look, next].map((own) => placed(frame, own, 30.5, 20.5))
  near(after[0], before[0], "x")
  near(after[1], before[1], "y")
  const first = lens.zoomed(frame, { x: 0.5, y: 0.5, zoom: 1 }, 8, REM, at)
  assert.deepEqual(first, { x: 30.5 / 200, y: 20.5 / 100, zoom: 8 })
  const middle = lens.zoomed(frame, { x: 0.3, y: 0.6, zoom: 2 }, 4, REM, null)
  near(middle.x, 0.3)
  near(middle.y, 0.6)
  assert.equal(lens.zoomed(frame, look, 1e6, REM, at).zoom, lens.mostZoom(frame, REM))
  assert.equal(lens.zoomed(frame, look, 0.01, REM, at).zoom, 1)
})

test("at the strongest zoom a pixel is 4.2 rem wide, a photo of few pixels is never made smaller", () => {
  const frame = { width: 200, height: 100, across: 400, down: 300 }
  near(lens.cellOf(frame, { x: 0, y: 0, zoom: lens.mostZoom(frame, REM) }), 4.2 * REM)
  assert.equal(lens.mostZoom({ width: 2, height: 2, across: 400, down: 400 }, REM), 1)
})

test("a dragged photo goes with the hand", () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const { frame, look } = drawn(seed)
    const [before, after] = [look, lens.dragged(frame, look, [13, -7])].map((own) => placed(frame, own, 1, 2))
    near(after[0] - before[0], 13)
    near(after[1] - before[1], -7)
  }
})

test("a pixel that was left outside comes to the middle, one that is inside moves nothing", () => {
  const frame = { width: 100, height: 100, across: 300, down: 300 }
  const look = { x: 0.2, y: 0.2, zoom: 5 }
  assert.deepEqual(lens.followed(frame, look, { row: 20, column: 20 }), look)
  assert.deepEqual(lens.followed(frame, look, { row: 20, column: 60 }), { x: 0.605, y: 0.2, zoom: 5 })
  assert.deepEqual(lens.followed(frame, look, { row: 60, column: 20 }), { x: 0.2, y: 0.605, zoom: 5 })
})

test("a pixel is followed when its middle is outside", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const { frame, look, draw } = drawn(seed)
    const at = { row: Math.floor(draw(0, frame.height)), column: Math.floor(draw(0, frame.width)) }
    const [x, y] = placed(frame, look, at.column + 0.5, at.row + 0.5)
    const next = lens.followed(frame, look, at)
    const [isOutside, isBeyond] = [x < 0 || x > frame.across, y < 0 || y > frame.down]
    near(next.x, isOutside ? (at.column + 0.5) / frame.width : look.x, "x")
    near(next.y, isBeyond ? (at.row + 0.5) / frame.height : look.y, "y")
  }
  const frame = { width: 10, height: 10, across: 100, down: 100 }
  const look = { x: 0.155, y: 0.155, zoom: 5 } // the first pixel's middle is 2.5 pixels before the panel
  assert.deepEqual(lens.followed(frame, look, { row: 1, column: 0 }), { x: 0.05, y: 0.155, zoom: 5 })
  const near0 = { x: 0.149, y: 0.149, zoom: 5 } // and here half a pixel inside
  assert.deepEqual(lens.followed(frame, near0, { row: 0, column: 0 }), near0)
})

test("shown pixels are those with a part in the panel", () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const { frame, look } = drawn(seed)
    const { first, end } = lens.shown(frame, look)
    const isSeen = (low, high, view) => high > 1e-9 && low < view - 1e-9
    for (let column = 0; column < frame.width; column += 1) {
      const [low, high] = [placed(frame, look, column, 0)[0], placed(frame, look, column + 1, 0)[0]]
      assert.equal(column >= first[1] && column < end[1], isSeen(low, high, frame.across), `column ${column}`)
    }
    for (let row = 0; row < frame.height; row += 1) {
      const [low, high] = [placed(frame, look, 0, row)[1], placed(frame, look, 0, row + 1)[1]]
      assert.equal(row >= first[0] && row < end[0], isSeen(low, high, frame.down), `row ${row}`)
    }
  }
})

test("the window in the photo holds exactly the pixels that go into the number", () => {
  for (const { name, pixels, sent, maps } of table("responses")) {
    const frame = { width: pixels[0].length, height: pixels.length, across: 300, down: 200 }
    const look = { x: 0.4, y: 0.7, zoom: 1.5 }
    for (const map of maps) {
      const [row, column] = [map.top + map.rows - 1, map.left + map.columns - 1] // the last number
      const [left, top, wide, tall] = lens.windowBox(frame, look, { row, column }, sent[0])
      const corner = placed(frame, look, map.columns - 1, map.rows - 1)
      const end = placed(frame, look, map.columns - 1 + sent[0].columns, map.rows - 1 + sent[0].rows)
      near(left, corner[0], name)
      near(top, corner[1], name)
      near(left + wide, end[0], name)
      near(top + tall, end[1], name)
    }
  }
})

const photoOf = (pixels) => ({
  width: pixels[0].length,
  channels: Array.isArray(pixels[0][0]) ? 3 : 1,
  data: Uint8Array.from(pixels.flat(2)),
})

test("kernels answer what Python has computed, the rim and weak directions have no number", () => {
  for (const { name, pixels, sent, maps } of table("responses")) {
    const photo = photoOf(pixels)
    for (const map of maps)
      for (let row = -1; row <= pixels.length; row += 1)
        for (let column = -1; column <= pixels[0].length; column += 1) {
          const found = answerAt(photo, sent, map, row, column)
          const wanted = map.values[row - map.top]?.[column - map.left] ?? null
          if (wanted === null) assert.equal(found, null, `${name}, ${row}, ${column}`)
          else near(found, wanted, `${name}, ${row}, ${column}`, 2e-3)
        }
  }
})

test("a photo's byte is found by row, column and channel", () => {
  const pixels = table("responses").find(({ mode }) => mode === "each colour").pixels
  const photo = photoOf(pixels)
  pixels.forEach((line, row) =>
    line.forEach((pixel, column) =>
      pixel.forEach((byte, channel) => assert.equal(byteAt(photo, row, column, channel), byte)),
    ),
  )
})

test("products add up to the answer", () => {
  for (const { pixels, sent, maps } of table("responses")) {
    const photo = photoOf(pixels)
    for (const map of maps.filter(({ terms }) => terms.length === 1)) {
      const [{ channel, kernel }] = map.terms
      const words = productsAt(photo, sent[kernel], channel, 0, 0, 12)
      const sum = words
        .split(" + ")
        .map((term) =>
          term.split(" × ").map((factor) => Number(factor.replace(/[()]/g, "").replace("−", "-"))),
        )
        .reduce((total, [pixel, weight]) => total + pixel * weight, 0)
      near(sum, answerAt(photo, sent, map, map.top, map.left), words, 1e-3)
      assert.ok(!words.includes("× 0 "))
    }
  }
})

test("weights of 0 are no product, and too many products no sentence", () => {
  const photo = { width: 3, channels: 1, data: [1, 2, 3, 4, 5, 6, 7, 8, 9] }
  const kernel = { rows: 2, columns: 2, weights: [0.5, 0, -1, 0] }
  assert.equal(productsAt(photo, kernel, 0, 1, 1, 9), "5 × 0.5 + 8 × (−1)")
  assert.equal(productsAt(photo, kernel, 0, 1, 1, 1), "")
  assert.equal(productsAt(photo, { ...kernel, weights: [0, 0, 0, 0] }, 0, 0, 0, 9), "")
})

test("numbers have as many decimals as they need", () => {
  const cases = [
    [0, "0"],
    [-0.00001, "−0.00001"],
    [1e-8, "1e-8"],
    [0.00016, "0.0002"],
    [0.0999, "0.0999"],
    [0.1, "0.1"],
    [0.126, "0.13"],
    [-1.5, "−1.5"],
    [99.996, "100"],
    [123.456, "123.5"],
    [105.26, "105.3"],
    [-1020, "−1020"],
    [12, "12"],
  ]
  for (const [value, text] of cases) assert.equal(written(value), text)
})

test("panels are as many in a row as are 15 rem wide, with gaps of 0.6 rem", () => {
  for (let count = 1; count <= 6; count += 1)
    for (let room = 120; room < 1500; room += 37) {
      const across = panelWidth(count, room, REM)
      const most = Math.min(count, count > 3 ? 3 : 2)
      let columns = 1
      while (columns < most && (columns + 1) * 15 * REM + columns * 0.6 * REM <= room) columns += 1
      assert.ok(columns * across + (columns - 1) * 0.6 * REM <= room)
      assert.ok(columns * (across + 1) + (columns - 1) * 0.6 * REM > room)
    }
})

test("a panel's height follows the photo, up to 26 rem and what the page allows", () => {
  assert.equal(panelHeight({ width: 300, height: 100 }, 450, 1000, 1, REM), 150)
  assert.equal(panelHeight({ width: 100, height: 300 }, 450, 1000, 1, REM), 26 * REM)
  assert.equal(panelHeight({ width: 100, height: 300 }, 450, 1000, 0.5, REM), 13 * REM)
  assert.equal(panelHeight({ width: 100, height: 300 }, 450, 200, 1, REM), 200)
  assert.equal(panelHeight({ width: 300, height: 101 }, 455, 1000, 1, REM), 153, "153.2")
  assert.equal(panelHeight({ width: 300, height: 101 }, 456, 1000, 1, REM), 154, "153.5")
})
