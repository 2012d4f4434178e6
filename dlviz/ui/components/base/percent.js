// Shares as text, as answer_cards.py writes them.

/**
 * A share in percent: whole from 9.95 % on, below it with one decimal, tiny ones by their bound.
 *
 * @param {number} share In [0, 1].
 * @returns {string}
 */
export function percent(share) {
  if (share < 0.0005) return "< 0.1%"
  return share >= 0.0995 ? `${rounded(100 * share, 0)}%` : `${rounded(100 * share, 1)}%`
}

/**
 * A number with some decimals; exactly between two it takes the even one, as Python does.
 *
 * @param {number} value Not negative.
 * @param {number} digits Behind the point.
 * @returns {string}
 */
function rounded(value, digits) {
  const isBetween = (value * 2 ** (digits + 1)) % 2 === 1 // a half, or an odd number of quarters
  if (!isBetween) return value.toFixed(digits)
  const low = Math.floor(value * 10 ** digits)
  return ((low + (low % 2)) / 10 ** digits).toFixed(digits)
}
