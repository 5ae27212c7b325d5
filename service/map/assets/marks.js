// The words as marks to draw: places, colours, shapes, and which words are whose best translation.

/** Return both sides as one list, the rarest first, so that the most frequent lie on top. */
export function marks(sides) {
  const list = sides.flatMap((side) => Array.from({ length: side.drawn }, (_, word) => ({ side, word })));
  list.sort((one, other) => other.side.ranks[other.word] - one.side.ranks[one.word] || one.side.number - other.side.number);
  const size = list.length;
  const made = {
    size, list,
    before: new Float32Array(2 * size), after: new Float32Array(2 * size),
    shape: new Float32Array(size), rgba: new Float32Array(4 * size), radius: new Float32Array(size),
    order: new Float64Array(size), ranked: [], lines: pairsOf(sides[0]),
  };
  list.forEach(({ side, word }, place) => {
    made.before.set(side.place(word, 0), 2 * place);
    made.after.set(side.place(word, 1), 2 * place);
    made.shape[place] = side.number;
  });
  return made;
}

/** Give the marks the look that a layer has. */
export function dress(made, layer, colours) {
  made.list.forEach(({ side, word }, place) => {
    const { rgb, alpha, radius, order } = layer(side, word, colours);
    made.rgba.set([...rgb, alpha], 4 * place);
    made.radius[place] = radius;
    made.order[place] = order;
  });
  made.ranked = Array.from(made.list.keys()).sort((one, other) => made.order[one] - made.order[other]);
}

/** Return where a mark lies when the map is done by the share `t`. */
export function placeOf(made, mark, t) {
  const at = (axis) => made.before[2 * mark + axis] * (1 - t) + made.after[2 * mark + axis] * t;
  return [at(0), at(1)];
}

/** Return the mark nearest to a pixel, within so many pixels; -1 where there is none. */
export function nearest(made, view, t, pixel, within) {
  const [x, y] = view.place(pixel);
  let found = -1;
  let least = within / view.scale;
  for (let mark = 0; mark < made.size; mark++) {
    const right = made.before[2 * mark] * (1 - t) + made.after[2 * mark] * t - x;
    const up = made.before[2 * mark + 1] * (1 - t) + made.after[2 * mark + 1] * t - y;
    const distance = Math.hypot(right, up) - (made.radius[mark] * view.grown) / view.scale;
    if (distance <= least) [found, least] = [mark, distance];
  }
  return found;
}

/** Return the box of what is drawn but for the outermost words: `[left, bottom, right, top]`. */
export function box(made, t) {
  const sorted = [0, 1].map((axis) =>
    Float32Array.from({ length: made.size }, (_, mark) => placeOf(made, mark, t)[axis]).sort());
  const at = (axis, share) => sorted[axis][Math.round(share * (made.size - 1))];
  return [at(0, 0.0015), at(1, 0.0015), at(0, 0.9985), at(1, 0.9985)];
}

/** Return the ends of the lines between mutual neighbours: places before and after, of both. */
function pairsOf(source) {
  const ends = { before: [], after: [] };
  for (let word = 0; word < source.drawn; word++) {
    const other = source.mutual(word);
    if (other < 0 || other >= source.other.drawn) continue;
    const there = source.other.place(other, 1);
    ends.before.push(...source.place(word, 0), ...there);
    ends.after.push(...source.place(word, 1), ...there);
  }
  return { size: ends.before.length / 4, before: new Float32Array(ends.before), after: new Float32Array(ends.after) };
}
