// A seeded pseudo-random generator, so that every run of the tests is the same.

/**
 * A function that draws from [low, high).
 *
 * @param {number} seed
 * @returns {(low: number, high: number) => number}
 */
export function drawer(seed) {
  let state = seed >>> 0
  return (low, high) => {
    state = (state + 0x6d2b79f5) >>> 0 // mulberry32
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return low + (((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * (high - low)
  }
}

/**
 * The same for whole numbers, both ends included.
 *
 * @param {number} seed
 * @returns {(low: number, high: number) => number}
 */
export function wholeDrawer(seed) {
  const draw = drawer(seed)
  return (low, high) => Math.floor(draw(low, high + 1))
}
