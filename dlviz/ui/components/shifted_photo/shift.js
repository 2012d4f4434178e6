// The window through which a network sees a photo, moved along one direction.

/** @typedef {[across: number, down: number]} Direction Each -1, 0 or 1; not both 0. */

/**
 * Top left corner of the window in the photo. It can move `reach` pixels to all sides; the picture that
 * it shows moves along `direction`, so that the window itself goes the other way.
 *
 * @param {Direction} direction
 * @param {number} reach Pixels.
 * @param {number} shift Pixels that the picture is moved.
 * @returns {[left: number, top: number]} Pixels of the photo.
 */
export function corner([across, down], reach, shift) {
  return [reach - across * shift, reach - down * shift]
}

/**
 * How far a hand has dragged along a direction.
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
 * Whole CSS pixels of the sides of what is seen and of the photo: beside each other where that leaves
 * what is seen large enough, else under each other.
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
const PHOTO = 0.66 // of what is seen, for the photo around it
const LEAST = 9 // rem of what is seen beside the photo
