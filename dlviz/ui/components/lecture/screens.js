// Divides a page into screens for the lecture display: each shows one picture with its controls.

const LATEST = 0.6 // share of the screen: a picture that starts above this is shrunk to fit
const FOOT = 0.22 // share of the screen: a picture shrinks for controls below it of up to this height
const OVERLAP = 0.9 // share of the screen: distance between the screens of something too high for one

/**
 * @typedef {object} Thing An element that must not be split; sizes in CSS pixels, measured from the top
 *   of the page's content.
 * @property {HTMLElement} element
 * @property {Element | null} block The layout block that contains it.
 * @property {number} top
 * @property {number} bottom
 * @property {number} left
 * @property {number} right
 * @property {boolean} fits Whether it is a picture that scales to the room it is given.
 * @property {boolean} isPicture
 * @property {boolean} isFigure Whether it is a picture that gets a screen of its own.
 * @property {boolean} isAside Whether it is a note about a picture.
 * @property {boolean} isOpening Whether it is a heading, or a choice, for what comes below it.
 */

/**
 * @typedef {object} Screen
 * @property {number} top Its scroll position, in CSS pixels.
 * @property {Set<HTMLElement>} on Elements shown on it.
 * @property {{ element: HTMLElement, room: number }[]} rooms Height that each picture may use, in CSS
 *   pixels.
 */

/** @type {(one: Thing, other: Thing) => boolean} */
const isUnder = (one, other) =>
  one.top >= other.bottom - 1 && one.left < other.right && other.left < one.right

/**
 * Distribute the things over screens.
 *
 * Each screen takes, from the top, the things that fit completely: one picture, or several side by
 * side, with its controls. Notes about the picture, and everything below a thing that did not fit, go
 * to the next screen.
 *
 * @param {Thing[]} all
 * @param {number} height Height of a screen in CSS pixels.
 * @returns {Screen[]}
 */
export function screens(all, height) {
  /** @type {Screen[]} */
  const found = []
  let rest = [...all].sort((one, other) => one.top - other.top)
  while (rest.length) {
    const top = found.length ? rest[0].top : 0
    /** @type {Thing[]} */
    const on = []
    /** @type {Thing[]} */
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

/**
 * Whether a thing fits on a screen.
 *
 * @param {Thing} thing
 * @param {Thing[]} on What is on the screen already.
 * @param {number} top CSS pixels.
 * @param {number} height CSS pixels.
 * @returns {boolean}
 */
function fitsOn(thing, on, top, height) {
  if (!on.length || thing.bottom <= top + height + 1) return true
  if (thing.fits && thing.top - top <= LATEST * height) return true
  return on.some((figure) => {
    const others = on.filter((other) => other !== figure)
    return figure.isFigure && follows(thing, figure, height) && canRise(thing, others, top + height)
  })
}

/**
 * Whether a thing must go to a later screen although it fits on this one.
 *
 * @param {Thing} thing
 * @param {Thing[]} on What is on the screen already.
 * @param {Thing[]} beyond Things that did not fit on it.
 * @param {Thing[]} all
 * @returns {boolean}
 */
function comesLater(thing, on, beyond, all) {
  const figures = on.filter(({ isFigure }) => isFigure)
  if (beyond.some((other) => isUnder(thing, other))) return true
  if (thing.isAside && figures.length) return true
  if (opens(thing, all) && on.some(({ isAside }) => isAside)) return true
  return (thing.isFigure || opens(thing, all)) && figures.some((figure) => isUnder(thing, figure))
}

/**
 * The screen for the things `on`; several screens if one thing is much higher than a screen.
 *
 * @param {Thing[]} on
 * @param {number} top CSS pixels.
 * @param {number} height CSS pixels.
 * @returns {Screen[]}
 */
function parts(on, top, height) {
  const own = new Set(on.map(({ element }) => element))
  /** @type {Screen[]} */
  const found = [{ top, on: own, rooms: rooms(on, top + height) }]
  const end = Math.max(...on.map(({ bottom }) => bottom))
  if (end <= top + (2 - OVERLAP) * height) return found
  for (let more = top + OVERLAP * height; more + (1 - OVERLAP) * height < end; more += OVERLAP * height)
    found.push({ top: more, on: own, rooms: [] })
  return found
}

/**
 * Move headings at the end of a screen to the next screen, where their content is.
 *
 * @param {Thing[]} on Changed in place, like `beyond`.
 * @param {Thing[]} beyond
 */
function keepHeadings(on, beyond) {
  for (const heading of on.filter(({ isOpening }) => isOpening).reverse()) {
    const under = [...on, ...beyond].filter((thing) => isUnder(thing, heading))
    const first = Math.min(...under.map(({ top }) => top))
    const next = under.find(({ top }) => top === first)
    if (!next || !beyond.includes(next) || on.length === 1) continue
    on.splice(on.indexOf(heading), 1)
    beyond.push(heading)
    beyond.sort((one, other) => one.top - other.top)
  }
}

/**
 * The height that each picture of a screen may use: all that is left above the screen's `end`.
 *
 * @param {Thing[]} on
 * @param {number} end CSS pixels.
 * @returns {Screen["rooms"]}
 */
function rooms(on, end) {
  return on.flatMap((thing) => {
    if (!thing.fits || !thing.isFigure) return []
    const below = on.filter((other) => isUnder(other, thing)).map(({ bottom }) => bottom - thing.bottom)
    return { element: thing.element, room: Math.floor(end - thing.top - Math.max(0, ...below)) }
  })
}

/**
 * Whether a thing is a row of controls directly below a picture that can shrink to make room for it.
 *
 * @type {(thing: Thing, figure: Thing, height: number) => boolean}
 */
const follows = (thing, figure, height) =>
  figure.fits && !thing.isPicture && isUnder(thing, figure) && thing.bottom - figure.bottom <= FOOT * height

/**
 * Whether a thing fits above `end` once the picture above it has shrunk: what stands beside the picture,
 * and above the thing too, does not shrink. (Without this the picture would shrink in vain, the thing would
 * be taken off the screen, and the picture would grow again, without end.)
 *
 * @type {(thing: Thing, others: Thing[], end: number) => boolean}
 */
const canRise = (thing, others, end) =>
  others.every((other) => !isUnder(thing, other) || other.bottom + thing.bottom - thing.top <= end)

/**
 * Whether a thing is the heading of a picture, or the choice of its content.
 *
 * @param {Thing} thing
 * @param {Thing[]} all
 * @returns {boolean}
 */
function opens({ isOpening, block, bottom }, all) {
  return isOpening && all.some((own) => own.isFigure && own.top >= bottom - 1 && block?.contains(own.element))
}
