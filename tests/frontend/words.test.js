// Technical words are found in texts, and the window that explains one stays on the screen.

import assert from "node:assert/strict"
import { test } from "node:test"

import { makeReadable } from "../../dlviz/ui/components/base/readable.js"
import { placed } from "../../dlviz/ui/components/words/bubble.js"
import { finder } from "../../dlviz/ui/components/words/finding.js"
import { createMarks } from "../../dlviz/ui/components/words/marks.js"
import { WORDS } from "../../dlviz/ui/components/words/table.js"

const word = (name, forms = [], pages = []) => ({ name, forms, pages, sentence: "", link: "" })
const SOME = [
  word("pooling", ["pool"]),
  word("max pooling"),
  word("held out", ["held-out"]),
  word("nat"),
  word("λ"),
  word("L2", [], ["two_inputs"]),
  word("L2 pooling", ["L2"], ["pooling"]),
]
const found = (text, page = "pooling") =>
  finder(SOME, page)(text).map(({ word: own, start, end }) => [own.name, text.slice(start, end)])

test("a word is found once, as a whole, in any of its forms", () => {
  assert.deepEqual(found("Pool and pooling, λ: a held-out NAT."), [
    ["pooling", "Pool"],
    ["λ", "λ"],
    ["held out", "held-out"],
    ["nat", "NAT"],
  ])
  assert.deepEqual(found("nature, innate, nat-like, nat_1, poolside, λ2"), [])
})

test("the longest of several words is meant, over the end of a line too", () => {
  assert.deepEqual(found("max\npooling and pooling's"), [
    ["max pooling", "max\npooling"],
    ["pooling", "pooling"],
  ])
})

test("a word has the meaning of its page", () => {
  assert.deepEqual(found("L2"), [["L2 pooling", "L2"]])
  assert.deepEqual(found("L2", "two_inputs"), [["L2", "L2"]])
  assert.deepEqual(found("L2", "photos"), [])
})

test("words that were seen before are left out", () => {
  const find = finder(SOME, "pooling")
  const seen = new Set()
  assert.equal(find("pooling", seen).length, 1)
  assert.equal(find("pool, nat", seen).length, 1)
  assert.equal(seen.size, 2)
})

test("every form of the table is found", () => {
  for (const own of WORDS)
    for (const form of [own.name, ...own.forms])
      assert.equal(finder(WORDS, own.pages[0] ?? "app")(`a ${form}.`)[0]?.word, own, form)
})

test("the window is below its word, above it where that has more room, and always on the screen", () => {
  const screen = { width: 390, height: 844 }
  const own = { width: 300, height: 100 }
  const at = (left, top) => placed({ left, right: left + 40, top, bottom: top + 20 }, own, screen)
  assert.deepEqual(at(50, 200), { left: 50, top: 226 })
  assert.deepEqual(at(50, 800), { left: 50, top: 694 })
  assert.deepEqual(at(350, 200), { left: 82, top: 226 })
  assert.deepEqual(at(-20, 200), { left: 8, top: 226 })
  const tall = placed({ left: 0, right: 40, top: 700, bottom: 720 }, { width: 300, height: 828 }, screen)
  assert.equal(tall.top, 8)
})

test("texts in components are looked through too, and nothing is while a hand is down", () => {
  let scans = 0
  const listeners = {}
  const due = []
  const scope = {
    atEnd: () => {},
    watch: (own) => own,
    later: (call) => due.push(call),
    listen: (_target, kind, call) => {
      listeners[kind] = call
    },
  }
  let changed
  const observed = []
  class Part {
    querySelectorAll() {
      scans += 1
      return []
    }
  }
  const [body, question] = [new Part(), new Part()]
  Object.assign(globalThis, {
    Highlight: class extends Set {},
    CSS: { highlights: new Map() },
    Element: Part,
    ShadowRoot: class {},
    document: { body, querySelectorAll: () => body.querySelectorAll() },
    MutationObserver: class {
      constructor(call) {
        changed = call
      }
      observe(own) {
        observed.push(own)
      }
    },
  })
  const pass = () => {
    for (const call of due.splice(0)) call()
    return scans
  }
  createMarks(scope, "p", "math")
  assert.equal(pass(), 1)
  makeReadable(scope, question, ".prompt")
  assert.deepEqual(observed, [body, question])
  assert.equal(pass(), 3)
  listeners.pointerdown() // in a component too: the event comes to the document
  changed([{ target: { parentElement: null } }])
  assert.equal(due.length, 0)
  assert.equal(pass(), 3)
  listeners.pointerup()
  assert.equal(pass(), 5)
})
