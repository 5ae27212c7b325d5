// Labels that do not overlap: those of the first words by the layer's order, as many as there is room for.
import { css } from "./colours.js";
import { placeOf } from "./marks.js";

const ROOM = 8500; // square pixels of the screen to a label
const TRIED = 2500; // words on the screen that are tried
const CELL = 64;
const FONT = '"Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Noto Serif", "DejaVu Serif", serif';
const LONGEST = 28;

const widths = new Map();

/** Draw the labels of a frame; `held` are marks that have one whatever else, the first in bold. */
export function drawLabels(context, made, { view, t, ratio, colours }, held) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const taken = new Map();
  const most = Math.max(12, (view.width * view.height) / ROOM);
  const size = Math.min(12 + 1.2 * (view.grown - 1), 15);
  let drawn = 0;
  let tried = 0;
  held.forEach((mark, place) => {
    drawn += label(context, made, mark, view, t, size + (place ? 1 : 4), colours, taken, place ? 1 : 2);
  });
  for (const mark of made.ranked) {
    if (drawn >= most || tried >= TRIED) break;
    const [left, top] = view.pixel(placeOf(made, mark, t));
    if (left < 0 || top < 0 || left > view.width || top > view.height) continue;
    tried += 1;
    drawn += label(context, made, mark, view, t, size, colours, taken, 0);
  }
  return drawn;
}

/** Draw the label of a mark where it has room: to its right, or, if it is held, on any side; return whether. */
function label(context, made, mark, view, t, size, colours, taken, held) {
  const { side, word } = made.list[mark];
  const text = shortened(side.words[word]);
  const [left, top] = view.pixel(placeOf(made, mark, t));
  const font = `${held === 2 ? "600 " : ""}${size.toFixed(1)}px ${FONT}`;
  const width = measured(context, text, font);
  const away = made.radius[mark] * view.grown + (held ? 6 : 3);
  const boxAt = ([start, middle]) => [start - 2, middle - size * 0.6, start + width + 3, middle + size * 0.6];
  const right = [left + away, top];
  const places = held ? [right, [left - away - width, top], [left - width / 2, top + away + size / 2], [left - width / 2, top - away - size / 2]] : [right];
  const place = places.find((one) => free(boxAt(one), taken)) ?? (held === 2 ? right : null);
  if (!place) return 0;
  take(boxAt(place), taken);
  context.font = font;
  context.lineWidth = 3;
  context.strokeStyle = css(colours.paper.rgb, 0.85);
  context.strokeText(text, ...place);
  context.fillStyle = colours[side.number ? "target-ink" : "source-ink"].text;
  context.fillText(text, ...place);
  return 1;
}

function shortened(word) {
  const signs = [...word];
  return signs.length > LONGEST ? `${signs.slice(0, LONGEST - 1).join("")}…` : word;
}

function measured(context, text, font) {
  const name = `${font} ${text}`;
  if (!widths.has(name)) {
    context.font = font;
    if (widths.size > 20000) widths.clear();
    widths.set(name, context.measureText(text).width);
  }
  return widths.get(name);
}

/** Yield the cells of a grid that a box reaches into; only what is there can overlap it. */
function* cells([left, top, right, bottom]) {
  for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
    for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) yield x * 4096 + y;
  }
}

function free(box, taken) {
  const [left, top, right, bottom] = box;
  for (const cell of cells(box)) {
    for (const other of taken.get(cell) ?? []) {
      if (left < other[2] && other[0] < right && top < other[3] && other[1] < bottom) return false;
    }
  }
  return true;
}

function take(box, taken) {
  for (const cell of cells(box)) {
    if (!taken.has(cell)) taken.set(cell, []);
    taken.get(cell).push(box);
  }
}
