// Marks and lines without a graphics card. Drawing 20,000 marks one by one on a canvas takes the time
// of several frames. Blending stamps into an image and showing the image takes a third of a frame.
import { css } from "./colours.js";

const FINE = 4; // steps of the radius of a stamp per pixel
const HALVES = 2; // steps of the place of a stamp per pixel, on both axes

export function plain(canvas, allMarks) {
  const context = canvas.getContext("2d", { alpha: false });
  const stamps = new Map();
  let picture = null;
  return {
    name: "canvas",
    dress() {},
    draw(frame) {
      if (picture?.width !== canvas.width || picture.height !== canvas.height) {
        picture = context.createImageData(canvas.width, canvas.height);
      }
      const [red, green, blue] = frame.colours.paper.rgb.map((value) => Math.round(255 * value));
      new Uint32Array(picture.data.buffer).fill((255 << 24) | (blue << 16) | (green << 8) | red);
      blendAll(picture, allMarks, frame, stamps);
      context.putImageData(picture, 0, 0);
      if (frame.lines) drawLines(frame.overlay, allMarks.lines, frame.view, frame.t, frame.lines);
    },
  };
}

function blendAll(picture, allMarks, { view, t, ratio }, stamps) {
  const [left, top] = view.middle();
  const { width, height } = picture;
  for (let mark = 0; mark < allMarks.size; mark++) {
    const x = allMarks.before[2 * mark] * (1 - t) + allMarks.after[2 * mark] * t;
    const y = allMarks.before[2 * mark + 1] * (1 - t) + allMarks.after[2 * mark + 1] * t;
    const right = ((x - view.x) * view.scale + left) * ratio;
    const down = (top - (y - view.y) * view.scale) * ratio;
    const radius = allMarks.radius[mark] * view.markScale * ratio;
    if (right < -radius || down < -radius || right > width + radius || down > height + radius) continue;
    blend(picture, right, down, stampOf(stamps, allMarks.shape[mark], radius, right, down), allMarks.rgba, 4 * mark);
  }
}

/** Blend a colour into the picture, weighted by how much of each pixel the stamp covers. */
function blend({ data, width, height }, right, down, { cover, reach }, rgba, at) {
  const [red, green, blue, alpha] = [255 * rgba[at], 255 * rgba[at + 1], 255 * rgba[at + 2], rgba[at + 3]];
  const size = 2 * reach + 1;
  const [first, above] = [Math.floor(right) - reach, Math.floor(down) - reach];
  const [from, to] = [Math.max(0, -first), Math.min(size, width - first)];
  for (let row = Math.max(0, -above); row < Math.min(size, height - above); row++) {
    let pixel = 4 * ((above + row) * width + first + from);
    for (let column = from; column < to; column++, pixel += 4) {
      const share = alpha * cover[row * size + column];
      if (!share) continue;
      data[pixel] += (red - data[pixel]) * share;
      data[pixel + 1] += (green - data[pixel + 1]) * share;
      data[pixel + 2] += (blue - data[pixel + 2]) * share;
    }
  }
}

/** Return the stamp of a mark: how much it covers of each pixel around its centre. */
function stampOf(stamps, shape, radius, right, down) {
  const fine = Math.max(1, Math.round(radius * FINE));
  const [x, y] = [right, down].map((value) => Math.floor((value - Math.floor(value)) * HALVES));
  const name = ((fine * 2 + shape) * HALVES + x) * HALVES + y;
  if (!stamps.has(name)) stamps.set(name, rendered(shape, fine / FINE, (x + 0.5) / HALVES, (y + 0.5) / HALVES));
  return stamps.get(name);
}

function rendered(shape, radius, x, y) {
  const large = shape ? 1.25 * radius : radius; // a diamond of the same area as a disc
  const reach = Math.ceil(large + 0.5);
  const size = 2 * reach + 1;
  const cover = new Float32Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const [right, down] = [Math.abs(column - reach + 0.5 - x), Math.abs(row - reach + 0.5 - y)];
      const inside = shape ? (large - right - down) / Math.SQRT2 : large - Math.hypot(right, down);
      cover[row * size + column] = Math.min(Math.max(inside + 0.5, 0), 1);
    }
  }
  return { cover, reach };
}

function drawLines(context, { size, before, after }, view, t, { rgb, alpha }) {
  const at = (place) => before[place] * (1 - t) + after[place] * t;
  context.strokeStyle = css(rgb, alpha);
  context.lineWidth = 1;
  context.beginPath();
  for (let line = 0; line < size; line++) {
    const [x, y] = view.pixel([at(4 * line), at(4 * line + 1)]);
    const [otherX, otherY] = view.pixel([at(4 * line + 2), at(4 * line + 3)]);
    if (Math.max(x, otherX) < 0 || Math.max(y, otherY) < 0 || Math.min(x, otherX) > view.width || Math.min(y, otherY) > view.height) continue;
    context.moveTo(x, y);
    context.lineTo(otherX, otherY);
  }
  context.stroke();
}
