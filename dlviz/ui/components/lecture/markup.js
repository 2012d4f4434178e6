// Replaces our names for Streamlit's markup, such as `:--sidebar`, by the CSS selectors listed in
// dlviz/ui/_compat/selectors.py.

/**
 * A function that replaces the names in a text by the selectors in `table`.
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
