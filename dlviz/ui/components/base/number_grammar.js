// Parses numbers that people type; docs/numbers.md defines the grammar. dlviz/number_grammar.py
// implements the same grammar on the server: both are tested with the cases in
// tests/data/numbers.json, and a test compares the two on generated texts.

const LONGEST = 40 // characters of one number, without the blanks around it
const QUOTED = 20 // characters of a rejected text that the error message quotes

const DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"
const BLANKS = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/gu
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu
const CONTROLS = /[\p{Cc}\p{Cs}]/gu
// The digit 0 in Arabic, Persian, Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu,
// Kannada, Malayalam, Thai, Lao, Tibetan, Burmese and Khmer; the digits 1 to 9 follow it in Unicode.
const ZEROS = [
  0x0660, 0x06f0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6, 0x0d66, 0x0e50, 0x0ed0,
  0x0f20, 0x1040, 0x17e0,
]
const FULL_WIDTH = [0xff01, 0xff5e] // full-width forms of "!" to "~", used with Chinese and Japanese
const SIMPLE = simpleCharacters()
const FRACTIONS = new Map(
  [..."¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉"].map((own) => [own, ` ${own.normalize("NFKD").replace("\u2044", "/")} `]),
)

const POWER = "(?:e[+-]?[0-9]+)?"
const DECIMAL = `((?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)${POWER})`
const QUOTIENT = whole(`([+-]?) ?${DECIMAL}(?: ?/ ?([+-]?) ?${DECIMAL})?`)
const MIXED = whole("([+-]?) ?([0-9]+) ([0-9]+) ?/ ?([0-9]+)")
const SPACED = whole(`([+-]?) ?([0-9]+) ?[.,] ?([0-9]+${POWER})`)
const EXAMPLES = "write 0.25, -1/4 or 3"
/** @type {[RegExp, string][]} */
const REASONS = [
  [whole(".*%.*"), "it has a percent sign; write 0.5 for 50 %"],
  [whole("[+-]? ?(?:inf|infinity|nan|∞)"), `it has no finite value; ${EXAMPLES}`],
  [whole("[+-]? ?0[xob].*"), `only decimal digits are accepted; ${EXAMPLES}`],
  [
    whole("[+-]? ?[0-9]{1,3}(?:[ .,'_][0-9]{3})+(?:[.,][0-9]*)?"),
    "its digits are written in groups; write them without gaps",
  ],
  [whole("[^/]*/[^/]*/.*"), `it has more than one fraction line; ${EXAMPLES}`],
  [whole("/.*|.*/"), `one side of its fraction is empty; ${EXAMPLES}`],
  [whole(".*[+-] ?[+-].*"), `it has two signs in a row; ${EXAMPLES}`],
  [whole("[^ /]*[.,][^ /]*[.,][^ /]*"), `it has more than one decimal point; ${EXAMPLES}`],
  [whole(".*[0-9].*[ ;].*[0-9].*"), `it has more than one number in it; ${EXAMPLES}`],
]

/**
 * @typedef {object} Read
 * @property {number | null} value
 * @property {string} problem One sentence if there is no value, else "".
 */

/**
 * Parse `text` as a number of limited size; the result has the number, or one sentence on what is
 * wrong.
 *
 * @param {string} text
 * @param {number} largest The largest absolute value.
 * @param {string} what What the number is, for the sentence on too large a number: "weight".
 * @returns {Read}
 */
export function parseNumber(text, largest, what) {
  const read = readNumber(text)
  if (read.value === null || Math.abs(read.value) <= largest) return read
  const limits = `\u2212${largest} to ${largest} is possible`
  return {
    value: null,
    problem: `${quoted(text)} is beyond ${largest}, the largest ${what} here: ${limits}.`,
  }
}

/**
 * Parse `text` as a number of any size, infinite if a float cannot hold it; the result has the
 * number, or one sentence on what is wrong.
 *
 * @param {string} text
 * @returns {Read}
 */
export function readNumber(text) {
  const simple = oneBlank(replaced(inPlainLetters(text), FRACTIONS))
  const refuse = (/** @type {string} */ reason) => ({ value: null, problem: `${quoted(text)} ${reason}.` })
  if (!simple) return { value: null, problem: `An empty text is not a number; ${EXAMPLES}.` }
  if ([...simple].length > LONGEST) return refuse(`is not a number: it has more than ${LONGEST} characters`)
  const value = numberIn(simple)
  if (value === null) {
    const reason = REASONS.find(([pattern]) => pattern.test(simple))?.[1]
    return refuse(reason ? `is not a number: ${reason}` : `is not a number; ${EXAMPLES}`)
  }
  return value === "by zero" ? refuse("divides by zero") : { value: value + 0, problem: "" } // + 0 turns -0 into 0
}

/**
 * Whether pressing a key on a cell starts typing a number.
 *
 * @param {string} key As in `KeyboardEvent.key`.
 */
export function beginsNumber(key) {
  return [...key].length === 1 && (FRACTIONS.has(key) || /^[-+0-9.,]$/u.test(inPlainLetters(key)))
}

/**
 * The value of a normalised text, null if it is no number.
 *
 * @param {string} simple
 * @returns {number | "by zero" | null}
 */
function numberIn(simple) {
  let match = QUOTIENT.exec(simple)
  if (match) return quotient(match[1], 0, decimal(match[2]), signed(match[3], decimal(match[4] ?? "1")))
  match = MIXED.exec(simple)
  if (match) return quotient(match[1], Number(match[2]), Number(match[3]), Number(match[4]))
  match = SPACED.exec(simple)
  return match && signed(match[1], Number(`${match[2]}.${match[3]}`))
}

/**
 * A whole number and a fraction, both with the same sign.
 *
 * @param {string} sign
 * @param {number} number
 * @param {number} above
 * @param {number} below
 */
function quotient(sign, number, above, below) {
  if (below === 0) return "by zero"
  const value = above / below
  // The quotient is NaN if both numerator and denominator overflow to infinity.
  return signed(sign, number + (Number.isNaN(value) ? Infinity : value))
}

/**
 * @param {string} sign
 * @param {number} value
 */
const signed = (sign, value) => (sign === "-" ? -value : value)

const decimal = (/** @type {string} */ text) => Number(text.replace(",", "."))

/**
 * Normalise `text`: use only the characters of the grammar, single blanks, and none at the ends.
 *
 * @param {string} text
 */
function inPlainLetters(text) {
  return oneBlank(replaced(text, SIMPLE))
}

/**
 * The beginning of `text` in quotation marks, for an error message.
 *
 * @param {string} text
 */
function quoted(text) {
  const shown = [...oneBlank(text.replace(BLANKS, " ").replace(UNSEEN, "")).replace(CONTROLS, "\ufffd")]
  return `'${shown.slice(0, QUOTED).join("")}${shown.length > QUOTED ? "…" : ""}'`
}

/**
 * @param {string} text
 * @param {Map<string, string>} table The replacement of each character.
 */
function replaced(text, table) {
  return [...text].map((own) => table.get(own) ?? own).join("")
}

/** @param {string} text */
function oneBlank(text) {
  return text.replace(BLANKS, " ").replace(UNSEEN, "").replace(/ +/g, " ").replace(/^ | $/g, "")
}

function simpleCharacters() {
  /** @type {Map<string, string>} */
  const table = new Map()
  const all = (/** @type {string} */ characters, /** @type {string} */ written) => {
    for (const own of characters) table.set(own, written)
  }
  all(DASHES, "-")
  all("\u2044\u2215", "/")
  all("\u066b", ".")
  all("\u060c", ",")
  all("\u061b", ";")
  all("\u2019\u02bc\u066c", "'")
  all("\u066a", "%")
  for (const zero of ZEROS)
    for (let digit = 0; digit < 10; digit += 1) table.set(String.fromCodePoint(zero + digit), `${digit}`)
  for (let place = FULL_WIDTH[0]; place <= FULL_WIDTH[1]; place += 1)
    table.set(String.fromCodePoint(place), String.fromCodePoint(place - 0xfee0).toLowerCase())
  for (const capital of "ABCDEFGHIJKLMNOPQRSTUVWXYZ") table.set(capital, capital.toLowerCase())
  return table
}

/** @param {string} pattern */
function whole(pattern) {
  return new RegExp(`^(?:${pattern})$`, "u")
}
