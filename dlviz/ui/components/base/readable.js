// Which components have texts that are read as those of the page are: their technical words answer to a tap.

/** @typedef {ReadonlyMap<HTMLElement, string>} Readable Selector of a block of text, by what it is in. */

/** @type {Map<HTMLElement, string>} */
const texts = new Map()
/** @type {Set<(now: Readable) => void>} */
const watchers = new Set()

const tell = () => {
  for (const call of [...watchers]) call(texts)
}

/**
 * Let the technical words in the texts of a component be explained.
 *
 * @param {import("./scope.js").Scope} scope
 * @param {HTMLElement} element
 * @param {string} css Selector of a block of text in it.
 */
export function makeReadable(scope, element, css) {
  texts.set(element, css)
  scope.atEnd(() => {
    texts.delete(element)
    tell()
  })
  tell()
}

/**
 * Tell now, and whenever it changes, which components have such texts.
 *
 * @param {import("./scope.js").Scope} scope
 * @param {(now: Readable) => void} call
 */
export function watchReadable(scope, call) {
  watchers.add(call)
  scope.atEnd(() => watchers.delete(call))
  call(texts)
}
