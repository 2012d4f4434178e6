// What stands on one screen of the lecture display: one picture with its controls, then the next.

const LATEST = 0.6 // of the screen: a picture that begins higher shrinks to fit
const FOOT = 0.22 // of the screen: controls under a picture, for which it makes room
const OVERLAP = 0.9 // of the screen: from one to the next of something that is higher than a screen

/**
 * @typedef {object} Thing Something on the page that stays in one piece; sizes in CSS pixels, from the
 *   top of the page's content.
 * @property {HTMLElement} element
 * @property {Element | null} block What it stands in.
 * @property {number} top
 * @property {number} bottom
 * @property {number} left
 * @property {number} right
 * @property {boolean} fits Whether it is a picture that fills the room it is given.
 * @property {boolean} isPicture
 * @property {boolean} isFigure Whether it is a picture that a screen is for.
 * @property {boolean} isAside Whether it is said about a picture.
 * @property {boolean} isOpening Whether it is a heading, or a choice, of what comes below it.
 */

/**
 * @typedef {object} Screen
 * @property {number} top Where it begins, in CSS pixels.
 * @property {Set<HTMLElement>} on What is shown on it.
 * @property {{ element: HTMLElement, room: number }[]} rooms CSS pixels of height that pictures may
 *   take.
 */

/** @type {(one: Thing, other: Thing) => boolean} */
const isUnder = (one, other) =>
  one.top >= other.bottom - 1 && one.left < other.right && other.left < one.right

/**
 * Share the things out among screens.
 *
 * A screen takes what fits whole, from the top: one picture, or several side by side, and what
 * belongs to it. What is said about the picture, and what stands under something that has found no
 * place, goes to the next.
 *
 * @param {Thing[]} all
 * @param {number} height CSS pixels of a screen.
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
 * Whether a thing has room on a screen.
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
  return on.some((figure) => figure.isFigure && follows(thing, figure, height))
}

/**
 * Whether a thing goes to a later screen although it has room on this one.
 *
 * @param {Thing} thing
 * @param {Thing[]} on What is on the screen already.
 * @param {Thing[]} beyond What has found no place on it.
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
 * The screen of the things `on`, and more of them where one is much higher than a screen.
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
 * Move a heading to the screen of what it is the heading of.
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
 * What each picture of a screen may take: all that is left above the screen's `end`.
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
 * Whether a thing is a row of controls right under a picture that can make room for it.
 *
 * @type {(thing: Thing, figure: Thing, height: number) => boolean}
 */
const follows = (thing, figure, height) =>
  figure.fits && !thing.isPicture && isUnder(thing, figure) && thing.bottom - figure.bottom <= FOOT * height

/**
 * Whether a thing is the heading of a picture, or a choice of what it shows.
 *
 * @param {Thing} thing
 * @param {Thing[]} all
 * @returns {boolean}
 */
function opens({ isOpening, block, bottom }, all) {
  return isOpening && all.some((own) => own.isFigure && own.top >= bottom - 1 && block?.contains(own.element))
}
