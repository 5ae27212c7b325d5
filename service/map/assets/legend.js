// What the layers mean: marks, ramps, and how often words are near others, as a histogram.
import { count, element } from "./card.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDER = 1.3; // each bin than the one before, once bins hold more than one number

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
    element("p", {}, "The probability of a word’s best translation: the paler, the less certain."),
  ];
}

function hubs(sides) {
  const told = sides.map((side) =>
    `${side.language} ${skewness(side.hubs).toFixed(1)} → ${skewness(side.corrected).toFixed(1)}`);
  return [
    ...sides.map((side) => entry(side)),
    histogram(sides),
    element("p", {}, "How often a word is among the ten nearest of the other language’s words: filled by cosine, the line after CSLS. The larger a mark, the more often."),
    element("p", { id: "skewness" }, `Skewness, before → after CSLS: ${told.join("; ")}.`),
  ];
}

export function skewness(counts) {
  const mean = counts.reduce((sum, value) => sum + value, 0) / counts.length;
  const moment = (power) => counts.reduce((sum, value) => sum + (value - mean) ** power, 0) / counts.length;
  return moment(2) ? moment(3) / moment(2) ** 1.5 : 0;
}

/** Return the share of words by how often they are near others, the height logarithmic. */
function histogram(sides) {
  const most = Math.max(1, ...sides.flatMap((side) => [Math.max(...side.hubs), Math.max(...side.corrected)]));
  const edges = edgesTo(most);
  const wide = 240 / edges.length;
  const bin = (often) => edges.findLastIndex((edge) => edge <= often);
  const counted = (name) => {
    const bins = new Array(edges.length).fill(0);
    for (const side of sides) for (const often of side[name]) bins[bin(often)] += 1;
    return bins;
  };
  const [plain, corrected] = [counted("hubs"), counted("corrected")];
  const top = Math.log1p(Math.max(...plain, ...corrected));
  const high = (number) => (62 * Math.log1p(number)) / top;
  const label = `Histogram: of how many words’ ten nearest a word is, up to ${count(most)}`;
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

/** Return where bins begin: at each whole number, and then at ever fewer. */
function edgesTo(most) {
  const edges = [0];
  while (edges.at(-1) < most) edges.push(Math.max(edges.at(-1) + 1, Math.round(edges.at(-1) * WIDER)));
  return edges.at(-1) > most ? edges.slice(0, -1) : edges;
}

function drawn(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}
