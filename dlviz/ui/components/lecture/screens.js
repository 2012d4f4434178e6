// What stands on one screen of the lecture display: one picture with its controls, then the next.

const FIGURES = ":--component, :--image, :--table, :--markdown table"
const LATEST = 0.6 // of the screen: a picture that begins higher shrinks to fit
const FOOT = 0.22 // of the screen: controls under a picture, for which it makes room
const OVERLAP = 0.9 // of the screen: from one to the next of something that is higher than a screen
const LEAST = 0.3 // of the screen's height; a lower picture is a detail of another one
const PART = "[data-thing]" // of a component; "one of many" is no picture by itself
const CARD = "[class*=st-key-card_]" // one thing, whatever is in it: a screen takes what fits
const ASIDE = ":--alert, :--download, :--code" // what is said about a picture
// Between two pictures, choices of a view and headings belong to the second.
const OPENING = ":--button-group, :--heading :is(h2, h3), :--markdown p > strong:first-child"

/**
 * The page's things with their boxes, from the top of `main`'s content, in `height` a screen.
 *
 * @param {Element} main
 * @param {number} height in pixels
 * @param {(text: string) => string} css puts selectors in the place of names: markup.js
 */
export function things(main, height, css) {
  const from = main.getBoundingClientRect().top - main.scrollTop
  return elements(main, css).flatMap((element) => {
    const box = element.getBoundingClientRect()
    if (box.height < 2) return []
    const vertical = css(":--vertical")
    const block = element.closest(vertical) ?? element.getRootNode().host.closest(vertical)
    const isCard = element.matches(CARD)
    const isOpening = !isCard && element.querySelector(css(OPENING)) !== null
    const { left, right } = isOpening ? block.getBoundingClientRect() : box
    const isPicture = element.matches(PART)
      ? element.dataset.thing === ""
      : !isCard && element.querySelector(css(FIGURES)) !== null
    const hasRoom = element.style.getPropertyValue("--lecture-room") !== ""
    return {
      element,
      block,
      top: box.top - from,
      bottom: box.bottom - from,
      left,
      right,
      fits: fits(element, css),
      isPicture,
      isFigure: hasRoom || (isPicture && box.height >= LEAST * height),
      isAside: [element, row(element, css)].some(
        (own) => own?.matches(css(":--expander")) || own?.querySelector(css(ASIDE)),
      ),
      isOpening,
    }
  })
}

/** Whether `element` is a picture that fills the room it is given. */
function fits(element, css) {
  const places = element.matches(PART) ? [element.getRootNode()] : [element, inside(element, css)]
  return places.some((place) => place?.querySelector("[data-fits]"))
}

/** Streamlit's elements; in place of a component that consists of parts, its parts. */
function elements(main, css) {
  const all = css(`:--main-block :is(:--element, :--expander, :--popover, ${CARD})`)
  const whole = css(`:--expander, .st-key-frame_presets, ${CARD}`)
  return [...main.querySelectorAll(all)]
    .filter((own) => !own.parentElement.closest(whole))
    .flatMap((own) => {
      const parts = inside(own, css)?.querySelectorAll(PART) ?? []
      return parts.length ? [...parts] : own
    })
}

/** A row of files to take along, if `element` stands in one: what is in it goes together. */
function row(element, css) {
  const own = element.closest(css(":--horizontal"))
  return own?.querySelector(css(":scope > * > :--download")) ? own : null
}

/** The shadow root of the component in `element`, if it has one. */
function inside(element, css) {
  const places = css(":--component, :--component > div, :--component > div > div")
  const hosts = element.querySelectorAll(places)
  return [...hosts].find((host) => host.shadowRoot)?.shadowRoot
}

const isUnder = (one, other) =>
  one.top >= other.bottom - 1 && one.left < other.right && other.left < one.right

/**
 * Share the things out among screens: [{ top, on: a Set of elements, rooms: [{ element, room }] }].
 *
 * A screen takes what fits whole, from the top: one picture, or several side by side, and what
 * belongs to it. What is said about the picture, and what stands under something that has found no
 * place, goes to the next.
 */
export function screens(all, height) {
  const found = []
  let rest = [...all].sort((one, other) => one.top - other.top)
  while (rest.length) {
    const top = found.length ? rest[0].top : 0
    const on = []
    const beyond = []
    for (const thing of rest) {
      const isOn = fitsOn(thing, on, top, height) && !comesLater(thing, on, beyond, all)
      if (isOn) on.push(thing)
      else beyond.push(thing)
    }
    keepHeadings(on, beyond)
    found.push(...parts(on, top, height))
    rest = beyond
  }
  return found
}

function fitsOn(thing, on, top, height) {
  if (!on.length || thing.bottom <= top + height + 1) return true
  if (thing.fits && thing.top - top <= LATEST * height) return true
  return on.some((figure) => figure.isFigure && follows(thing, figure, height))
}

function comesLater(thing, on, beyond, all) {
  const figures = on.filter(({ isFigure }) => isFigure)
  if (beyond.some((other) => isUnder(thing, other))) return true
  if (thing.isAside && figures.length) return true
  if (opens(thing, all) && on.some(({ isAside }) => isAside)) return true
  return (thing.isFigure || opens(thing, all)) && figures.some((figure) => isUnder(thing, figure))
}

/** The screen of the things `on`, and more of them where one is much higher than a screen. */
function parts(on, top, height) {
  const own = new Set(on.map(({ element }) => element))
  const found = [{ top, on: own, rooms: rooms(on, top + height) }]
  const end = Math.max(...on.map(({ bottom }) => bottom))
  if (end <= top + (2 - OVERLAP) * height) return found
  for (let more = top + OVERLAP * height; more + (1 - OVERLAP) * height < end; more += OVERLAP * height)
    found.push({ top: more, on: own, rooms: [] })
  return found
}

/** Move a heading to the screen of what it is the heading of. */
function keepHeadings(on, beyond) {
  for (const heading of on.filter(({ isOpening }) => isOpening).reverse()) {
    const next = [...on, ...beyond]
      .filter((thing) => isUnder(thing, heading))
      .reduce((one, other) => (other.top < one.top ? other : one), { top: Infinity })
    if (!beyond.includes(next) || on.length === 1) continue
    on.splice(on.indexOf(heading), 1)
    beyond.push(heading)
    beyond.sort((one, other) => one.top - other.top)
  }
}

/** What each picture of a screen may take: all that is left above the screen's `end`. */
function rooms(on, end) {
  return on.flatMap((thing) => {
    if (!thing.fits || !thing.isFigure) return []
    const below = on.filter((other) => isUnder(other, thing)).map(({ bottom }) => bottom - thing.bottom)
    return { element: thing.element, room: Math.floor(end - thing.top - Math.max(0, ...below)) }
  })
}

/** A row of controls right under a picture that can make room for it. */
const follows = (thing, figure, height) =>
  figure.fits && !thing.isPicture && isUnder(thing, figure) && thing.bottom - figure.bottom <= FOOT * height

function opens({ isOpening, block, bottom }, all) {
  return (
    isOpening &&
    all.some((own) => own.isFigure && own.top >= bottom - 1 && block?.contains(own.element))
  )
}
