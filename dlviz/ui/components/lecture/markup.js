// Streamlit's own markup under our names: `:--sidebar` and the like, dlviz/ui/_compat/selectors.py.

/**
 * A function that puts the selectors of `table` in the place of their names.
 *
 * @param {Record<string, string>} table
 * @returns {(text: string) => string}
 */
export function resolver(table) {
  return (text) =>
    text.replace(/:--([a-z-]+)/g, (_, name) => {
      if (!(name in table)) throw new Error(`no selector is called ${name}`)
      return table[name]
    })
}
