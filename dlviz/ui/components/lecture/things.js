// Finds the elements of a page that the lecture display arranges: pictures, controls and notes.

const FIGURES = ":--component, :--image, :--table, :--markdown table"
const LEAST = 0.3 // share of the screen's height; a lower picture is a detail of another one
const PART = "[data-thing]" // part of a component; "one of many" is not a picture of its own
const CARD = "[class*=st-key-card_]" // counts as one thing, whatever it contains
const ASIDE = ":--alert, :--download, :--code" // notes about a picture
// Between two pictures, view choices and headings belong to the second picture.
const OPENING = ":--button-group, :--heading :is(h2, h3), :--markdown p > strong:first-child"

/**
 * The page's things with their boxes, measured from the top of `main`'s content.
 *
 * @param {Element} main
 * @param {number} height Height of a screen in CSS pixels.
 * @param {(text: string) => string} css Replaces names by selectors, see markup.js.
 * @returns {import("./screens.js").Thing[]}
 */
export function things(main, height, css) {
  const from = main.getBoundingClientRect().top - main.scrollTop
  return elements(main, css).flatMap((element) => {
    const box = element.getBoundingClientRect()
    if (box.height < 2) return []
    const vertical = css(":--vertical")
    const block =
      element.closest(vertical) ?? /** @type {ShadowRoot} */ (element.getRootNode()).host.closest(vertical)
    const isCard = element.matches(CARD)
    const isOpening = !isCard && element.querySelector(css(OPENING)) !== null
    const { left, right } = isOpening && block ? block.getBoundingClientRect() : box
    const isPicture = element.matches(PART)
      ? element.dataset.thing === ""
      : !isCard && element.querySelector(css(FIGURES)) !== null
    const hasRoom = element.style.getPropertyValue("--lecture-room") !== ""
    return {
      element,
      block,
      top: box.top - from,
      bottom: box.bottom - from,
      left,
      right,
      fits: fits(element, css),
      isPicture,
      isFigure: hasRoom || (isPicture && box.height >= LEAST * height),
      isAside: [element, row(element, css)].some(
        (own) => own?.matches(css(":--expander")) || own?.querySelector(css(ASIDE)),
      ),
      isOpening,
    }
  })
}

/**
 * Whether `element` is a picture that scales to the room it is given.
 *
 * @param {HTMLElement} element
 * @param {(text: string) => string} css
 */
function fits(element, css) {
  const own = /** @type {ShadowRoot} */ (element.getRootNode())
  const places = element.matches(PART) ? [own] : [element, inside(element, css)]
  return places.some((place) => place?.querySelector("[data-fits]"))
}

/**
 * Streamlit's elements; a component that consists of parts is replaced by its parts.
 *
 * @param {Element} main
 * @param {(text: string) => string} css
 * @returns {HTMLElement[]}
 */
function elements(main, css) {
  const all = css(`:--main-block :is(:--element, :--expander, :--popover, ${CARD})`)
  const whole = css(`:--expander, .st-key-frame_presets, ${CARD}`)
  return htmlOnly(main.querySelectorAll(all))
    .filter((own) => !own.parentElement?.closest(whole))
    .flatMap((own) => {
      const parts = htmlOnly(inside(own, css)?.querySelectorAll(PART) ?? [])
      return parts.length ? parts : own
    })
}

/** @param {Iterable<Element>} all */
function htmlOnly(all) {
  return [...all].filter((own) => own instanceof HTMLElement)
}

/**
 * The row of download buttons that contains `element`, if any; it is treated as one thing.
 *
 * @param {HTMLElement} element
 * @param {(text: string) => string} css
 */
function row(element, css) {
  const own = element.closest(css(":--horizontal"))
  return own?.querySelector(css(":scope > * > :--download")) ? own : null
}

/**
 * The shadow root of the component in `element`, if it has one.
 *
 * @param {HTMLElement} element
 * @param {(text: string) => string} css
 */
function inside(element, css) {
  const places = css(":--component, :--component > div, :--component > div > div")
  const hosts = element.querySelectorAll(places)
  return [...hosts].find((host) => host.shadowRoot)?.shadowRoot
}
