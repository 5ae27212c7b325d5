// The page: what is typed is asked, what is asked stands in the address, answers are shown in order.
import { join, mapAddress, read, split, write } from "./address.js";
import { key, Problem, translate } from "./ask.js";
import { language, section, sentence, sizes, verdict } from "./show.js";

const PAUSE = 150; // milliseconds without a key before what is typed is asked
const FEW = 5; // candidates of each of several words; of one word, all that its probability is shared by
const ALL = 10;

const form = document.getElementById("ask");
const box = document.getElementById("words");
const picker = document.getElementById("pair");
const swapper = document.getElementById("swap");
const answers = document.getElementById("answers");
const message = document.getElementById("message");
const said = document.getElementById("said");
const there = document.getElementById("sizes");
const empty = document.getElementById("empty");
const doubt = document.getElementById("verdict");
const unlock = document.getElementById("unlock");
const secret = document.getElementById("secret");
const map = document.getElementById("map");
const forget = document.getElementById("forget");

const options = [...picker.options];
const pairs = options.map((option) => option.dataset);

let asking = new AbortController(); // of what is being asked, and of nothing older
let shown; // the pair that the answers on the page are of, while others are waited for
let timer;
let typing = false; // whether the newest entry of the history is still being written

// Ask

function pair() {
  return pairs[picker.selectedIndex];
}

/** Ask for what is in the box; an answer to what was asked before is never shown after this. */
async function ask() {
  clearTimeout(timer);
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
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
  message.textContent = `${detail} – asking again in ${seconds} s`;
}

function fail(error) {
  show([]);
  empty.hidden = true;
  message.textContent = error instanceof Problem ? error.message : `Something is wrong with this page: ${error}`;
  if (error.status === 401) lock();
}

// Show

function show(results) {
  const held = answers.contains(document.activeElement);
  shown = pair();
  answers.replaceChildren(...results.map((result, number) => section(result, pair(), number, results.length === 1)));
  answers.removeAttribute("aria-busy");
  message.textContent = "";
  said.textContent = results.slice(0, FEW).map(sentence).join(" ");
  empty.hidden = Boolean(split(box.value).length);
  unlock.hidden = true;
  forget.hidden = !key.value;
  if (held) box.focus();
}

/** Say what the page is about: in its title, and in the verdict on the pair. */
function describe(words) {
  const title = `${language(pair().source)} → ${language(pair().target)} – Isogloss`;
  document.title = words.length ? `${words.join(" ")} – ${title}` : title;
  doubt.textContent = verdict(pair().verdict);
  doubt.hidden = !doubt.textContent;
  there.textContent = sizes(pair());
  box.lang = pair().source;
  map.href = mapAddress(pair(), words);
}

// Remember

/** Put what is asked into the address: anew, or in place of what was there. */
function remember(anew) {
  const address = write(pair(), split(box.value));
  if (address === (location.hash || write(pairs[0], []))) return;
  history[anew ? "pushState" : "replaceState"](null, "", address);
}

/** Ask for what the address says. */
function recall() {
  typing = false;
  const { named, pair: known, words } = read(location.hash, pairs);
  picker.selectedIndex = Math.max(pairs.indexOf(known), 0);
  box.value = join(words);
  if (named && !known) {
    describe([]);
    fail(new Problem(404, `The pair ${named} is not served here.`));
  } else ask();
}

/** Ask for `words` as a step of its own, to come back to. */
function step(words) {
  typing = false;
  box.value = join(words);
  remember(true);
  ask();
}

// What is typed is one step, however many keys it takes; the next begins when it was left or entered.
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

// Choose

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
  if (event.pointerType !== "touch") box.focus(); // a touch would bring the keyboard over the answer
  if (instead === undefined) swap([word], shown);
  else step(split(box.value).map((other) => (other === instead ? word : other)));
});

// Keys

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.metaKey) return;
  const written = event.target.matches("input, select, textarea");
  if (event.key === "Enter" && event.ctrlKey) swap(split(box.value));
  else if (event.ctrlKey || unlock.contains(event.target)) return;
  else if (event.key === "/" && !written) box.select();
  else if (event.key === "Escape" && event.target !== picker) clear();
  else if (!move(event.key, event.target)) return;
  event.preventDefault();
});

function clear() {
  box.focus();
  step([]);
}

/** Move through the candidates, from the box and back to it; return whether that was meant. */
function move(pressed, from) {
  const down = { ArrowDown: 1, ArrowUp: -1 }[pressed];
  const places = [box, ...answers.querySelectorAll("button")];
  const here = places.indexOf(from);
  if (!down || here < 0) return false;
  places[Math.min(Math.max(here + down, 0), places.length - 1)].focus();
  return true;
}

// The key

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
