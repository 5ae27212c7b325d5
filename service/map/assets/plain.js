// Marks and lines on a plain canvas, where there is no WebGL: what is not seen is not drawn.
import { css } from "./colours.js";

const SQUARE = 2.2; // radius in pixels up to which a square looks like a disc

export function plain(canvas, made) {
  const context = canvas.getContext("2d");
  let styles = [];
  return {
    name: "canvas",
    dress() {
      // Colours in steps, as setting one takes longer than drawing with it.
      styles = Array.from({ length: made.size }, (_, mark) => {
        const [red, green, blue, alpha] = made.rgba.subarray(4 * mark, 4 * mark + 4);
        return css([red, green, blue].map((value) => Math.round(value * 24) / 24), Math.round(alpha * 12) / 12);
      });
    },
    draw({ view, t, ratio, lines }) {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, view.width, view.height);
      if (lines) drawLines(context, made.lines, view, t, lines);
      const [left, top] = view.middle();
      let style = "";
      for (let mark = 0; mark < made.size; mark++) {
        const x = made.before[2 * mark] * (1 - t) + made.after[2 * mark] * t;
        const y = made.before[2 * mark + 1] * (1 - t) + made.after[2 * mark + 1] * t;
        const right = (x - view.x) * view.scale + left;
        const down = top - (y - view.y) * view.scale;
        const radius = made.radius[mark] * view.grown;
        if (right < -radius || down < -radius || right > view.width + radius || down > view.height + radius) continue;
        if (styles[mark] !== style) context.fillStyle = style = styles[mark];
        if (radius < SQUARE) context.fillRect(right - radius, down - radius, 2 * radius, 2 * radius);
        else drawMark(context, right, down, radius, made.shape[mark]);
      }
    },
  };
}

function drawMark(context, right, down, radius, shape) {
  context.beginPath();
  if (shape) {
    const reach = 1.25 * radius;
    context.moveTo(right - reach, down);
    context.lineTo(right, down - reach);
    context.lineTo(right + reach, down);
    context.lineTo(right, down + reach);
  } else context.arc(right, down, radius, 0, 2 * Math.PI);
  context.fill();
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
