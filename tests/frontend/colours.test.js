// Tests of cell colours and readable text on them, and of figures for the lecture display and files.

import assert from "node:assert/strict"
import { test } from "node:test"

import { colour, hex, inkOn, luminance, rgb } from "../../dlviz/ui/components/base/pictures.js"
import { inLines } from "../../dlviz/ui/components/live_figure/figure_layout.js"
import { enlarged, readable, strengthened } from "../../dlviz/ui/components/live_figure/lecture_figure.js"
import { near, table } from "./tables.js"

test("ink on a colour is Python's", () => {
  for (const { colour: own, ink } of table("inks")) assert.equal(inkOn(hex(own)), ink, own)
})

test("luminance runs from black to white, green is brightest", () => {
  assert.equal(luminance([0, 0, 0]), 0)
  near(luminance([255, 255, 255]), 1)
  near(luminance([0, 255, 0]), 0.7152)
  near(luminance([119, 119, 119]), 0.1845, "a middle grey", 1e-4)
})

test("colours are read and written", () => {
  assert.deepEqual(hex("#0a80ff"), [10, 128, 255])
  assert.equal(rgb([1, 2, 3]), "rgb(1,2,3)")
})

test("a number has the colour at its place of the scale; beyond an end the end's", () => {
  const scale = Uint8Array.from({ length: 15 }, (_, index) => index) // five colours
  const places = [
    [-9, 0],
    [-1, 0],
    [-0.5, 1],
    [0, 2],
    [0.24, 2],
    [0.26, 3],
    [1, 4],
    [Infinity, 4],
  ]
  for (const [value, place] of places)
    assert.deepEqual(colour(scale, value), [3 * place, 3 * place + 1, 3 * place + 2], `${value}`)
})

const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((first, second) => first - second)
  return (high + 0.05) / (low + 0.05)
}
const numbers = (text) => (text[0] === "#" ? hex(text) : text.match(/\d+/g).map(Number))

test("words in a colour reach 7 to 1 on both papers, with as little of the text's colour as that takes", () => {
  for (const { colour: own } of table("inks"))
    for (const [text, paper] of [
      ["#000000", "#ffffff"],
      ["#ffffff", "#0e1117"],
    ]) {
      const strong = numbers(strengthened(own, text, paper))
      assert.ok(contrast(strong, hex(paper)) >= 7 - 1e-9, own)
      if (contrast(hex(own), hex(paper)) >= 7) assert.deepEqual(strong, hex(own))
    }
  assert.equal(strengthened("rgba(1, 2, 3, 0.5)", "#000000", "#ffffff"), "rgba(1, 2, 3, 0.5)")
})

test("pixels of a figure grow, numbers of the data do not", () => {
  const figure = {
    data: [
      {
        x: [1, 2],
        line: { width: 2, dash: "dot" },
        marker: { size: [6, 8], color: "#000" },
        width: 3,
        size: 4,
      },
    ],
    layout: {
      margin: { l: 40, pad: null },
      font: { size: 10 },
      xaxis: { range: [0, 1], ticklen: 5 },
      width: 600,
    },
  }
  const before = structuredClone(figure)
  assert.deepEqual(enlarged(figure, 2), {
    data: [
      {
        x: [1, 2],
        line: { width: 4, dash: "dot" },
        marker: { size: [12, 16], color: "#000" },
        width: 3,
        size: 4,
      },
    ],
    layout: {
      margin: { l: 80, pad: null },
      font: { size: 20 },
      xaxis: { range: [0, 1], ticklen: 10 },
      width: 600,
    },
  })
  assert.deepEqual(figure, before)
})

test("words in bars are readable on their bar, those beside in the text's colour", () => {
  const figure = { data: [{ type: "bar", marker: { color: ["#101010", "#f0f0f0"] } }], layout: {} }
  readable(figure, "#222222", "#ffffff")
  assert.deepEqual(figure.data[0].insidetextfont.color, ["#fff", "#000"])
  assert.equal(figure.data[0].outsidetextfont.color, "#222222")
})

test("a title is broken between words into the fewest lines that fit; a long word stands alone", () => {
  const isTooWide = (text) => text.length > 10
  assert.deepEqual(inLines("one two three four", isTooWide), ["one two", "three four"])
  assert.deepEqual(inLines("a considerably b c", isTooWide), ["a", "considerably", "b c"])
  assert.deepEqual(inLines("short", isTooWide), ["short"])
})
