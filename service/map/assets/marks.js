// The words as marks: places, colours, shapes, and the lines between mutual translations.

/** Return the words of both sides as marks, rarest first, so that frequent words are on top. */
export function marks(sides) {
  const list = sides.flatMap((side) => Array.from({ length: side.drawn }, (_, word) => ({ side, word })));
  list.sort((one, other) => other.side.ranks[other.word] - one.side.ranks[one.word] || one.side.number - other.side.number);
  const size = list.length;
  const allMarks = {
    size, list,
    before: new Float32Array(2 * size), after: new Float32Array(2 * size),
    shape: new Float32Array(size), rgba: new Float32Array(4 * size), radius: new Float32Array(size),
    order: new Float64Array(size), ranked: [], lines: pairsOf(sides[0]),
  };
  list.forEach(({ side, word }, place) => {
    allMarks.before.set(side.place(word, 0), 2 * place);
    allMarks.after.set(side.place(word, 1), 2 * place);
    allMarks.shape[place] = side.number;
  });
  return allMarks;
}

/** Give the marks the look of a layer. */
export function dress(allMarks, layer, colours) {
  allMarks.list.forEach(({ side, word }, place) => {
    const { rgb, alpha, radius, order } = layer(side, word, colours);
    allMarks.rgba.set([...rgb, alpha], 4 * place);
    allMarks.radius[place] = radius;
    allMarks.order[place] = order;
  });
  allMarks.ranked = Array.from(allMarks.list.keys()).sort((one, other) => allMarks.order[one] - allMarks.order[other]);
}

/** Return the place of a mark at the slider position `t`. */
export function placeOf(allMarks, mark, t) {
  const at = (axis) => allMarks.before[2 * mark + axis] * (1 - t) + allMarks.after[2 * mark + axis] * t;
  return [at(0), at(1)];
}

/** Return the mark nearest to a pixel; -1 if none is `within` so many pixels. */
export function nearest(allMarks, view, t, pixel, within) {
  const [x, y] = view.place(pixel);
  let hit = -1;
  let smallest = within / view.scale;
  for (let mark = 0; mark < allMarks.size; mark++) {
    const right = allMarks.before[2 * mark] * (1 - t) + allMarks.after[2 * mark] * t - x;
    const up = allMarks.before[2 * mark + 1] * (1 - t) + allMarks.after[2 * mark + 1] * t - y;
    const distance = Math.hypot(right, up) - (allMarks.radius[mark] * view.markScale) / view.scale;
    if (distance <= smallest) [hit, smallest] = [mark, distance];
  }
  return hit;
}

/** Return the box of the marks without the outermost 0.15% on each side: `[left, bottom, right, top]`. */
export function box(allMarks, t) {
  const sorted = [0, 1].map((axis) =>
    Float32Array.from({ length: allMarks.size }, (_, mark) => placeOf(allMarks, mark, t)[axis]).sort());
  const at = (axis, share) => sorted[axis][Math.round(share * (allMarks.size - 1))];
  return [at(0, 0.0015), at(1, 0.0015), at(0, 0.9985), at(1, 0.9985)];
}

/** Return the lines between mutual translations: places of both ends, before and after the mapping. */
function pairsOf(source) {
  const ends = { before: [], after: [] };
  for (let word = 0; word < source.drawn; word++) {
    const other = source.mutual(word);
    if (other < 0 || other >= source.other.drawn) continue;
    const end = source.other.place(other, 1);
    ends.before.push(...source.place(word, 0), ...end);
    ends.after.push(...source.place(word, 1), ...end);
  }
  return { size: ends.before.length / 4, before: new Float32Array(ends.before), after: new Float32Array(ends.after) };
}
