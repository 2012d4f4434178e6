// Keeps large texts of components that the server sends once (once.py), in the memory of this page only.

const KEPT = 2 // texts of a field, as many as the server believes to be here

/** @type {Map<string, Map<string, string>>} */
const fields = new Map() // texts by their sums, for each field of each component

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
  const all = /** @type {Record<string, unknown>} */ ({ ...data })
  for (const [field, sum] of Object.entries(once)) {
    const known = fields.get(`${name} ${field}`) ?? new Map()
    fields.set(`${name} ${field}`, known)
    const text = all[field] || known.get(sum)
    if (!text) return null
    known.delete(sum)
    known.set(sum, text)
    if (known.size > KEPT) known.delete([...known.keys()][0])
    all[field] = text
  }
  return { data: /** @type {Data} */ (all) }
}
