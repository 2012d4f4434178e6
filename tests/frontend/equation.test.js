// The equation of the lecture's network and its six coefficients, term by term.

import assert from "node:assert/strict"
import { test } from "node:test"

import {
  asText,
  coefficient,
  lecture,
  lines,
  polynomial,
  rounding,
} from "../../dlviz/ui/components/equation/terms.js"

const texts = (network) => {
  const { own, expanded } = lines(network)
  return [own.map(asText), expanded.map(asText)]
}
const PRODUCT = {
  activation: "square",
  rows: [
    [0, 1, 1],
    [0, 1, -1],
  ],
  beta: [0, 1 / 4, -1 / 4],
}

test("the equation shows the numbers and what they make", () => {
  assert.deepEqual(texts(PRODUCT), [["1/4 (X₁ + X₂)²", "−1/4 (X₁ − X₂)²"], ["X₁X₂"]])
  const sigmoid = { activation: "sigmoid", rows: [[0.5, 0, -2]], beta: [1, 3] }
  assert.deepEqual(texts(sigmoid), [["1", "+3 σ(1/2 − 2 X₂)"], []])
  assert.deepEqual(texts({ ...sigmoid, beta: [-2, -3] })[0], ["−2", "−3 σ(1/2 − 2 X₂)"])
})

test("terms of 0 are left out, and nothing but zeros is 0", () => {
  const flat = { activation: "square", rows: [[0, 0, 0]], beta: [0, 0] }
  assert.deepEqual(texts(flat), [["0"], ["0"]])
  assert.deepEqual(texts({ ...flat, beta: [0, 2] })[0], ["2 (0)²"])
  const small = { activation: "ReLU", rows: [[0, -1, 1e-8]], beta: [0.001, 1] }
  assert.deepEqual(texts(small)[0], ["0.001", "+(−X₁ + 1·10^-8 X₂)₊"])
})

test("a polynomial is written in two lines, a plane and what bends it", () => {
  const made = (rows, beta) => texts({ activation: "square", rows, beta })[1]
  assert.deepEqual(made([[1, 1, 0]], [0, 1]), ["1 + 2 X₁", "+X₁²"])
  assert.deepEqual(made([[0, 1, 2]], [0, -1]), ["−X₁² − 4 X₂² − 4 X₁X₂"])
  assert.deepEqual(texts({ activation: "identity", rows: [[1, 2, -3]], beta: [0, 1] })[1], [
    "1 + 2 X₁ − 3 X₂",
  ])
})

test("numbers of any size stay short", () => {
  const huge = { activation: "tanh", rows: [[1.5e36, 1, 0]], beta: [Infinity, -1] }
  assert.deepEqual(texts(huge)[0], ["∞", "−tanh(1.5·10^36 + X₁)"])
  assert.equal(polynomial(huge), null)
})

test("coefficients within the rounding error are 0, small ones keep one digit", () => {
  assert.deepEqual(
    [4e-7, -4e-7, 3e-5, 0.25, 1 / 3, 2.0001, -7].map((value) => coefficient(value, 5e-7)),
    ["0", "0", "3e-5", "1/4", "1/3", "2", "-7"],
  )
})

test("only terms that cancel leave a rounding error", () => {
  const tiny = { activation: "square", rows: [[0, 1e-8, 0]], beta: [0, 1] }
  const made = polynomial(tiny).map((value, at) => coefficient(value, rounding(tiny)[at]))
  assert.deepEqual(made, ["0", "0", "0", "1e-16", "0", "0"])
  const third = Math.fround(1 / 3)
  const cancelling = {
    activation: "identity",
    rows: [
      [third, 0, 0],
      [-1 / 3, 0, 0],
    ],
    beta: [0, 1, 1],
  }
  assert.deepEqual(texts(cancelling)[1], ["0"])
})

test("parameters are read in the order of the exported network", () => {
  const network = {
    sizes: [2, 2, 1],
    activations: ["square", "identity"],
    parameters: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  }
  assert.deepEqual(lecture(network), {
    activation: "square",
    rows: [
      [5, 1, 3],
      [6, 2, 4],
    ],
    beta: [9, 7, 8],
  })
})
