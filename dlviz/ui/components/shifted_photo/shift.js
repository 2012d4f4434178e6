// Geometry of the window that a network sees of a photo, shifted along one direction.

/** @typedef {[across: number, down: number]} Direction Each -1, 0 or 1; not both 0. */

/**
 * Top left corner of the window in the photo. The window can move `reach` pixels to each side. The
 * visible picture moves along `direction`, so the window moves in the opposite direction.
 *
 * @param {Direction} direction
 * @param {number} reach Pixels.
 * @param {number} shift Pixels by which the visible picture is shifted.
 * @returns {[left: number, top: number]} Pixels of the photo.
 */
export function corner([across, down], reach, shift) {
  return [reach - across * shift, reach - down * shift]
}

/**
 * The component of a drag along a direction.
 *
 * @param {Direction} direction
 * @param {[x: number, y: number]} by CSS pixels.
 * @param {number} pixel CSS pixels of one pixel of the photo.
 * @returns {number} Pixels of the photo; negative against the direction.
 */
export function along([across, down], [x, y], pixel) {
  return (across * x + down * y) / (across * across + down * down) / pixel
}

/**
 * Sides of the visible window and of the photo, in whole CSS pixels. The two are side by side if the
 * window stays large enough, else stacked.
 *
 * @param {number} wide CSS pixels for both.
 * @param {number} most CSS pixels of what is seen.
 * @param {number} rem CSS pixels of one rem.
 * @returns {{ seen: number, photo: number }}
 */
export function sides(wide, most, rem) {
  const both = (wide - GAP * rem) / (1 + PHOTO)
  const side = Math.min(most, both >= LEAST * rem ? both : wide)
  return { seen: Math.floor(side), photo: Math.floor(PHOTO * side) }
}

const GAP = 0.8 // rem between the two
const PHOTO = 0.66 // side of the photo, relative to that of the window
const LEAST = 9 // rem, smallest side of the window when the two are side by side
