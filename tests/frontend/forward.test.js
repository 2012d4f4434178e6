// The forward pass: shapes, activations and softmax by hand; tests/unit/test_exported.py compares with PyTorch.

import assert from "node:assert/strict"
import { test } from "node:test"

import { ACTIVATIONS, count, forward, softmax } from "../../dlviz/ui/components/base/forward.js"

const MULTIPLIES = {
  sizes: [2, 2, 1],
  activations: ["square", "identity"],
  parameters: [1, 1, 1, -1, 0, 0, 1 / 4, -1 / 4, 0],
}

test("the lecture's network multiplies", () => {
  const [hidden, output] = forward(MULTIPLIES, [3, 5, -2, 7], 2)
  assert.deepEqual([...hidden.sums], [8, -2, 5, -9])
  assert.deepEqual([...hidden.values], [64, 4, 25, 81])
  assert.deepEqual([...output.values], [15, -14])
  assert.equal(count(MULTIPLIES.sizes), MULTIPLIES.parameters.length)
})

test("an input of 0 is left out, so an infinite weight of it does no harm", () => {
  const network = { sizes: [2, 1], activations: ["identity"], parameters: [Infinity, 2, 1] }
  assert.deepEqual([...forward(network, [0, 3])[0].values], [7])
})

test("activations", () => {
  assert.deepEqual([-2, 0, 3].map(ACTIVATIONS.ReLU), [0, 0, 3])
  assert.ok(Number.isNaN(ACTIVATIONS.ReLU(NaN)))
  assert.equal(ACTIVATIONS.sigmoid(0), 0.5)
  assert.equal(ACTIVATIONS.sigmoid(-1000), 0)
})

test("softmax: huge logits do not overflow, and the shares add up to 1", () => {
  const shares = softmax([1000, 999, -1000])
  assert.ok(Math.abs(shares[0] - 1 / (1 + Math.exp(-1))) < 1e-12)
  assert.equal(shares[2], 0)
  assert.ok(Math.abs(shares[0] + shares[1] + shares[2] - 1) < 1e-12)
})
