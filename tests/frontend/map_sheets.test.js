// Tests of sheets of maps: the layout against a brute-force search, the hit test at every pixel.

import assert from "node:assert/strict"
import { test } from "node:test"

import {
  boxOf,
  fieldOf,
  gridOf,
  nameOf,
  numberAt,
  sheetWidths,
  spotAt,
  stepped,
} from "../../dlviz/ui/components/map_sheets/sheet_layout.js"
import { drawer, wholeDrawer } from "./random.js"
import { near, table } from "./tables.js"

/** A sheet and its room, as a seed draws them. */
function drawn(seed) {
  const [draw, whole] = [drawer(seed), wholeDrawer(seed + 1000)]
  const form = { count: whole(1, 70), height: whole(1, 40), width: whole(1, 40) }
  const room = {
    wide: draw(150, 900),
    tall: draw(8, 30),
    hasCaptions: seed % 3 === 0,
    rem: draw(12, 24),
    factor: draw(0.4, 2.2),
    sharpness: [1, 1.25, 2, 3][seed % 4],
  }
  return { form, room }
}

/** Whether maps of a width, in so many columns, stay in a room: built up map by map. */
function fits({ count, height, width }, room, columns, tile) {
  const gap = count > 600 ? 1 : count > 1 ? 2 : 0
  const foot = room.hasCaptions ? 1.1 * room.rem : 0
  const most = count > 1 ? 8 * room.factor * room.rem * Math.max(1, width / height) : room.wide
  let [right, bottom] = [0, 0]
  for (let map = 0; map < count; map += 1) {
    right = Math.max(right, (map % columns) * (tile + gap) + tile)
    bottom = Math.max(bottom, Math.floor(map / columns) * ((tile * height) / width + gap + foot))
  }
  bottom += (tile * height) / width + gap + foot
  return (
    tile <= most + 1e-6 && right <= room.wide + 1e-6 && bottom <= room.tall * room.factor * room.rem + 1e-6
  )
}

test("maps are as large as any number of columns can make them", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const { form, room } = drawn(seed)
    const grid = gridOf(form, room)
    const pixel = 1 / room.sharpness
    const isHigher = room.hasCaptions && !fits(form, room, grid.columns, grid.tile)
    if (isHigher) {
      // Captions ask for a least width; then the sheet may be higher than its room, never wider.
      assert.ok(grid.wide <= room.wide + 1e-6, `seed ${seed}`)
      continue
    }
    if (grid.tile > 1) assert.ok(fits(form, room, grid.columns, grid.tile), `seed ${seed}`)
    for (let columns = 1; columns <= form.count; columns += 1)
      assert.ok(
        !fits(form, room, columns, grid.tile + pixel + 1e-3),
        `seed ${seed}: ${columns} columns are better`,
      )
  }
})

test("a map with a caption is no narrower than its caption needs, if the sheet is wide enough", () => {
  const form = { count: 40, height: 8, width: 8 }
  const room = { wide: 400, tall: 6, hasCaptions: true, rem: 16, factor: 1, sharpness: 1 }
  const grid = gridOf(form, room)
  assert.ok(grid.tile >= Math.floor(2.6 * 16))
  assert.ok(grid.tile + grid.foot > (6 * 16) / Math.ceil(40 / grid.columns), "higher than its room")
  assert.equal(gridOf(form, { ...room, hasCaptions: false }).foot, 0)
})

test("captions have 1.1 rem each, and a sheet that grows for them is no wider than its room", () => {
  const form = { count: 40, height: 8, width: 8 }
  for (let wide = 130; wide < 500; wide += 17) {
    const room = { wide, tall: 6, hasCaptions: true, rem: 16, factor: 1, sharpness: 1 }
    const grid = gridOf(form, room)
    near(grid.foot, 17.6)
    assert.ok(grid.wide <= wide && grid.wide > wide - grid.columns, `${grid.wide} of ${wide}`)
  }
})

test("maps stand two pixels apart, very many of them one, a single one has no gap", () => {
  const room = { wide: 900, tall: 30, hasCaptions: false, rem: 16, factor: 1, sharpness: 2 }
  const gaps = [1, 2, 600, 601].map((count) => gridOf({ count, height: 2, width: 2 }, room).gap)
  assert.deepEqual(gaps, [0, 2, 2, 1])
})

test("sides are whole pixels of the screen, and the sheet ends with its last map", () => {
  for (let seed = 0; seed < 60; seed += 1) {
    const { form, room } = drawn(seed)
    const grid = gridOf(form, room)
    for (const side of [grid.tile, grid.down]) {
      const pixels = side * room.sharpness
      assert.ok(Math.abs(pixels - Math.round(pixels)) < 1e-6 || side === 1, `seed ${seed}: ${pixels}`)
    }
    const boxes = Array.from({ length: form.count }, (_, map) => boxOf(grid, map))
    const right = Math.max(...boxes.map(([left, , wide]) => left + wide))
    const bottom = Math.max(...boxes.map(([, top, , tall]) => top + tall)) + grid.foot
    near(grid.wide, right)
    near(grid.tall, bottom)
  }
})

test("the number under a point is the one whose cell holds it", () => {
  for (let seed = 0; seed < 40; seed += 1) {
    const { form, room } = drawn(seed)
    const grid = gridOf(form, room)
    const draw = drawer(seed + 500)
    for (let tries = 0; tries < 25; tries += 1) {
      const spot = {
        map: Math.floor(draw(0, form.count)),
        row: Math.floor(draw(0, form.height)),
        column: Math.floor(draw(0, form.width)),
      }
      const [left, top] = boxOf(grid, spot.map)
      const x = left + ((spot.column + draw(0.05, 0.95)) * grid.tile) / form.width
      const y = top + ((spot.row + draw(0.05, 0.95)) * grid.down) / form.height
      assert.deepEqual(spotAt(grid, form, [x, y]), spot, `seed ${seed}`)
    }
    assert.equal(spotAt(grid, form, [-1, 0]), null)
    assert.equal(spotAt(grid, form, [0, -1]), null)
    assert.equal(spotAt(grid, form, [grid.columns * (grid.tile + grid.gap) + 1, 0]), null)
    assert.equal(spotAt(grid, form, [0, grid.tall + grid.gap + 1]), null)
  }
})

test("an empty place behind the last map is nothing", () => {
  const form = { count: 3, height: 4, width: 4 }
  const grid = { columns: 2, tile: 40, down: 40, gap: 2, foot: 10, wide: 82, tall: 102 }
  assert.equal(spotAt(grid, form, [60, 70]), null)
  assert.deepEqual(spotAt(grid, form, [20, 70]), { map: 2, row: 1, column: 2 })
  assert.deepEqual(
    spotAt(grid, form, [41, 45]),
    { map: 0, row: 3, column: 3 },
    "the gap and the caption are the map's before",
  )
})

test("arrow keys stay inside", () => {
  const form = { count: 7, height: 3, width: 5 }
  for (let map = 0; map < 7; map += 1)
    for (const step of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      const to = stepped({ map, row: 1, column: 1 }, step, form, 3, false)
      const wanted = map + step[0] + 3 * step[1]
      assert.deepEqual(to, { map: Math.min(6, Math.max(0, wanted)), row: 1, column: 1 })
    }
  assert.deepEqual(stepped({ map: 2, row: 0, column: 4 }, [1, -1], form, 3, true), {
    map: 2,
    row: 0,
    column: 4,
  })
  assert.deepEqual(stepped({ map: 2, row: 1, column: 3 }, [1, 1], form, 3, true), {
    map: 2,
    row: 2,
    column: 4,
  })
  assert.deepEqual(stepped({ map: 2, row: 2, column: 0 }, [-1, 1], form, 3, true), {
    map: 2,
    row: 2,
    column: 0,
  })
})

test("sheets share the width by their shares and leave the gaps", () => {
  const widths = sheetWidths([2, 1, 1], 830, 15, false)
  assert.deepEqual(widths, [399, 199, 199])
  assert.ok(widths.reduce((sum, wide) => sum + wide, 0) + 2 * 15 <= 830)
  assert.deepEqual(sheetWidths([2, 1], 300, 15, true), [299, 299])
})

test("a field is what Python says a place sees", () => {
  for (const { name, reach, fields } of table("fields"))
    for (const { row, column, field } of fields)
      assert.deepEqual(fieldOf(reach, { row, column }), field, name)
})

test("a place beyond the map sees nothing", () => {
  const nothing = { top: 0, left: 0, down: 0, across: 0 }
  assert.deepEqual(fieldOf({ rows: [[0, 3]], columns: [[0, 3]] }, { row: 1, column: 1 }), nothing)
})

test("a number is read back from its level to half a step", () => {
  for (const { low, high, value, level } of table("levels"))
    near(numberAt(level, low, high), value, `level ${level}`, (high - low) / 254 / 2 + 1e-6)
})

test("a map in another order keeps its own number, every other map counts its place", () => {
  assert.equal(nameOf({ names: ["Map 12", "Map 3"], noun: "Map" }, 1), "Map 3")
  assert.equal(nameOf({ names: [], noun: "Filter" }, 1), "Filter 2")
})
