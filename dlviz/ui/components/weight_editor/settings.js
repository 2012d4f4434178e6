// The network's parameters that follow from a value in the editor.

/**
 * @param {import("./messages.d.ts").Setting[]} sets
 * @param {number} value
 * @returns {[place: number, value: number][]}
 */
export function changedParameters(sets, value) {
  return sets.map(({ place, plus, times, rate }) => [
    place,
    plus + times * (rate === 0 ? value : Math.exp(rate * value)),
  ])
}
