// The arithmetic of an order: items that change their places.

import { clamp } from "../base/numbers.js"

/**
 * The order after the item at one place has moved to another one; the others close up.
 *
 * @param {readonly number[]} order
 * @param {number} from
 * @param {number} to A place beyond the ends stands for the end.
 */
export function moved(order, from, to) {
  const next = [...order]
  next.splice(clamp(to, 0, order.length - 1), 0, ...next.splice(from, 1))
  return next
}

/**
 * The place of an item that is dragged to a height: below all others whose middle is above it.
 *
 * @param {readonly number[]} middles Heights of the items, from the first to the last place.
 * @param {number} from Its place now.
 * @param {number} height
 */
export function placeAt(middles, from, height) {
  return middles.filter((middle, at) => at !== from && middle < height).length
}
