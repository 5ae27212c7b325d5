// The main script: the view, the selected word, and when to draw.
import { card, element, count, sentence } from "./card.js";
import { LAYERS, palette } from "./colours.js";
import { load } from "./data.js";
import { drawLabels } from "./labels.js";
import { legend } from "./legend.js";
import { box, dress, marks, nearest, placeOf } from "./marks.js";
import { gestures } from "./gestures.js";
import { plain } from "./plain.js";
import { search } from "./search.js";
import { View } from "./view.js";
import { webgl } from "./webgl.js";

const TOUCH = 14; // largest distance of a click from a mark, in pixels
const NARROW = 704; // screens with fewer pixels of width have the panels above and below the map
const FLIGHT = 650; // milliseconds of a move of the view
const PLAYING = 2200; // milliseconds from before to after the mapping
const NEIGHBOURS = 3; // translations that come into view with the selected word

const part = (id) => document.getElementById(id);
const [stage, slider, play, hover, chosenCard] = ["stage", "slider", "play", "hover", "card"].map(part);
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

const { sides, verdict, variance } = await load().catch((error) => {
  part("message").textContent = error.message;
  throw error;
});
const allMarks = marks(sides);
const markOf = sides.map((side) => new Int32Array(side.drawn));
allMarks.list.forEach(({ side, word }, mark) => { markOf[side.number][word] = mark; });
const boxes = [box(allMarks, 0), box(allMarks, 1)];

const view = new View();
// If WebGL fails, the same canvas still offers a 2D context.
const requestedRenderer = new URLSearchParams(location.search).get("draw"); // ?draw=canvas or ?draw=webgl, for comparisons
const renderer = (requestedRenderer === "canvas" ? null : webgl(part("points"), allMarks, requestedRenderer === "webgl")) ?? plain(part("points"), allMarks);
const labels = part("labels").getContext("2d");
let colours = palette();
let layer = "languages";
let t = 1; // position of the slider: 0 is before the mapping, 1 is after it
let autoFit = true; // whether the view follows the slider so that all words stay visible
let chosen = null; // { side, word, mark }
let hovered = -1; // the mark under the pointer
let stop = () => {}; // stops the running animation
let scheduled = false; // whether a frame is scheduled

// Draw

function redraw() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(draw);
}

function draw() {
  scheduled = false;
  const ratio = devicePixelRatio;
  const lines = part("pairs").checked && { rgb: colours.quiet.rgb, alpha: Math.min(0.06 * view.markScale ** 2, 0.3) };
  const frame = { view, t, ratio, lines, colours, overlay: labels };
  labels.setTransform(ratio, 0, 0, ratio, 0, 0);
  labels.clearRect(0, 0, view.width, view.height);
  renderer.draw(frame);
  drawChosen();
  const pinned = chosen ? [chosen.mark, ...onMap(chosen).map(({ mark }) => mark)] : [];
  if (hovered >= 0 && !pinned.includes(hovered)) pinned.push(hovered);
  stage.dataset.labels = drawLabels(labels, allMarks, frame, pinned);
  stage.dataset.frames = Number(stage.dataset.frames ?? 0) + 1;
}

/** Draw rings around the selected word and its translations, and a line to each translation. */
function drawChosen() {
  if (hovered >= 0) ring(hovered, 1.5);
  if (!chosen) return;
  const from = view.pixel(placeOf(allMarks, chosen.mark, t));
  for (const { mark, probability } of onMap(chosen)) {
    const to = view.pixel(placeOf(allMarks, mark, t));
    labels.strokeStyle = colours.ink.text;
    labels.globalAlpha = 0.35 + 0.65 * probability;
    labels.lineWidth = 1 + 1.5 * probability;
    labels.beginPath();
    labels.moveTo(...from);
    labels.lineTo(...to);
    labels.stroke();
    labels.globalAlpha = 1;
    ring(mark, 1);
  }
  ring(chosen.mark, 2);
}

function ring(mark, width) {
  const [left, top] = view.pixel(placeOf(allMarks, mark, t));
  labels.strokeStyle = colours.ink.text;
  labels.lineWidth = width;
  labels.beginPath();
  labels.arc(left, top, allMarks.radius[mark] * view.markScale + 3, 0, 2 * Math.PI);
  labels.stroke();
}

/** Return the translations of a word that are on the map, best first. */
function onMap({ side, word }) {
  return side.translations(word).filter((other) => other.word < side.other.drawn)
    .map((other) => ({ ...other, mark: markOf[1 - side.number][other.word] }));
}

// View

function wholeBox() {
  // Before the end of the slider, fit both layouts: otherwise the view would jump.
  const share = t === 1 ? 0 : 1;
  return boxes[1].map((edge, place) => (place < 2 ? Math.min : Math.max)(edge, share ? boxes[0][place] : edge));
}

function lookAt({ x, y, scale }) {
  Object.assign(view, { x, y, scale });
  redraw();
}

/** Move the view to `to`; zoom out on the way for orientation. */
function fly(to) {
  stop();
  if (reducedMotion.matches) return lookAt(to);
  const from = { x: view.x, y: view.y, scale: view.scale };
  const far = Math.hypot(to.x - from.x, to.y - from.y) * Math.min(from.scale, to.scale) / Math.hypot(view.width, view.height);
  const dip = Math.min(Math.log1p(far), 1.5);
  animate(FLIGHT, (share) => {
    const eased = share * share * (3 - 2 * share);
    const scale = Math.exp(Math.log(from.scale) * (1 - eased) + Math.log(to.scale) * eased - dip * Math.sin(Math.PI * share) * 0.5);
    lookAt({ x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased, scale });
  });
}

/** Animate: call `step` in each frame with a share from 0 to 1, until `stop` is called. */
function animate(milliseconds, step, onEnd = () => {}) {
  let going = true;
  const begin = performance.now();
  stop = () => {
    if (going) onEnd();
    going = false;
  };
  const next = (now) => {
    if (!going) return;
    const share = Math.min(Math.max((now - begin) / milliseconds, 0), 1);
    step(share);
    if (share < 1) requestAnimationFrame(next);
    else stop();
  };
  requestAnimationFrame(next);
}

function showAll() {
  autoFit = true;
  fly(view.around(wholeBox()));
}

function resize() {
  const { clientWidth: width, clientHeight: height } = stage;
  view.resize(width, height);
  cover();
  for (const canvas of [part("points"), part("labels")]) {
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
  }
  view.whole = view.around(boxes[1]).scale;
  if (autoFit) lookAt(view.around(wholeBox()));
  redraw();
}

/** Tell the view which parts the panels cover. */
function cover() {
  const narrow = view.width < NARROW;
  const panel = part("panel").getBoundingClientRect();
  const shown = chosenCard.getBoundingClientRect(); // a rectangle of size 0 while it is hidden
  if (narrow) view.cover([panel.bottom + 12, 24, Math.max(76, shown.height && view.height - shown.top + 12), 24]);
  else view.cover([28, shown.width ? shown.width + 32 : 48, 80, panel.right + 20]);
}

// Selection

function choose(side, word, { flies = true, writes = true } = {}) {
  chosen = { side, word, mark: markOf[side.number][word] };
  hideHover();
  const shown = card(side, word);
  const close = element("button", { type: "button", class: "close", "aria-label": "Clear the selection" }, "×");
  close.addEventListener("click", deselect);
  chosenCard.replaceChildren(shown, close);
  chosenCard.hidden = false;
  chosenCard.scrollTop = 0;
  cover();
  part("said").textContent = sentence(side, word);
  if (writes) history.replaceState(null, "", address(side, word));
  if (flies) flyTo(chosen);
  redraw();
}

function deselect() {
  chosen = null;
  chosenCard.hidden = true;
  cover();
  part("said").textContent = "";
  history.replaceState(null, "", location.pathname + location.search);
  redraw();
}

/** Move to a word: near enough to tell it from others, far enough to see its translations. */
function flyTo(word) {
  const [x, y] = placeOf(allMarks, word.mark, t);
  const [width, height] = view.free();
  const reach = Math.max(0, ...onMap(word).slice(0, NEIGHBOURS).map(({ mark }) => {
    const [otherX, otherY] = placeOf(allMarks, mark, t);
    return Math.max(Math.abs(otherX - x) / width, Math.abs(otherY - y) / height);
  }));
  const scale = Math.min(Math.max(0.44 / (reach || 1e-9), view.whole * 1.2), Math.max(view.whole * 9, Math.min(view.scale, view.whole * 60)));
  autoFit = false;
  fly({ x, y, scale });
}

function address(side, word) {
  return `#${encodeURIComponent(side.code)}/${encodeURIComponent(side.words[word])}`;
}

/** Select the word in the hash of the address, if the map has it. */
function selectFromHash() {
  const [code, text] = location.hash.slice(1).split("/").map((written) => {
    try {
      return decodeURIComponent(written);
    } catch {
      return written; // not percent-encoded
    }
  });
  const side = sides.find((one) => one.code === code);
  const word = side && text ? side.words.indexOf(text) : -1;
  if (word >= 0 && word < side.drawn) choose(side, word, { writes: false });
  else if (text) part("message").textContent = `“${text}” is not on this map.`;
}

// Hover

function point(pixel) {
  const mark = nearest(allMarks, view, t, pixel, TOUCH / 2);
  if (mark === hovered) return;
  hovered = mark;
  stage.classList.toggle("over", mark >= 0);
  hover.hidden = mark < 0 || mark === chosen?.mark;
  if (!hover.hidden) {
    const { side, word } = allMarks.list[mark];
    hover.replaceChildren(card(side, word, { few: 3, buttons: false }));
    placeHover(pixel);
  }
  redraw();
}

/** Place the hover card beside the pointer and within the stage. */
function placeHover([left, top]) {
  const { offsetWidth: width, offsetHeight: height } = hover;
  hover.style.left = `${left + 16 + width > view.width ? Math.max(left - 16 - width, 0) : left + 16}px`;
  hover.style.top = `${Math.min(Math.max(top - height / 2, 8), view.height - height - 8)}px`;
}

function hideHover() {
  hovered = -1;
  hover.hidden = true;
  stage.classList.remove("over");
}

function press(pixel) {
  const mark = nearest(allMarks, view, t, pixel, TOUCH);
  part("message").textContent = "";
  if (mark < 0) return chosen && deselect();
  choose(allMarks.list[mark].side, allMarks.list[mark].word, { flies: false });
}

gestures(stage, {
  pan(right, down) {
    stop();
    hideHover();
    autoFit = false;
    view.pan(right, down);
    redraw();
  },
  zoom(factor, pixel) {
    stop();
    hideHover();
    autoFit = false;
    view.zoom(factor, pixel);
    redraw();
  },
  point,
  press,
  leave() {
    hideHover();
    redraw();
  },
  all: showAll,
  middle: () => press(view.middle()),
  seek: () => part("sought").select(),
});

// Slider

function setTime(share) {
  t = share;
  slider.value = 100 * t;
  slider.setAttribute("aria-valuetext", t === 0 ? "before" : t === 1 ? "after" : `${Math.round(100 * t)}% of the way`);
  if (autoFit) lookAt(view.around(wholeBox()));
  hideHover();
  redraw();
}

slider.addEventListener("input", () => {
  stop();
  setTime(slider.value / 100);
});
play.addEventListener("click", () => {
  if (play.textContent === "❚❚") return stop();
  stop();
  const from = t < 1 ? t : 0;
  play.textContent = "❚❚";
  const eased = (share) => from + (1 - from) * share * share * (3 - 2 * share);
  animate(reducedMotion.matches ? 1 : PLAYING * (1 - from), (share) => setTime(eased(share)), () => { play.textContent = "▶"; });
});

// Layers

function setLayer(name) {
  layer = name;
  dress(allMarks, LAYERS[layer], colours);
  renderer.dress();
  legend(layer, sides);
  redraw();
}

part("layers").addEventListener("change", (event) => setLayer(event.target.value));
part("pairs").addEventListener("change", redraw);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  colours = palette();
  setLayer(layer);
});

// Other controls

chosenCard.addEventListener("click", (event) => {
  const { word } = event.target.closest("button.word")?.dataset ?? {};
  if (word === undefined) return;
  choose(chosen.side.other, Number(word));
  chosenCard.querySelector("button.word, .close")?.focus();
});
part("closer").addEventListener("click", () => { autoFit = false; fly({ x: view.x, y: view.y, scale: view.scale * 1.8 }); });
part("farther").addEventListener("click", () => { autoFit = false; fly({ x: view.x, y: view.y, scale: view.scale / 1.8 }); });
part("whole").addEventListener("click", showAll);
addEventListener("resize", resize);
addEventListener("hashchange", selectFromHash);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) deselect();
});

function describe() {
  const [source, target] = sides;
  part("title").textContent = `${source.language} and ${target.language}`;
  part("verdict").textContent = `The verdict on this pair is “${verdict}”: check the translations before you use them.`;
  part("verdict").hidden = verdict === "aligned";
  const share = variance === null ? " Words that are near each other here are mostly near in all dimensions. Distances between groups mean little." : ` The two axes hold ${Math.round(100 * variance)}% of the variance. So words that are near each other here may be far apart in other dimensions. Translations use all dimensions.`;
  part("about").textContent = `${count(source.drawn)} ${source.language} and ${count(target.drawn)} ${target.language} words. After the mapping, both languages share one layout. Before it, each has its own axes.${share}`;
}

describe();
stage.dataset.renderer = renderer.name;
setLayer(layer);
legend(layer, sides);
resize();
search(sides, (side, word) => {
  part("message").textContent = "";
  choose(side, word);
});
if (location.hash) selectFromHash();

// For tests and benchmarks: the pixel of a word.
globalThis.isoglossMap = {
  pixel(code, text) {
    const side = sides.find((one) => one.code === code);
    const word = side.words.indexOf(text);
    return word < 0 || word >= side.drawn ? null : view.pixel(placeOf(allMarks, markOf[side.number][word], t));
  },
};
