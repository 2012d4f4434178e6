// The picture of a surface: triangles that cover each pixel once, lines, and what lies outside.

import assert from "node:assert/strict"
import { test } from "node:test"

import {
  drawLine,
  emptyRaster,
  fillCell,
  fillTriangle,
  pixelOf,
} from "../../dlviz/ui/components/surfaces/raster.js"
import { paintMesh } from "../../dlviz/ui/components/surfaces/mesh.js"
import { drawer } from "./random.js"

const count = ({ pixels }, wanted) => pixels.filter((pixel) => pixel === wanted).length

test("a pixel is opaque, its colour shaded", () => {
  assert.equal(pixelOf(255, 16, 0, 1), 0xff0010ff)
  assert.equal(pixelOf(200, 100, 50, 0.5), 0xff193264)
})

test("two triangles make a square, and its neighbours touch it without gap or overlap", () => {
  const at = [1, 1, 5, 1, 5, 5, 1, 5, 9, 1, 9, 5]
  const raster = emptyRaster(10, 6)
  fillCell(raster, at, 0, 1, 2, 3, 7)
  assert.equal(count(raster, 7), 16)
  fillCell(raster, at, 1, 4, 5, 2, 8)
  assert.deepEqual([count(raster, 7), count(raster, 8), count(raster, 0)], [16, 16, 28])
})

test("random triangles cover the pixels whose centre lies in them, also beyond the edge", () => {
  const next = drawer(3)
  for (let round = 0; round < 200; round += 1) {
    const at = Array.from({ length: 6 }, () => next(-5, 25))
    const raster = emptyRaster(20, 20)
    fillTriangle(raster, at, 0, 1, 2, 1)
    const side = (a, b, x, y) =>
      (at[2 * b] - at[2 * a]) * (y - at[2 * a + 1]) - (at[2 * b + 1] - at[2 * a + 1]) * (x - at[2 * a])
    raster.pixels.forEach((pixel, place) => {
      const [x, y] = [(place % 20) + 0.5, Math.floor(place / 20) + 0.5]
      const sides = [side(0, 1, x, y), side(1, 2, x, y), side(2, 0, x, y)]
      if (sides.some((value) => Math.abs(value) < 1e-9)) return
      assert.equal(pixel === 1, sides.every((value) => value > 0) || sides.every((value) => value < 0))
    })
  }
})

test("a line darkens what is below it, and stays in the picture", () => {
  const raster = emptyRaster(8, 4)
  raster.pixels.fill(pixelOf(200, 200, 200, 1))
  drawLine(raster, [-4, 2, 12, 2], 0, 1, 2, [0, 0, 0, 0.5])
  const dark = pixelOf(100, 100, 100, 1)
  assert.deepEqual([count(raster, dark), raster.pixels[8], raster.pixels[16]], [16, dark, dark])
  const empty = emptyRaster(3, 3)
  drawLine(empty, [1.5, 1.5, 1.5, 1.5], 0, 1, 1, [1, 2, 3, 1])
  assert.equal(empty.pixels[4], 0xff030201)
})

test("a picture's memory is used again where the size allows", () => {
  const first = emptyRaster(2, 2)
  first.pixels.fill(9)
  assert.equal(emptyRaster(2, 2, first), first)
  assert.equal(count(first, 0), 4)
  assert.notEqual(emptyRaster(3, 2, first), first)
})

test("a cell has the colour of its mean, shaded by its slope; one that is not finite is left out", () => {
  const scale = Uint8Array.of(0, 0, 0, 100, 100, 100, 200, 200, 200)
  const camera = { yaw: 0, pitch: 1 }
  const at = [0, 8, 8, 8, 16, 8, 0, 0, 8, 0, 16, 0]
  const surface = { side: 3, limit: 2, scale, camera }
  // The row of two cells: the left one is flat and high, the right one falls to a number that is no number.
  const raster = emptyRaster(16, 8)
  paintMesh(raster, { ...surface, values: [2, 2, NaN, 2, 2, 2, 0, 0, 0] }, [...at, 0, 0, 0, 0, 0, 0], 1)
  assert.equal(raster.pixels[4 * 16 + 4], pixelOf(200, 200, 200, 0.93))
  assert.equal(raster.pixels[4 * 16 + 12], 0)
  // Along the row it falls by half the limit, but not at the far corner.
  paintMesh(raster, { ...surface, values: [0, -0.4, 0, 0, 9, 0, 0, 0, 0] }, [...at, 0, 0, 0, 0, 0, 0], 1)
  assert.equal(raster.pixels[4 * 16 + 4], pixelOf(200, 200, 200, 0.93 - 0.35 * 0.2))
})
