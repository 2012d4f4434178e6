// The arithmetic of axes: ticks at round numbers, the places of a curve, and labels that keep apart.

const ROUND = [1, 2, 5, 10]
const UNEVEN = 8 // of the widest to the narrowest step: beyond, places stand at equal distances

/**
 * Round numbers from `low` to `high`, at most `most` of them and at least two where that is possible.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} most
 */
export function ticks(low, high, most) {
  const rough = (high - low) / Math.max(1, most - 1)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (ROUND.find((own) => own * power >= rough * (1 - 1e-9)) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  const last = Math.floor(high / step + 1e-9)
  // 3 * 0.1 is not 0.3: the digits that the step has not are cut off.
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))
  return Array.from(
    { length: last - first + 1 },
    (_, at) => Number(((first + at) * step).toFixed(digits)) + 0,
  )
}

/**
 * Where the numbers `x`, rising, stand on an axis, in [0, 1]: to scale, or at equal distances if their
 * steps differ so much that some would fall together.
 *
 * @param {readonly number[]} x
 */
export function placesOf(x) {
  const [first, last] = [x[0], x[x.length - 1]]
  if (!isEven(x)) return x.map((_, at) => at / (x.length - 1))
  return x.map((own) => (own - first) / (last - first))
}

/** @param {readonly number[]} x */
function isEven(x) {
  const steps = x.slice(1).map((own, at) => own - x[at])
  return Math.max(...steps) <= UNEVEN * Math.min(...steps)
}

/**
 * The ticks below a curve: at its own places if they are few or at no scale, else at round numbers.
 *
 * @param {readonly number[]} x
 * @param {number} most
 * @returns {{place: number, value: number}[]}
 */
export function ticksBelow(x, most) {
  const places = placesOf(x)
  if (x.length <= most) return x.map((value, at) => ({ place: places[at], value }))
  if (isEven(x)) {
    const [first, last] = [x[0], x[x.length - 1]]
    return ticks(first, last, most).map((value) => ({ place: (value - first) / (last - first), value }))
  }
  const every = Math.ceil((x.length - 1) / Math.max(1, most - 1))
  return x.flatMap((value, at) => (at % every ? [] : [{ place: places[at], value }]))
}

/**
 * Heights of two labels, moved as little as possible so that they are `gap` apart and inside.
 *
 * @param {[number, number]} heights
 * @param {number} gap
 * @param {[low: number, high: number]} ends
 * @returns {[number, number]}
 */
export function apart([one, other], gap, [low, high]) {
  const lack = gap - Math.abs(one - other)
  const sign = one <= other ? 1 : -1
  let [first, second] = lack > 0 ? [one - (sign * lack) / 2, other + (sign * lack) / 2] : [one, other]
  const over = Math.max(0, Math.max(first, second) - high)
  const under = Math.max(0, low - Math.min(first, second))
  first += under - over
  second += under - over
  return [first, second]
}
