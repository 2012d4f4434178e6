// Tests of surfaces: the projection against successive rotations, the drawing order against depth.

import assert from "node:assert/strict"
import { test } from "node:test"

import {
  backToFront,
  flipped,
  frontEdge,
  inputAt,
  leftCorner,
  light,
  nearest,
  projection,
  turned,
  vertices,
} from "../../dlviz/ui/components/surfaces/projection.js"
import { drawer } from "./random.js"
import { near } from "./tables.js"

const CAMERAS = Array.from({ length: 40 }, (_, seed) => {
  const draw = drawer(seed)
  return { yaw: draw(-7, 7), pitch: draw(0.05, 1.5) }
})
const times = (matrix, vector) =>
  matrix.map((row) => row.reduce((sum, value, at) => sum + value * vector[at], 0))

/** A point in the camera's own axes: right, up, and towards the one who looks. */
function seen({ yaw, pitch }, point) {
  const [s, c] = [Math.sin(yaw), Math.cos(yaw)]
  const turnedPoint = times(
    [
      [c, -s, 0],
      [s, c, 0],
      [0, 0, 1],
    ],
    point,
  )
  const [t, l] = [Math.sin(pitch), Math.cos(pitch)]
  return times(
    [
      [1, 0, 0],
      [0, t, l],
      [0, -l, t],
    ],
    turnedPoint,
  )
}

test("the camera turns around the upright axis and then tilts, without perspective", () => {
  for (const camera of CAMERAS) {
    const project = projection(camera, 320, 240)
    const scale = project(...Object.values(unturned(camera)), 0)[0] - 160 // pixels of one unit to the right
    for (const point of [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0.3, -0.7, 0.5],
    ]) {
      const [right, up] = seen(camera, [point[0], point[1], 0.75 * point[2]])
      const [x, y] = project(...point)
      near(x, 160 + scale * right, "x")
      near(y, 120 - scale * up, "y")
    }
  }
})

/** The point of the floor that is one unit to the right on the screen. */
const unturned = ({ yaw }) => ({ x: Math.cos(yaw), y: -Math.sin(yaw) })

test("the whole box is on the canvas, for every camera", () => {
  for (const camera of CAMERAS)
    for (const [wide, tall] of [
      [320, 240],
      [200, 400],
      [500, 120],
    ]) {
      const project = projection(camera, wide, tall)
      for (const x of [-1, 1])
        for (const y of [-1, 1])
          for (const z of [-1, 1]) {
            const [across, down] = project(x, y, z)
            assert.ok(across >= 0 && across <= wide && down >= 0 && down <= tall)
          }
    }
})

test("the box is 3.5 sides wide where the canvas is high enough, and else as high as its camera needs", () => {
  const [x] = projection({ yaw: 0, pitch: 1 }, 350, 5000)(1, 0, 0)
  near(x, 350 / 2 + 100)
  const [y] = projection({ yaw: 0, pitch: 0.5 }, 5000, 300)(0, 0, 1).slice(1)
  const size = 300 / (3 * Math.sin(0.5) + 1.5 * Math.cos(0.5) + 0.15)
  near(y, 150 - size * 0.75 * Math.cos(0.5))
})

test("a turn keeps the camera above the floor", () => {
  assert.deepEqual(turned(9, 0.5), { yaw: 9, pitch: 0.5 })
  assert.equal(turned(0, -2).pitch, 0.05)
  assert.equal(turned(0, 7).pitch, 1.5)
})

test("vertices stand over the floor row by row; beyond the limit they are at it", () => {
  const places = vertices([-9, 1, 2, 0, 1, 2, 3, 99, -1], 3, 4, (x, y, z) => [100 * x + 10 * y, z])
  const wanted = [
    [-110, -1],
    [-10, 0.25],
    [90, 0.5],
    [-100, 0],
    [0, 0.25],
    [100, 0.5],
    [-90, 0.75],
    [10, 1],
    [110, -0.25],
  ]
  assert.deepEqual([...places], wanted.flat())
})

test("a later cell never lies behind an earlier one", () => {
  const side = 5
  for (const camera of CAMERAS) {
    const { rows, columns } = backToFront(camera, side)
    assert.deepEqual([...rows].sort(), [0, 1, 2, 3])
    assert.deepEqual([...columns].sort(), [0, 1, 2, 3])
    const depth = (row, column) => seen(camera, [column, row, 0])[2]
    rows.slice(1).forEach((row, at) => assert.ok(depth(row, 0) >= depth(rows[at], 0) - 1e-9, "rows"))
    columns
      .slice(1)
      .forEach((column, at) => assert.ok(depth(0, column) >= depth(0, columns[at]) - 1e-9, "columns"))
  }
})

test("the nearest vertex, as far as 15 pixels", () => {
  const draw = drawer(1)
  for (let round = 0; round < 50; round += 1) {
    const places = Float32Array.from({ length: 40 }, () => draw(0, 100))
    const [x, y] = [draw(0, 100), draw(0, 100)]
    const far = Array.from({ length: 20 }, (_, at) => Math.hypot(places[2 * at] - x, places[2 * at + 1] - y))
    const least = Math.min(...far)
    assert.equal(nearest(places, [x, y]), least > 15 ? null : far.indexOf(least))
  }
  assert.equal(nearest([0, 0], [15.1, 0]), null)
  assert.equal(nearest([0, 0], [14.9, 0]), 0)
})

test("cells that rise are brighter, within bounds", () => {
  near(light(0, 0, 0), 0.93)
  near(light(0, 0.1, 0.1), 1)
  near(light(0, 0.05, 0.05), 0.965)
  assert.equal(light(0, -3, -3), 0.8)
})

test("inputs go from end to end", () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((at) => inputAt(at, 5, 6)),
    [-6, -3, 0, 3, 6],
  )
})

test("a map has its smallest second input at the bottom", () => {
  assert.deepEqual([...flipped(Float32Array.of(1, 2, 3, 4), 2)], [3, 4, 1, 2])
})

test("numbers stand at the corner furthest to the left, names at the edges in front", () => {
  for (const camera of CAMERAS) {
    const project = projection(camera, 300, 300)
    const corner = leftCorner(project)
    assert.deepEqual(corner.map(Math.abs), [1, 1])
    for (const x of [-1, 1])
      for (const y of [-1, 1]) assert.ok(project(...corner, -1)[0] <= project(x, y, -1)[0] + 1e-9)
    for (const along of [0, 1]) {
      const edge = frontEdge(project, along)
      assert.equal(edge[along], 0)
      assert.equal(Math.abs(edge[1 - along]), 1)
      const other = edge.map((value) => -value)
      assert.ok(project(...edge, -1)[1] >= project(...other, -1)[1] - 1e-9, "lower on the screen")
    }
  }
})
