// The arithmetic of a sketch: what a hand or a key sets at the places of a curve. A place is a share of
// the axis from left to right, in [0, 1]; a value is null until the hand has passed over its place.

import { clamp } from "../base/numbers.js"

const STEPS = 20 // of an arrow key, from the lower end of the axis to the upper one
const LEAPS = 5 // the same with shift

/** @typedef {(number | null)[]} Values */
/** @typedef {[place: number, value: number]} Point */

/**
 * The values after a hand has moved straight from one point to another one: each place in between has
 * the value of the line. Moving up or down on a place gives it the value at the end.
 *
 * @param {Values} values
 * @param {readonly number[]} places
 * @param {Point} from
 * @param {Point} to
 * @returns {Values}
 */
export function passedOver(values, places, from, to) {
  const [[left, start], [right, end]] = from[0] <= to[0] ? [from, to] : [to, from]
  return values.map((own, at) => {
    const place = places[at]
    if (place < left || place > right) return own
    return left === right ? to[1] : start + ((end - start) * (place - left)) / (right - left)
  })
}

/**
 * The values after a press at a point: the nearest place has its value.
 *
 * @param {Values} values
 * @param {readonly number[]} places
 * @param {Point} point
 * @returns {Values}
 */
export function pressed(values, places, [place, value]) {
  const at = nearestPlace(places, place)
  return values.map((own, index) => (index === at ? value : own))
}

/**
 * Index of the nearest place; of two that are equally near the left one.
 *
 * @param {readonly number[]} places
 * @param {number} place
 */
export function nearestPlace(places, place) {
  const far = places.map((own) => Math.abs(own - place))
  return far.indexOf(Math.min(...far))
}

/**
 * All values: where none was set, on the line between its neighbours, or the nearest one at the ends.
 * Null with fewer than two: that is no curve.
 *
 * @param {Values} values
 * @param {readonly number[]} places
 * @returns {number[] | null}
 */
export function completed(values, places) {
  const known = values.flatMap((own, at) => (own === null ? [] : [{ at, own }]))
  if (known.length < 2) return null
  return values.map((value, index) => {
    if (value !== null) return value
    const before = known.findLast(({ at }) => at < index)
    const after = known.find(({ at }) => at > index)
    if (!before || !after) return /** @type {{own: number}} */ (before ?? after).own
    const share = (places[index] - places[before.at]) / (places[after.at] - places[before.at])
    return before.own + share * (after.own - before.own)
  })
}

/**
 * The values after an arrow key at the place `at`. An empty place first takes the value of the nearest
 * place that has one, to the left if there are two; without any, the middle of the axis.
 *
 * @param {Values} values
 * @param {number} at
 * @param {number} by 1 for up, -1 for down.
 * @param {{low: number, high: number}} axes
 * @param {boolean} isLeap Whether it is a large step.
 * @returns {Values}
 */
export function stepped(values, at, by, { low, high }, isLeap) {
  const known = values.flatMap((own, index) => (own === null ? [] : [{ own, far: Math.abs(index - at) }]))
  const near = Math.min(...known.map(({ far }) => far))
  const from = values[at] ?? known.find(({ far }) => far === near)?.own ?? (low + high) / 2
  const next = clamp(from + (by * (high - low)) / (isLeap ? LEAPS : STEPS), low, high)
  return values.map((own, index) => (index === at ? next : own))
}
