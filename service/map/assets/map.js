// The map: what is seen of it, what is chosen on it, and when it is drawn.
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

const TOUCH = 14; // pixels from a mark at which it is meant
const NARROW = 704; // pixels of width below which panels are above and below the map
const FLIGHT = 650; // milliseconds
const PLAYING = 2200;
const NEIGHBOURS = 3; // translations of a chosen word that are brought into view with it

const part = (id) => document.getElementById(id);
const [stage, slider, play, hover, chosenCard] = ["stage", "slider", "play", "hover", "card"].map(part);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const { sides, verdict, variance } = await load().catch((error) => {
  part("message").textContent = error.message;
  throw error;
});
const made = marks(sides);
const markOf = sides.map((side) => new Int32Array(side.drawn));
made.list.forEach(({ side, word }, mark) => { markOf[side.number][word] = mark; });
const boxes = [box(made, 0), box(made, 1)];

const view = new View();
// A canvas that has been asked for WebGL in vain can still be had plain.
const wanted = new URLSearchParams(location.search).get("draw"); // ?draw=canvas or ?draw=webgl, to compare them
const renderer = (wanted === "canvas" ? null : webgl(part("points"), made, wanted === "webgl")) ?? plain(part("points"), made);
const labels = part("labels").getContext("2d");
let colours = palette();
let layer = "languages";
let t = 1; // how far the map is done
let home = true; // whether all is seen, whatever the slider does
let chosen = null; // { side, word, mark }
let over = -1; // the mark under the pointer
let stop = () => {}; // what moves by itself
let asked = false;

// Draw

function redraw() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(draw);
}

function draw() {
  asked = false;
  const ratio = devicePixelRatio;
  const lines = part("pairs").checked && { rgb: colours.quiet.rgb, alpha: Math.min(0.06 * view.grown ** 2, 0.3) };
  const frame = { view, t, ratio, lines, colours, over: labels };
  labels.setTransform(ratio, 0, 0, ratio, 0, 0);
  labels.clearRect(0, 0, view.width, view.height);
  renderer.draw(frame);
  drawChosen();
  const held = chosen ? [chosen.mark, ...onMap(chosen).map(({ mark }) => mark)] : [];
  if (over >= 0 && !held.includes(over)) held.push(over);
  stage.dataset.labels = drawLabels(labels, made, frame, held);
  stage.dataset.frames = Number(stage.dataset.frames ?? 0) + 1;
}

/** Draw rings about the chosen word and its translations, and a line to each. */
function drawChosen() {
  if (over >= 0) ring(over, 1.5);
  if (!chosen) return;
  const from = view.pixel(placeOf(made, chosen.mark, t));
  for (const { mark, probability } of onMap(chosen)) {
    const to = view.pixel(placeOf(made, mark, t));
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
  const [left, top] = view.pixel(placeOf(made, mark, t));
  labels.strokeStyle = colours.ink.text;
  labels.lineWidth = width;
  labels.beginPath();
  labels.arc(left, top, made.radius[mark] * view.grown + 3, 0, 2 * Math.PI);
  labels.stroke();
}

/** Return the translations of a word that are on the map, best first. */
function onMap({ side, word }) {
  return side.translations(word).filter((other) => other.word < side.other.drawn)
    .map((other) => ({ ...other, mark: markOf[1 - side.number][other.word] }));
}

// Look

function wholeBox() {
  // From the first step back both clouds are in view, so that they do not jump.
  const share = t === 1 ? 0 : 1;
  return boxes[1].map((edge, place) => (place < 2 ? Math.min : Math.max)(edge, share ? boxes[0][place] : edge));
}

function lookAt({ x, y, scale }) {
  Object.assign(view, { x, y, scale });
  redraw();
}

/** Go to where `to` is, on the way from far enough to see what lies between. */
function fly(to) {
  stop();
  if (calm.matches) return lookAt(to);
  const from = { x: view.x, y: view.y, scale: view.scale };
  const far = Math.hypot(to.x - from.x, to.y - from.y) * Math.min(from.scale, to.scale) / Math.hypot(view.width, view.height);
  const dip = Math.min(Math.log1p(far), 1.5);
  run(FLIGHT, (share) => {
    const eased = share * share * (3 - 2 * share);
    const scale = Math.exp(Math.log(from.scale) * (1 - eased) + Math.log(to.scale) * eased - dip * Math.sin(Math.PI * share) * 0.5);
    lookAt({ x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased, scale });
  });
}

/** Call `step` with a share that goes from 0 to 1, frame by frame, until something else moves. */
function run(milliseconds, step, ended = () => {}) {
  let going = true;
  const begin = performance.now();
  stop = () => {
    if (going) ended();
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
  home = true;
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
  if (home) lookAt(view.around(wholeBox()));
  redraw();
}

/** Take into account what the panels cover. */
function cover() {
  const narrow = view.width < NARROW;
  const panel = part("panel").getBoundingClientRect();
  const shown = chosenCard.getBoundingClientRect(); // nothing while it is hidden
  if (narrow) view.cover([panel.bottom + 12, 24, Math.max(76, shown.height && view.height - shown.top + 12), 24]);
  else view.cover([28, shown.width ? shown.width + 32 : 48, 80, panel.right + 20]);
}

// Choose

function choose(side, word, { flies = true, writes = true } = {}) {
  chosen = { side, word, mark: markOf[side.number][word] };
  hide();
  const shown = card(side, word);
  const close = element("button", { type: "button", class: "close", "aria-label": "Let go of this word" }, "×");
  close.addEventListener("click", letGo);
  chosenCard.replaceChildren(shown, close);
  chosenCard.hidden = false;
  chosenCard.scrollTop = 0;
  cover();
  part("said").textContent = sentence(side, word);
  if (writes) history.replaceState(null, "", address(side, word));
  if (flies) flyTo(chosen);
  redraw();
}

function letGo() {
  chosen = null;
  chosenCard.hidden = true;
  cover();
  part("said").textContent = "";
  history.replaceState(null, "", location.pathname + location.search);
  redraw();
}

/** Go to a word, near enough to tell it from others and far enough to see its translations. */
function flyTo(word) {
  const [x, y] = placeOf(made, word.mark, t);
  const [width, height] = view.free();
  const reach = Math.max(0, ...onMap(word).slice(0, NEIGHBOURS).map(({ mark }) => {
    const [otherX, otherY] = placeOf(made, mark, t);
    return Math.max(Math.abs(otherX - x) / width, Math.abs(otherY - y) / height);
  }));
  const scale = Math.min(Math.max(0.44 / (reach || 1e-9), view.whole * 1.2), Math.max(view.whole * 9, Math.min(view.scale, view.whole * 60)));
  home = false;
  fly({ x, y, scale });
}

function address(side, word) {
  return `#${encodeURIComponent(side.code)}/${encodeURIComponent(side.words[word])}`;
}

/** Choose the word that the address names, if it is here. */
function recall() {
  const [code, text] = location.hash.slice(1).split("/").map((written) => {
    try {
      return decodeURIComponent(written);
    } catch {
      return written; // a % that a person has written
    }
  });
  const side = sides.find((one) => one.code === code);
  const word = side && text ? side.words.indexOf(text) : -1;
  if (word >= 0 && word < side.drawn) choose(side, word, { writes: false });
  else if (text) part("message").textContent = `“${text}” is not on this map.`;
}

// Hover

function point(pixel) {
  const mark = nearest(made, view, t, pixel, TOUCH / 2);
  if (mark === over) return;
  over = mark;
  stage.classList.toggle("over", mark >= 0);
  hover.hidden = mark < 0 || mark === chosen?.mark;
  if (!hover.hidden) {
    const { side, word } = made.list[mark];
    hover.replaceChildren(card(side, word, { few: 3, buttons: false }));
    beside(pixel);
  }
  redraw();
}

/** Put the card that hovers where it covers neither the pointer nor the edge. */
function beside([left, top]) {
  const { offsetWidth: width, offsetHeight: height } = hover;
  hover.style.left = `${left + 16 + width > view.width ? Math.max(left - 16 - width, 0) : left + 16}px`;
  hover.style.top = `${Math.min(Math.max(top - height / 2, 8), view.height - height - 8)}px`;
}

function hide() {
  over = -1;
  hover.hidden = true;
  stage.classList.remove("over");
}

function press(pixel) {
  const mark = nearest(made, view, t, pixel, TOUCH);
  part("message").textContent = "";
  if (mark < 0) return chosen && letGo();
  choose(made.list[mark].side, made.list[mark].word, { flies: false });
}

gestures(stage, {
  pan(right, down) {
    stop();
    hide();
    home = false;
    view.pan(right, down);
    redraw();
  },
  zoom(factor, pixel) {
    stop();
    hide();
    home = false;
    view.zoom(factor, pixel);
    redraw();
  },
  point,
  press,
  leave() {
    hide();
    redraw();
  },
  all: showAll,
  middle: () => press(view.middle()),
  seek: () => part("sought").select(),
});

// Time

function setTime(share) {
  t = share;
  slider.value = 100 * t;
  slider.setAttribute("aria-valuetext", t === 0 ? "before" : t === 1 ? "after" : `${Math.round(100 * t)}% of the way`);
  if (home) lookAt(view.around(wholeBox()));
  hide();
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
  run(calm.matches ? 1 : PLAYING * (1 - from), (share) => setTime(eased(share)), () => { play.textContent = "▶"; });
});

// Layers

function setLayer(name) {
  layer = name;
  dress(made, LAYERS[layer], colours);
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

// The rest

chosenCard.addEventListener("click", (event) => {
  const { word } = event.target.closest("button.word")?.dataset ?? {};
  if (word === undefined) return;
  choose(chosen.side.other, Number(word));
  chosenCard.querySelector("button.word, .close")?.focus();
});
part("closer").addEventListener("click", () => { home = false; fly({ x: view.x, y: view.y, scale: view.scale * 1.8 }); });
part("farther").addEventListener("click", () => { home = false; fly({ x: view.x, y: view.y, scale: view.scale / 1.8 }); });
part("whole").addEventListener("click", showAll);
addEventListener("resize", resize);
addEventListener("hashchange", recall);
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && chosen) letGo();
});

function describe() {
  const [source, target] = sides;
  part("title").textContent = `${source.language} and ${target.language}`;
  part("verdict").textContent = `The verdict on this pair is “${verdict}”: check what you take from here.`;
  part("verdict").hidden = verdict === "aligned";
  const share = variance === null ? " What is near here is near in all dimensions, mostly; how far groups are apart means little." : ` The two axes hold ${Math.round(100 * variance)}% of the variance, so what is near here need not be near in all dimensions; translations are found there.`;
  part("about").textContent = `${count(source.drawn)} ${source.language} and ${count(target.drawn)} ${target.language} words, laid out together where the map puts them. Before it, each language lies on axes of its own.${share}`;
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
if (location.hash) recall();

// For whoever wants to know where a word is drawn, and what draws it.
globalThis.isoglossMap = {
  pixel(code, text) {
    const side = sides.find((one) => one.code === code);
    const word = side.words.indexOf(text);
    return word < 0 || word >= side.drawn ? null : view.pixel(placeOf(made, markOf[side.number][word], t));
  },
};
