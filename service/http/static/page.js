// The home page: translate the words in the search box, keep the query in the address, show results.
import { join, mapAddress, read, split, write } from "./address.js";
import { key, Problem, translate } from "./ask.js";
import { language, section, sentence, sizes, verdict } from "./show.js";

const PAUSE = 150; // milliseconds without a keystroke before the request
const FEW = 5; // candidates of each word in a query with several words
const ALL = 10; // candidates of a single word: all that share its probability

const form = document.getElementById("ask");
const box = document.getElementById("words");
const picker = document.getElementById("pair");
const swapper = document.getElementById("swap");
const answers = document.getElementById("answers");
const message = document.getElementById("message");
const announcement = document.getElementById("announcement");
const counts = document.getElementById("sizes");
const empty = document.getElementById("empty");
const warning = document.getElementById("verdict");
const unlock = document.getElementById("unlock");
const secret = document.getElementById("secret");
const map = document.getElementById("map");
const forget = document.getElementById("forget");

const options = [...picker.options];
const pairs = options.map((option) => option.dataset);

let pending = new AbortController(); // aborts the current request
let shown; // pair of the displayed results, which differs from the chosen pair during a request
let timer;
let typing = false; // whether further input belongs to the newest history entry

// Requests

function pair() {
  return pairs[picker.selectedIndex];
}

/** Request translations of the words in the search box. Results of earlier requests are dropped. */
async function ask() {
  clearTimeout(timer);
  pending.abort();
  pending = new AbortController();
  const { signal } = pending;
  const words = split(box.value);
  describe(words);
  if (!words.length) return show([]);
  answers.setAttribute("aria-busy", "true");
  const { source, target } = pair();
  const question = { source, target, words, k: words.length > 1 ? FEW : ALL, back_translations: true };
  try {
    const answer = await translate(question, signal, waiting);
    if (!signal.aborted) show(answer.results);
  } catch (error) {
    if (!signal.aborted) fail(error);
  }
}

function waiting(detail, seconds) {
  message.textContent = `${detail} – retrying in ${seconds} s`;
}

function fail(error) {
  show([]);
  empty.hidden = true;
  message.textContent = error instanceof Problem ? error.message : `This page has an error: ${error}`;
  if (error.status === 401) lock();
}

// Results

function show(results) {
  const focused = answers.contains(document.activeElement);
  shown = pair();
  answers.replaceChildren(...results.map((result, number) => section(result, pair(), number, results.length === 1)));
  answers.removeAttribute("aria-busy");
  message.textContent = "";
  announcement.textContent = results.slice(0, FEW).map(sentence).join(" ");
  empty.hidden = Boolean(split(box.value).length);
  unlock.hidden = true;
  forget.hidden = !key.value;
  if (focused) box.focus();
}

/** Update the title, the verdict, the vocabulary sizes and the link to the map. */
function describe(words) {
  const title = `${language(pair().source)} → ${language(pair().target)} – Isogloss`;
  document.title = words.length ? `${words.join(" ")} – ${title}` : title;
  warning.textContent = verdict(pair().verdict);
  warning.hidden = !warning.textContent;
  counts.textContent = sizes(pair());
  box.lang = pair().source;
  map.href = mapAddress(pair(), words);
}

// History

/** Write the query to the address, as a new history entry or in place of the current one. */
function remember(isNew) {
  const address = write(pair(), split(box.value));
  if (address === (location.hash || write(pairs[0], []))) return;
  history[isNew ? "pushState" : "replaceState"](null, "", address);
}

/** Restore the query from the address and request its translations. */
function recall() {
  typing = false;
  const { named, pair: known, words } = read(location.hash, pairs);
  picker.selectedIndex = Math.max(pairs.indexOf(known), 0);
  box.value = join(words);
  if (named && !known) {
    describe([]);
    fail(new Problem(404, `This service has no pair ${named}.`));
  } else ask();
}

/** Request `words` as a new history entry. */
function step(words) {
  typing = false;
  box.value = join(words);
  remember(true);
  ask();
}

// All keystrokes form one history entry, until the search box loses the focus or Enter is pressed.
box.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    remember(!typing);
    typing = true;
    ask();
  }, box.value.trim() ? PAUSE : 0);
});
box.addEventListener("blur", () => { typing = false; });
form.addEventListener("submit", (event) => {
  event.preventDefault();
  remember(!typing);
  typing = false;
  ask();
});
window.addEventListener("popstate", recall);

// Pairs and candidates

function swap(words, { source, target } = pair()) {
  const back = pairs.findIndex((other) => other.source === target && other.target === source);
  if (back < 0) return;
  picker.selectedIndex = back;
  step(words);
}

picker.addEventListener("change", () => step(split(box.value)));
swapper.addEventListener("click", () => swap(split(box.value)));
answers.addEventListener("click", (event) => {
  const { word, instead } = event.target.closest("button")?.dataset ?? {};
  if (word === undefined) return;
  if (event.pointerType !== "touch") box.focus(); // on a touch screen the keyboard would cover the results
  if (instead === undefined) swap([word], shown);
  else step(split(box.value).map((other) => (other === instead ? word : other)));
});

// Keyboard

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.metaKey) return;
  const editable = event.target.matches("input, select, textarea");
  if (event.key === "Enter" && event.ctrlKey) swap(split(box.value));
  else if (event.ctrlKey || unlock.contains(event.target)) return;
  else if (event.key === "/" && !editable) box.select();
  else if (event.key === "Escape" && event.target !== picker) clear();
  else if (!move(event.key, event.target)) return;
  event.preventDefault();
});

function clear() {
  box.focus();
  step([]);
}

/** Move the focus between search box and candidates. Return whether the key was an arrow key. */
function move(pressed, from) {
  const down = { ArrowDown: 1, ArrowUp: -1 }[pressed];
  const places = [box, ...answers.querySelectorAll("button")];
  const here = places.indexOf(from);
  if (!down || here < 0) return false;
  places[Math.min(Math.max(here + down, 0), places.length - 1)].focus();
  return true;
}

// API key

function lock() {
  key.value = null;
  unlock.hidden = false;
  forget.hidden = true;
  secret.value = "";
}

unlock.addEventListener("submit", (event) => {
  event.preventDefault();
  key.value = secret.value;
  box.focus();
  ask();
});
forget.addEventListener("click", () => {
  key.value = null;
  box.focus();
  ask();
});

for (const option of options) {
  option.textContent = `${language(option.dataset.source)} → ${language(option.dataset.target)}`;
}
recall();
