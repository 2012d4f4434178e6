// The choice between the graphics card and the script: the quicker one, if its numbers are exact.

import assert from "node:assert/strict"
import { test } from "node:test"

import { correlate } from "../../dlviz/ui/components/base/convolve.js"
import { isBetter } from "../../dlviz/ui/components/base/convolver.js"

const plane = { width: 40, height: 30, data: Float32Array.from({ length: 1200 }, (_, at) => (at * 7) % 11) }
const slow = {
  correlate(...given) {
    const end = performance.now() + 20
    while (performance.now() < end);
    return correlate(...given)
  },
}
const noisy = {
  correlate(...given) {
    const found = correlate(...given)
    return { ...found, values: found.values.map((value) => value * 1.001) }
  },
}

test("a quicker way with the same numbers is better", () => {
  assert.ok(isBetter({ correlate }, slow, plane))
  assert.ok(!isBetter(slow, { correlate }, plane))
})

test("one that gives noisy numbers, or none, is not", () => {
  assert.ok(!isBetter(noisy, slow, plane))
  assert.ok(!isBetter({ correlate: () => null }, slow, plane))
})
