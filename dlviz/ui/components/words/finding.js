// Finds technical words in texts.

/** @typedef {import("./table.js").Word} Word */

/**
 * @typedef {object} Found A word in a text.
 * @property {Word} word
 * @property {number} start
 * @property {number} end
 */

/**
 * Return a function that finds the words of a page in a text, each where it first occurs.
 *
 * @param {Word[]} words
 * @param {string} page The words' meanings on this page are meant.
 * @returns {(text: string, seen?: Set<Word>) => Found[]} Words in `seen` are left out; it then holds also the
 *   ones that were found.
 */
export function finder(words, page) {
  /** @type {Map<string, Word>} */
  const byForm = new Map()
  for (const word of words)
    if (!word.pages.length || word.pages.includes(page))
      for (const form of [word.name, ...word.forms]) byForm.set(form.toLowerCase(), word)
  // The longest first: "max pooling" is more than "pooling".
  const forms = [...byForm.keys()].sort((one, other) => other.length - one.length).map(asPattern)
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${forms.join("|")})(?![\\p{L}\\p{N}_-])`, "giu")
  return (text, seen = new Set()) => {
    const found = []
    for (const match of text.matchAll(pattern)) {
      const word = byForm.get(match[0].toLowerCase().replace(/\s+/g, " "))
      if (!word || seen.has(word)) continue
      seen.add(word)
      found.push({ word, start: match.index, end: match.index + match[0].length })
    }
    return found
  }
}

/** @param {string} form */
function asPattern(form) {
  return form.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/ /g, "\\s+")
}

/**
 * Return the texts of a page as a visitor reads them: in components too, whose canvases have descriptions.
 *
 * @param {Element} root
 * @param {Element} except A part that is left out.
 */
export function textsOf(root, except) {
  const texts = root instanceof HTMLElement ? [root.innerText] : []
  for (const element of root.querySelectorAll("*")) {
    const { shadowRoot } = element
    if (element.matches("canvas, [role=img], [role=application]"))
      texts.push(element.getAttribute("aria-label") ?? "")
    if (!shadowRoot || shadowRoot.contains(except) || !element.checkVisibility()) continue
    for (const inside of shadowRoot.children) texts.push(...textsOf(inside, except))
  }
  return texts
}
