// The legend of each layer: marks, colour ramps, and the histogram of hubs.
import { count, element } from "./card.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDER = 1.3; // growth factor of the bins, once a bin has more than one number

export function legend(name, sides) {
  const shown = { languages, confidence, hubs }[name](sides);
  document.getElementById("legend").replaceChildren(...shown);
}

function entry(side, ...more) {
  return element("div", { class: `entry ${side.number ? "target" : "source"}` },
    element("span", { class: "mark", "aria-hidden": "true" }), element("bdi", {}, side.language), ...more);
}

function languages(sides) {
  return sides.map((side) => entry(side, element("span", { class: "count" }, `${count(side.drawn)} of ${count(side.total)}`)));
}

function confidence(sides) {
  return [
    ...sides.map((side) => entry(side, element("span", { class: "ramp", "aria-hidden": "true" }))),
    element("div", { class: "scale", "aria-hidden": "true" }, element("span", {}, "0%"), element("span", {}, "100%")),
    element("p", {}, "The probability of a word’s best translation: paler means less certain."),
  ];
}

function hubs(sides) {
  const values = sides.map((side) =>
    `${side.language} ${skewness(side.hubs).toFixed(1)} → ${skewness(side.corrected).toFixed(1)}`);
  return [
    ...sides.map((side) => entry(side)),
    histogram(sides),
    element("p", {}, "How many words of the other language have a word among their ten nearest: bars by cosine, the line after CSLS. A larger mark means more words."),
    element("p", { id: "skewness" }, `Skewness, before → after CSLS: ${values.join("; ")}.`),
  ];
}

export function skewness(counts) {
  const mean = counts.reduce((sum, value) => sum + value, 0) / counts.length;
  const moment = (power) => counts.reduce((sum, value) => sum + (value - mean) ** power, 0) / counts.length;
  return moment(2) ? moment(3) / moment(2) ** 1.5 : 0;
}

/** Return the histogram of hub counts, with logarithmic heights. */
function histogram(sides) {
  const maximum = Math.max(1, ...sides.flatMap((side) => [Math.max(...side.hubs), Math.max(...side.corrected)]));
  const edges = edgesTo(maximum);
  const wide = 240 / edges.length;
  const bin = (times) => edges.findLastIndex((edge) => edge <= times);
  const counted = (name) => {
    const bins = new Array(edges.length).fill(0);
    for (const side of sides) for (const times of side[name]) bins[bin(times)] += 1;
    return bins;
  };
  const [plain, corrected] = [counted("hubs"), counted("corrected")];
  const top = Math.log1p(Math.max(...plain, ...corrected));
  const high = (number) => (62 * Math.log1p(number)) / top;
  const label = `Histogram: how many words have a word among their ten nearest, up to ${count(maximum)}`;
  const svg = drawn("svg", { viewBox: "0 0 240 80", role: "img", "aria-label": label });
  plain.forEach((number, place) => {
    svg.append(drawn("rect", { class: "plain", x: wide * place, y: 64 - high(number), width: wide - 1, height: high(number) }));
  });
  const line = corrected.map((number, place) => `${wide * place},${64 - high(number)} ${wide * (place + 1) - 1},${64 - high(number)}`);
  svg.append(drawn("polyline", { class: "corrected", points: line.join(" ") }),
    drawn("line", { class: "axis", x1: 0, x2: 240, y1: 64.5, y2: 64.5 }));
  for (const place of [0, 3, 7, 11, 15, 19, 23].filter((number) => number < edges.length - 1)) {
    const text = drawn("text", { x: wide * place, y: 75 });
    text.textContent = edges[place];
    svg.append(text);
  }
  return svg;
}

/** Return the lower edges of the bins: every integer first, then ever wider bins. */
function edgesTo(maximum) {
  const edges = [0];
  while (edges.at(-1) < maximum) edges.push(Math.max(edges.at(-1) + 1, Math.round(edges.at(-1) * WIDER)));
  return edges.at(-1) > maximum ? edges.slice(0, -1) : edges;
}

function drawn(tag, attributes) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}
