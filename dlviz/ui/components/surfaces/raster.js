// Fills quadrilaterals and draws lines into a picture in memory. For a surface of a thousand cells this is
// several times as quick as a canvas, which fills and smooths each cell on its own; the picture has twice
// the canvas's resolution, so that it looks as smooth.

/**
 * @typedef {object} Raster
 * @property {number} wide Pixels.
 * @property {number} tall
 * @property {Uint32Array<ArrayBuffer>} pixels Row by row, as in an image: red in the lowest byte, opacity in the highest.
 */

/**
 * An empty picture; `used` is emptied and reused if it has the size.
 *
 * @param {number} wide
 * @param {number} tall
 * @param {Raster | null} used
 * @returns {Raster}
 */
export function emptyRaster(wide, tall, used = null) {
  if (used?.wide !== wide || used.tall !== tall) return { wide, tall, pixels: new Uint32Array(wide * tall) }
  used.pixels.fill(0)
  return used
}

/**
 * An opaque colour as a pixel.
 *
 * @param {import("../base/pictures.js").Colour} colour
 * @param {number} bright In [0, 1].
 */
export function pixelOf([red, green, blue], bright) {
  return ((255 << 24) | ((blue * bright) << 16) | ((green * bright) << 8) | (red * bright)) >>> 0
}

/**
 * Fill a triangle: all pixels whose centre lies in it. Triangles that share an edge leave no gap.
 *
 * @param {Raster} raster
 * @param {ArrayLike<number>} at x and y of points, in pixels.
 * @param {[number, number, number]} corners Indices of its points.
 * @param {number} pixel
 */
export function fillTriangle({ wide, tall, pixels }, at, corners, pixel) {
  // Sorted by height without a new array: this runs two thousand times a frame.
  let [a, b, c] = corners
  if (at[2 * a + 1] > at[2 * b + 1]) [a, b] = [b, a]
  if (at[2 * b + 1] > at[2 * c + 1]) [b, c] = [c, b]
  if (at[2 * a + 1] > at[2 * b + 1]) [a, b] = [b, a]
  const [xa, ya, xb, yb, xc, yc] = [
    at[2 * a],
    at[2 * a + 1],
    at[2 * b],
    at[2 * b + 1],
    at[2 * c],
    at[2 * c + 1],
  ]
  const [long, upper, lower] = [slope(xa, ya, xc, yc), slope(xa, ya, xb, yb), slope(xb, yb, xc, yc)]
  const last = Math.min(tall, Math.ceil(yc - 0.5))
  for (let row = Math.max(0, Math.ceil(ya - 0.5)); row < last; row += 1) {
    const y = row + 0.5
    const one = xa + long * (y - ya)
    const other = y < yb ? xa + upper * (y - ya) : xb + lower * (y - yb)
    const from = Math.max(0, Math.ceil(Math.min(one, other) - 0.5))
    const end = row * wide + Math.min(wide, Math.ceil(Math.max(one, other) - 0.5))
    for (let place = row * wide + from; place < end; place += 1) pixels[place] = pixel
  }
}

/** @type {(x0: number, y0: number, x1: number, y1: number) => number} */
const slope = (x0, y0, x1, y1) => (y1 === y0 ? 0 : (x1 - x0) / (y1 - y0))

/**
 * Draw a line over what is there.
 *
 * @param {Raster} raster
 * @param {ArrayLike<number>} at x and y of points, in pixels.
 * @param {number} from Index of a point.
 * @param {number} to
 * @param {number} thick Pixels.
 * @param {[red: number, green: number, blue: number, share: number]} ink The share covers what is below.
 */
export function drawLine(raster, at, from, to, thick, ink) {
  const [x0, y0] = [at[2 * from], at[2 * from + 1]]
  const [across, down] = [at[2 * to] - x0, at[2 * to + 1] - y0]
  const isFlat = Math.abs(across) >= Math.abs(down)
  const steps = Math.max(1, Math.round(Math.max(Math.abs(across), Math.abs(down))))
  for (let step = 0; step < steps; step += 1) {
    const share = (step + 0.5) / steps
    const [x, y] = [x0 + share * across, y0 + share * down]
    for (let side = 0; side < thick; side += 1) {
      const off = side - (thick - 1) / 2
      mix(raster, Math.floor(isFlat ? x : x + off), Math.floor(isFlat ? y + off : y), ink)
    }
  }
}

/** @type {(raster: Raster, x: number, y: number, ink: [number, number, number, number]) => void} */
function mix({ wide, tall, pixels }, x, y, [red, green, blue, share]) {
  if (x < 0 || y < 0 || x >= wide || y >= tall) return
  const below = pixels[y * wide + x]
  if (below === 0) {
    pixels[y * wide + x] = (((255 * share) << 24) | (blue << 16) | (green << 8) | red) >>> 0
    return
  }
  const keep = 1 - share
  pixels[y * wide + x] =
    ((below & 0xff000000) |
      ((((below >> 16) & 255) * keep + blue * share) << 16) |
      ((((below >> 8) & 255) * keep + green * share) << 8) |
      ((below & 255) * keep + red * share)) >>>
    0
}
