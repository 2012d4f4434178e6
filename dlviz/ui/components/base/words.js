// Sentences that Python sends with gaps, filled with names and numbers.

/**
 * A sentence with its gaps, such as "{count}", filled.
 *
 * @param {string} sentence
 * @param {Record<string, string | number>} gaps
 */
export function filled(sentence, gaps) {
  return sentence.replace(/\{(\w+)\}/g, (gap, name) => String(gaps[name] ?? gap))
}

/**
 * A whole number with commas between thousands, as Python's `,` format has it.
 *
 * @param {number} value
 */
export function grouped(value) {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",")
}
