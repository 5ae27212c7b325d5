// Labels without overlaps: the first words in the order of the layer, as many as fit.
import { css } from "./colours.js";
import { placeOf } from "./marks.js";

const ROOM = 8500; // square pixels of the screen per label
const TRIED = 2500; // maximum number of words on the screen to try
const CELL = 64; // pixels of a cell in the grid of occupied boxes
const FONT = '"Iowan Old Style", "Palatino Linotype", Palatino, Georgia, "Noto Serif", "DejaVu Serif", serif';
const LONGEST = 28; // characters of a label

const widths = new Map();

/** Draw the labels of a frame; `pinned` marks come first, and the first of them is bold. */
export function drawLabels(context, allMarks, { view, t, ratio, colours }, pinned) {
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.textBaseline = "middle";
  context.lineJoin = "round";
  const occupied = new Map();
  const maximum = Math.max(12, (view.width * view.height) / ROOM);
  const size = Math.min(12 + 1.2 * (view.markScale - 1), 15);
  let drawn = 0;
  let tried = 0;
  pinned.forEach((mark, place) => {
    drawn += label(context, allMarks, mark, view, t, size + (place ? 1 : 4), colours, occupied, place ? 1 : 2);
  });
  for (const mark of allMarks.ranked) {
    if (drawn >= maximum || tried >= TRIED) break;
    const [left, top] = view.pixel(placeOf(allMarks, mark, t));
    if (left < 0 || top < 0 || left > view.width || top > view.height) continue;
    tried += 1;
    drawn += label(context, allMarks, mark, view, t, size, colours, occupied, 0);
  }
  return drawn;
}

/** Draw the label of a mark if it fits: to its right, or on any side if pinned. Return 1 if drawn, else 0. */
function label(context, allMarks, mark, view, t, size, colours, occupied, pinned) {
  const { side, word } = allMarks.list[mark];
  const text = shortened(side.words[word]);
  const [left, top] = view.pixel(placeOf(allMarks, mark, t));
  const font = `${pinned === 2 ? "600 " : ""}${size.toFixed(1)}px ${FONT}`;
  const width = textWidth(context, text, font);
  const away = allMarks.radius[mark] * view.markScale + (pinned ? 6 : 3);
  const boxAt = ([start, middle]) => [start - 2, middle - size * 0.6, start + width + 3, middle + size * 0.6];
  const right = [left + away, top];
  const places = pinned ? [right, [left - away - width, top], [left - width / 2, top + away + size / 2], [left - width / 2, top - away - size / 2]] : [right];
  const place = places.find((one) => free(boxAt(one), occupied)) ?? (pinned === 2 ? right : null);
  if (!place) return 0;
  take(boxAt(place), occupied);
  context.font = font;
  context.lineWidth = 3;
  context.strokeStyle = css(colours.paper.rgb, 0.85);
  context.strokeText(text, ...place);
  context.fillStyle = colours[side.number ? "target-ink" : "source-ink"].text;
  context.fillText(text, ...place);
  return 1;
}

function shortened(word) {
  const characters = [...word];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : word;
}

function textWidth(context, text, font) {
  const name = `${font} ${text}`;
  if (!widths.has(name)) {
    context.font = font;
    if (widths.size > 20000) widths.clear();
    widths.set(name, context.measureText(text).width);
  }
  return widths.get(name);
}

/** Yield the grid cells of a box; only boxes in the same cells can overlap it. */
function* cells([left, top, right, bottom]) {
  for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
    for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) yield x * 4096 + y;
  }
}

function free(box, occupied) {
  const [left, top, right, bottom] = box;
  for (const cell of cells(box)) {
    for (const other of occupied.get(cell) ?? []) {
      if (left < other[2] && other[0] < right && top < other[3] && other[1] < bottom) return false;
    }
  }
  return true;
}

function take(box, occupied) {
  for (const cell of cells(box)) {
    if (!occupied.has(cell)) occupied.set(cell, []);
    occupied.get(cell).push(box);
  }
}
