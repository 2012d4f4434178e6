// Property tests of the lecture display's screens, on random pages.

import assert from "node:assert/strict"
import { test } from "node:test"

import { resolver } from "../../dlviz/ui/components/lecture/markup.js"
import { screens } from "../../dlviz/ui/components/lecture/screens.js"
import { wholeDrawer } from "./random.js"

const HEIGHT = 700

function thing(top, tall, own = {}) {
  return {
    element: own.name ?? {},
    block: null,
    top,
    bottom: top + tall,
    left: 0,
    right: 1000,
    fits: false,
    isPicture: false,
    isFigure: false,
    isAside: false,
    isOpening: false,
    ...own,
  }
}
const figure = (top, tall, own = {}) => thing(top, tall, { isPicture: true, isFigure: true, ...own })
const shown = (all, height = HEIGHT) => screens(all, height).map(({ on }) => [...on])

/** Rows of things one below the other, some with two side by side. */
function page(seed) {
  const whole = wholeDrawer(seed)
  const all = []
  let top = 0
  for (let row = 0; row < whole(3, 14); row += 1) {
    const tall = whole(20, 400)
    const kind = () =>
      [
        {},
        {},
        { isPicture: true, isFigure: true },
        { isPicture: true, isFigure: true, fits: true },
        { isAside: true },
      ][whole(0, 4)]
    if (whole(0, 3) === 0)
      all.push(thing(top, tall, { ...kind(), right: 490 }), thing(top, tall - 5, { ...kind(), left: 510 }))
    else all.push(thing(top, tall, kind()))
    top += tall + whole(0, 30)
  }
  return all
}

test("everything is on some screen, and in its order below and above each other", () => {
  for (let seed = 0; seed < 120; seed += 1) {
    const all = page(seed)
    const found = screens(all, HEIGHT)
    const first = new Map()
    found.forEach(({ on }, index) =>
      [...on].forEach((element) => first.has(element) || first.set(element, index)),
    )
    assert.equal(first.size, all.length, `seed ${seed}`)
    for (const one of all)
      for (const other of all)
        if (one.top >= other.bottom && one.left < other.right && other.left < one.right)
          assert.ok(first.get(one.element) >= first.get(other.element), `seed ${seed}`)
  }
})

test("screens begin further and further down, the first at the top of the page", () => {
  for (let seed = 0; seed < 120; seed += 1) {
    const tops = screens(page(seed), HEIGHT).map(({ top }) => top)
    assert.equal(tops[0], 0)
    tops.slice(1).forEach((top, index) => assert.ok(top >= tops[index]))
  }
})

test("no screen has two pictures below each other", () => {
  for (let seed = 0; seed < 120; seed += 1) {
    const all = page(seed)
    for (const { on } of screens(all, HEIGHT)) {
      const figures = all.filter(({ element, isFigure }) => isFigure && on.has(element))
      for (const one of figures)
        for (const other of figures)
          assert.ok(
            !(one.top >= other.bottom - 1 && one.left < other.right && other.left < one.right),
            `seed ${seed}`,
          )
    }
  }
})

test("what does not make room is whole on its screen, or alone at its top, or under a picture that fits", () => {
  for (let seed = 0; seed < 120; seed += 1) {
    const all = page(seed)
    for (const { top, on } of screens(all, HEIGHT)) {
      const own = all.filter(({ element }) => on.has(element))
      const isTall = own.some(({ top: first, bottom }) => bottom - Math.max(0, first) > HEIGHT)
      if (isTall || own.length === 1) continue
      for (const { top: first, bottom, fits } of own)
        assert.ok(
          bottom <= top + HEIGHT + 1 ||
            (fits && first - top <= 0.6 * HEIGHT) ||
            own.some((other) => other.fits) ||
            first === Math.min(...own.map((other) => other.top)),
          `seed ${seed}`,
        )
    }
  }
})

test("a picture that fits may take what is left above the controls under it", () => {
  const all = [figure(100, 900, { name: "picture", fits: true }), thing(1010, 40, { name: "controls" })]
  const [{ on, rooms }] = screens(all, HEIGHT)
  assert.deepEqual([...on], ["picture", "controls"])
  assert.deepEqual(rooms, [{ element: "picture", room: HEIGHT - 100 - (1050 - 1000) }])
})

test("what is said about a picture comes after it", () => {
  const all = [figure(0, 300, { name: "picture" }), thing(310, 40, { name: "what to notice", isAside: true })]
  assert.deepEqual(shown(all), [["picture"], ["what to notice"]])
  const before = [thing(0, 40, { name: "note", isAside: true }), figure(50, 300, { name: "picture" })]
  assert.deepEqual(shown(before), [["note", "picture"]], "unless it stands above it")
})

test("a heading goes with what it is the heading of", () => {
  const all = [
    figure(0, 400, { name: "first" }),
    thing(410, 40, { name: "heading", isOpening: true }),
    figure(460, 400, { name: "second" }),
  ]
  assert.deepEqual(shown(all), [["first"], ["heading", "second"]])
})

test("only the heading leaves, not what stands beside it", () => {
  const all = [
    figure(0, 400, { name: "first", right: 490 }),
    thing(410, 40, { name: "heading", isOpening: true, right: 490 }),
    thing(420, 40, { name: "note", left: 510 }),
    figure(460, 400, { name: "second", right: 490 }),
  ]
  assert.deepEqual(shown(all), [
    ["first", "note"],
    ["heading", "second"],
  ])
})

test("a choice of words stays with the picture above it", () => {
  const block = { contains: (element) => element !== "first" }
  const all = [
    figure(0, 200, { name: "first" }),
    thing(210, 40, { name: "choice", isOpening: true, block }),
    thing(260, 60, { name: "text" }),
  ]
  assert.deepEqual(shown(all), [["first", "choice", "text"]])
})

test("a heading that fills a screen stays there alone", () => {
  const all = [thing(0, 690, { name: "heading", isOpening: true }), figure(700, 300, { name: "picture" })]
  assert.deepEqual(shown(all), [["heading"], ["picture"]])
})

test("a picture that has taken its room keeps it: the page comes to rest", () => {
  for (let seed = 0; seed < 400; seed += 1) {
    const whole = wholeDrawer(seed)
    const [top, natural, beside, tall] = [whole(0, 300), whole(200, 600), whole(50, 600), whole(30, 160)]
    let room = natural
    const given = []
    for (let time = 0; time < 8; time += 1) {
      const picture = figure(top, Math.min(natural, room), { name: "picture", fits: true, right: 600 })
      const column = thing(top, beside, { name: "column", left: 620 })
      const row = thing(Math.max(picture.bottom, column.bottom) + 8, tall, { name: "row" })
      const all = screens([picture, column, row], HEIGHT).flatMap(({ rooms }) => rooms)
      room = all.find(({ element }) => element === "picture").room
      given.push(room)
    }
    assert.equal(new Set(given.slice(-4)).size, 1, `${seed}: ${given}`)
  }
})

test("a heading of two things stays with the upper one", () => {
  const all = [
    thing(0, 40, { name: "heading", isOpening: true }),
    figure(50, 300, { name: "first" }),
    figure(360, 600, { name: "second" }),
  ]
  assert.deepEqual(shown(all), [["heading", "first"], ["second"]])
})

test("a detail that fits gets no room of its own", () => {
  const [{ rooms }] = screens([thing(0, 100, { fits: true }), thing(110, 50)], HEIGHT)
  assert.deepEqual(rooms, [])
})

test("room is whole pixels, and never more than there is", () => {
  const [{ rooms }] = screens([figure(100.6, 900, { name: "picture", fits: true })], HEIGHT)
  assert.deepEqual(rooms, [{ element: "picture", room: 599 }])
})

test("a choice belongs to the picture of its block that comes below it", () => {
  const block = { contains: (element) => element === "second" || element === "choice" }
  const all = [
    figure(0, 200, { name: "first" }),
    thing(210, 40, { name: "choice", isOpening: true, block }),
    figure(260, 200, { name: "second" }),
  ]
  assert.deepEqual(shown(all), [["first"], ["choice", "second"]])
})

test("something much higher than a screen is shown in parts that overlap by a tenth", () => {
  const found = screens([thing(0, 2000, { name: "text" })], HEIGHT)
  assert.deepEqual(
    found.map(({ top }) => top),
    [0, 630, 1260, 1890],
  )
  assert.ok(
    found.at(-1).top + HEIGHT >= 2000 && found.at(-2).top + HEIGHT < 2000,
    "the last part reaches its end",
  )
  assert.ok(found.every(({ on }) => on === found[0].on))
  assert.equal(screens([thing(0, 1.05 * HEIGHT)], HEIGHT).length, 1)
})

test("two pictures side by side are on one screen", () => {
  const all = [figure(0, 300, { name: "left", right: 490 }), figure(0, 310, { name: "right", left: 510 })]
  assert.deepEqual(shown(all), [["left", "right"]])
})

test("names of selectors become selectors, an unknown one is an error", () => {
  const css = resolver({ main: "#main", "main-block": ".block" })
  assert.equal(css(":--main :--main-block > p"), "#main .block > p")
  assert.throws(() => css(":--other"), /no selector is called other/)
})
