// Pooling by hand; tests/unit/test_pool_preview.py compares with PyTorch.

import assert from "node:assert/strict"
import { test } from "node:test"

import { pooled } from "../../dlviz/ui/components/base/pool.js"

const PAIRS = [
  [0, 1],
  [1, 2],
]

test("of two equal maxima the first wins, and a number that wins twice has twice the gradient", () => {
  const { output, winners, gradient } = pooled([1, 4, 4], PAIRS, "max")
  assert.deepEqual(
    [[...output], [...winners], [...gradient]],
    [
      [4, 4],
      [1, 1],
      [0, 2, 0],
    ],
  )
})

test("average and L2 hear all numbers, none the first", () => {
  assert.deepEqual([...pooled([3, 4, 0], PAIRS, "L2").output], [5, 4])
  assert.deepEqual([...pooled([3, 4, 0], PAIRS, "average").gradient], [0.5, 1, 0.5])
  assert.deepEqual([...pooled([3, 4, 0], PAIRS, "none").winners], [0, 1])
})

test("the gradient of L2 is 0 for a window of zeros", () => {
  assert.deepEqual([...pooled([0, 0, 0], PAIRS, "L2").gradient], [0, 0, 0])
})
