// The size of the drawings on a wall, and what one of them says in words.

/**
 * @typedef {object} Drawn
 * @property {string} id
 * @property {number} digit What it is meant to be.
 * @property {number[]} answers What each model predicts.
 * @property {Uint8Array} pixels Two pixels in a byte, the first in its high half, in 16 levels.
 */

/**
 * The side of square pictures with which `count` of them fill a box, as large as possible.
 *
 * @param {number} count
 * @param {[wide: number, tall: number]} box
 * @param {number} ratio Height of a tile, in sides: a picture and the text below it.
 * @param {number} gap Between two tiles.
 */
export function largestSide(count, [wide, tall], ratio, gap) {
  let best = 0
  for (let columns = 1; columns <= count; columns += 1) {
    const across = (wide - gap * (columns - 1)) / columns
    const rows = Math.ceil(count / columns)
    const down = (tall - gap * (rows - 1)) / rows / ratio
    best = Math.max(best, Math.min(across, down))
    if (across < down) break // more columns only make them smaller
  }
  return Math.floor(best)
}

/**
 * How many square pictures of a side fit into a box; arguments as for `largestSide`.
 *
 * @param {[wide: number, tall: number]} box
 * @param {number} side
 * @param {number} ratio
 * @param {number} gap
 */
export function fitting([wide, tall], side, ratio, gap) {
  return Math.floor((wide + gap) / (side + gap)) * Math.floor((tall + gap) / (ratio * side + gap))
}

/**
 * The drawings of a sheet.
 *
 * @param {Uint8Array} bytes
 * @param {{idSize: number, nModels: number, side: number}} sizes
 * @returns {Drawn[]}
 */
export function drawingsOf(bytes, { idSize, nModels, side }) {
  const head = idSize + 1 + nModels
  const length = head + (side * side) / 2
  return Array.from({ length: bytes.length / length }, (_, index) => {
    const one = bytes.subarray(index * length, (index + 1) * length)
    const id = Array.from(one.subarray(0, idSize), (byte) => byte.toString(16).padStart(2, "0")).join("")
    return {
      id,
      digit: one[idSize],
      answers: [...one.subarray(idSize + 1, head)],
      pixels: one.subarray(head),
    }
  })
}

/**
 * What the models read in a drawing, in words.
 *
 * @param {Drawn} drawing
 * @param {readonly string[]} models
 */
export function wordsOf({ digit, answers }, models) {
  const read = answers.map((answer, place) => {
    return `${models[place]}: ${answer}${answer === digit ? "" : ", wrong"}`
  })
  return `Meant as ${digit}. ${read.join("; ")}.`
}

/** @param {Drawn} drawing */
export const isMisread = ({ digit, answers }) => answers.some((answer) => answer !== digit)

/**
 * The wrong answers, each of them once.
 *
 * @param {Drawn} drawing
 */
export const wrongOf = ({ digit, answers }) => [...new Set(answers)].filter((answer) => answer !== digit)
