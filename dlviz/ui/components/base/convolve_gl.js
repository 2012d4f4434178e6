// Slides kernels over planes in WebGL2, with the numbers of convolve.js. A page has one context; where
// there is none, where it computes with few digits, or where it is lost, the script computes.

import { sizeOf } from "./convolve.js"

/** @typedef {import("./convolve.js").Plane} Plane */
/** @typedef {import("./convolve.js").Kernel} Kernel */
/** @typedef {import("./convolve.js").Steps} Steps */
/** @typedef {import("./convolve.js").Correlated} Correlated */

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i

// A triangle that covers the whole canvas.
const CORNERS = `#version 300 es
void main() {
  gl_Position = vec4(vec2(gl_VertexID & 1, gl_VertexID >> 1) * 4. - 1., 0, 1);
}`

// Every pixel holds the sums of four columns: WebGL2 can always read pixels of four floats.
const SLIDE = `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
uniform sampler2D plane;
uniform sampler2D kernel;
uniform int stride;
uniform int dilation;
out vec4 sums;
void main() {
  ivec2 size = textureSize(kernel, 0);
  ivec2 start = ivec2(gl_FragCoord.xy) * ivec2(4, 1) * stride;
  sums = vec4(0);
  for (int row = 0; row < size.y; row += 1)
    for (int column = 0; column < size.x; column += 1) {
      ivec2 at = start + ivec2(column, row) * dilation;
      sums += texelFetch(kernel, ivec2(column, row), 0).r * vec4(
        texelFetch(plane, at, 0).r,
        texelFetch(plane, at + ivec2(stride, 0), 0).r,
        texelFetch(plane, at + ivec2(2 * stride, 0), 0).r,
        texelFetch(plane, at + ivec2(3 * stride, 0), 0).r
      );
    }
}`

/**
 * Create a computer of kernels on the graphics card; null where there is none that can.
 *
 * @param {boolean} [alsoInSoftware] Whether a WebGL that runs on the CPU will do, which is slower than the
 *   script.
 */
export function createGraphics(alsoInSoftware = false) {
  if (typeof OffscreenCanvas === "undefined") return null
  const canvas = new OffscreenCanvas(1, 1)
  const gl = canvas.getContext("webgl2", { failIfMajorPerformanceCaveat: !alsoInSoftware })
  if (!gl?.getExtension("EXT_color_buffer_float")) return null
  const details = gl.getExtension("WEBGL_debug_renderer_info")
  const renderer = String(gl.getParameter(details ? details.UNMASKED_RENDERER_WEBGL : gl.RENDERER))
  if (SOFTWARE.test(renderer) && !alsoInSoftware) {
    gl.getExtension("WEBGL_lose_context")?.loseContext() // browsers keep few contexts
    return null
  }
  const most = gl.getParameter(gl.MAX_TEXTURE_SIZE)
  let made = prepared(gl)
  canvas.addEventListener("webglcontextlost", (event) => {
    event.preventDefault() // else it is never restored
    made = null
  })
  canvas.addEventListener("webglcontextrestored", () => {
    made = prepared(gl)
  })

  /**
   * As `correlate` of convolve.js; null if the context is lost or the plane is too large for it.
   *
   * @param {Plane} plane
   * @param {Kernel} kernel
   * @param {Steps} [steps]
   * @param {Float32Array | null} [room] Takes the result if its length fits.
   * @returns {Correlated | null}
   */
  function correlate(plane, kernel, { stride = 1, dilation = 1 } = {}, room = null) {
    const { rows, columns } = sizeOf(plane, kernel, { stride, dilation })
    if (!made || !gl || gl.isContextLost() || Math.max(plane.width, plane.height) > most) return null
    if (rows < 1 || columns < 1) return null
    made.upload("plane", plane, plane.data)
    made.upload("kernel", { width: kernel.columns, height: kernel.rows }, Float32Array.from(kernel.weights))
    const sums = made.slide(rows, columns, stride, dilation)
    if (!sums) return null
    const values = room?.length === rows * columns ? room : new Float32Array(rows * columns)
    const wide = sums.length / rows // columns, filled up to whole pixels
    let largest = 0
    for (let row = 0; row < rows; row += 1)
      for (let from = row * wide, to = row * columns; to < (row + 1) * columns; from += 1, to += 1) {
        values[to] = sums[from]
        largest = Math.max(largest, Math.abs(sums[from]))
      }
    return { rows, columns, values, largest }
  }

  return {
    correlate,
    /** For tests. */
    lose: gl.getExtension("WEBGL_lose_context"),
  }
}

/**
 * Compile the program; null if that fails.
 *
 * @param {WebGL2RenderingContext} gl
 */
function prepared(gl) {
  const program = gl.createProgram()
  for (const [type, source] of /** @type {const} */ ([
    [gl.VERTEX_SHADER, CORNERS],
    [gl.FRAGMENT_SHADER, SLIDE],
  ])) {
    const shader = gl.createShader(type)
    if (!shader) return null
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) return null
  gl.useProgram(program)
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
  gl.pixelStorei(gl.PACK_ALIGNMENT, 1)
  const at = (/** @type {string} */ name) => gl.getUniformLocation(program, name)
  const textures = { plane: gl.createTexture(), kernel: gl.createTexture(), sums: gl.createTexture() }
  gl.uniform1i(at("plane"), 0)
  gl.uniform1i(at("kernel"), 1)
  const target = gl.createFramebuffer()
  /** @type {Float32Array | null} */
  let uploaded = null // the plane that the card holds
  let sums = new Float32Array(0)

  /**
   * @param {"plane" | "kernel"} name
   * @param {{width: number, height: number}} size
   * @param {Float32Array} numbers
   */
  function upload(name, { width, height }, numbers) {
    if (name === "plane" && numbers === uploaded) return
    if (name === "plane") uploaded = numbers
    gl.activeTexture(name === "plane" ? gl.TEXTURE0 : gl.TEXTURE1)
    gl.bindTexture(gl.TEXTURE_2D, textures[name])
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.R32F, width, height, 0, gl.RED, gl.FLOAT, numbers)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  }

  /**
   * The sums, row by row; null if the card cannot hold them. Valid until the next call.
   *
   * @param {number} rows
   * @param {number} columns
   * @param {number} stride
   * @param {number} dilation
   */
  function slide(rows, columns, stride, dilation) {
    const wide = Math.ceil(columns / 4)
    gl.activeTexture(gl.TEXTURE2)
    gl.bindTexture(gl.TEXTURE_2D, textures.sums)
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA32F, wide, rows, 0, gl.RGBA, gl.FLOAT, null)
    gl.bindFramebuffer(gl.FRAMEBUFFER, target)
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, textures.sums, 0)
    if (gl.checkFramebufferStatus(gl.FRAMEBUFFER) !== gl.FRAMEBUFFER_COMPLETE) return null
    gl.viewport(0, 0, wide, rows)
    gl.uniform1i(at("stride"), stride)
    gl.uniform1i(at("dilation"), dilation)
    gl.drawArrays(gl.TRIANGLES, 0, 3)
    if (sums.length !== 4 * wide * rows) sums = new Float32Array(4 * wide * rows)
    gl.readPixels(0, 0, wide, rows, gl.RGBA, gl.FLOAT, sums)
    return gl.getError() === gl.NO_ERROR ? sums : null
  }

  return { upload, slide }
}
