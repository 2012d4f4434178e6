// Keeps large texts of components that the server sends once (once.py), in the memory of this page only.

const KEPT = 16 // texts of a component, as many as the server believes to be here

/** @type {Map<string | undefined, Map<string, string>>} */
const components = new Map() // texts by their sums, of each component

/**
 * Data with the texts that were sent earlier; null if one of them is not here.
 *
 * @template Data
 * @param {Data} data
 * @returns {{data: Data} | null}
 */
export function completed(data) {
  const { once, file_name: name } = /** @type {{once?: Record<string, string>, file_name?: string}} */ (
    data ?? {}
  )
  if (!once) return { data }
  const known = components.get(name) ?? new Map()
  components.set(name, known)
  let all = data
  let isWhole = true
  for (const [place, sum] of Object.entries(once)) {
    const steps = place.split(".")
    const text = at(all, steps) || known.get(sum)
    if (text === undefined) isWhole = false
    else {
      known.delete(sum)
      known.set(sum, text)
      if (known.size > KEPT) known.delete([...known.keys()][0])
      all = withText(all, steps, text)
    }
  }
  return isWhole ? { data: all } : null
}

/**
 * @param {any} part
 * @param {string[]} steps
 * @returns {string}
 */
const at = (part, steps) => steps.reduce((own, step) => own[step], part)

/**
 * A copy of the data with a text at a place; what is not on the way there is shared.
 *
 * @param {any} part
 * @param {string[]} steps
 * @param {string} text
 * @returns {any}
 */
function withText(part, [first, ...rest], text) {
  if (first === undefined) return text
  const copy = Array.isArray(part) ? [...part] : { ...part }
  copy[first] = withText(part[first], rest, text)
  return copy
}
