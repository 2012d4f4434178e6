// Affine matrices and warping by hand; tests/unit/test_affine.py compares with torchvision.

import assert from "node:assert/strict"
import { test } from "node:test"

import { after, ranged, stepOf } from "../../dlviz/ui/components/base/affine.js"
import { warped, warpedAtOnce } from "../../dlviz/ui/components/base/warp.js"

const part = (kind, values, form = "range") => ({
  kind,
  form,
  low: 0,
  high: 0,
  per: 1,
  sides: values.map(() => 1),
  decimals: 0,
  numbers: null,
  values: Float64Array.from(values),
})
const picture = { width: 3, height: 1, channels: 1, data: Float32Array.of(1, 2, 4) }
const step = (kind, values) => stepOf(part(kind, values), 0, [3, 1])

test("a shift to the right takes pixels from the left, and black moves in", () => {
  assert.deepEqual([...warped(picture, [step("translate", [1, 0])]).data], [0, 1, 2])
})

test("what has left the picture does not come back", () => {
  const away = [step("translate", [1, 0]), step("translate", [-1, 0])]
  assert.deepEqual([...warped(picture, away).data], [1, 2, 0])
  assert.deepEqual([...warpedAtOnce(picture, away, [3, 1]).data], [1, 2, 0])
})

test("a crop repeats its edge, and a mirror changes left and right", () => {
  const cropped = warped(picture, [step("crop", [0, 0, 1, 1])])
  assert.deepEqual([...cropped.data], [1, 1, 1])
  assert.deepEqual([...warped(picture, [step("mirror across", [1])]).data], [4, 2, 1])
})

test("matrices in a row are one matrix", () => {
  const whole = after([2, 0, 1, 0, 2, 3], [1, 0, 5, 0, 1, 7])
  assert.deepEqual(whole, [2, 0, 6, 0, 2, 10])
})

test("a range from a slider", () => {
  assert.deepEqual([ranged(part("rotate", [1]), [3, 9])].map(({ low, high }) => [low, high])[0], [3, 9])
  const shift = ranged(part("translate", [1, 1], "up to"), [4])
  assert.deepEqual([shift.low, shift.high], [-4, 4])
})
