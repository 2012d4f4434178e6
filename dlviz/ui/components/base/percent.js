// Formats shares as percentages, in the same way as answer_cards.py.

/**
 * A share in percent: no decimals from 9.95 % on, one decimal below, and "< ..." for tiny shares.
 *
 * @param {number} share In [0, 1].
 * @returns {string}
 */
export function percent(share) {
  if (share < 0.0005) return "< 0.1%"
  return share >= 0.0995 ? `${rounded(100 * share, 0)}%` : `${rounded(100 * share, 1)}%`
}

/**
 * Format a number with fixed decimals; ties are rounded to even, as Python does.
 *
 * @param {number} value Not negative.
 * @param {number} digits Digits after the decimal point.
 * @returns {string}
 */
function rounded(value, digits) {
  const isBetween = (value * 2 ** (digits + 1)) % 2 === 1 // a half, or an odd number of quarters
  if (!isBetween) return value.toFixed(digits)
  const low = Math.floor(value * 10 ** digits)
  return ((low + (low % 2)) / 10 ** digits).toFixed(digits)
}
