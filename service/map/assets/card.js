// The card of a word. A word may contain any text, so it becomes a text node, never HTML.

const COUNT = new Intl.NumberFormat("en");
const SHARE = new Intl.NumberFormat("en", { style: "percent" });

export function count(number) {
  return COUNT.format(number);
}

export function share(probability) {
  return probability < 0.005 ? "<1%" : SHARE.format(probability);
}

export function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** Return a word in a `bdi` element, so that its direction does not affect the text around it. */
export function isolated(side, word) {
  return element("bdi", { lang: side.code }, side.words[word]);
}

/** Return the card of a drawn word, with at most `few` translations; the hover card has no buttons. */
export function card(side, word, { few = 5, buttons = true } = {}) {
  const translations = side.translations(word).slice(0, few);
  const node = element("div", { class: `card ${side.number ? "of-target" : "of-source"}` },
    element("h2", {}, isolated(side, word)), facts(side, word),
    element("ol", {}, ...translations.map((translation) => item(side, word, translation, buttons))));
  if (buttons) node.append(note(side, word));
  return node;
}

function facts(side, word) {
  const kind = element("span", { class: side.number ? "target" : "source" }, element("span", { class: "mark", "aria-hidden": "true" }));
  kind.style.display = "flex";
  const parts = [kind, element("span", {}, side.language), element("span", {}, `#${count(side.ranks[word])} by frequency`)];
  if (side.mutual(word) >= 0) {
    parts.push(element("span", { class: "badge", title: "Each is the best translation of the other" }, "mutual"));
  }
  return element("p", { class: "facts" }, ...parts);
}

function item(side, word, translation, buttons) {
  const other = side.other;
  const onMap = translation.word < other.drawn;
  const shown = onMap && buttons
    ? element("button", { type: "button", class: "word", title: "Go to this word" }, isolated(other, translation.word))
    : element("span", { class: "word" }, isolated(other, translation.word));
  if (onMap && buttons) shown.dataset.word = translation.word;
  const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("i", {}));
  bar.firstChild.style.width = `${100 * translation.probability}%`;
  const node = element("li", {}, shown, bar, element("span", { class: "percent" }, share(translation.probability)));
  if (buttons) node.append(back(side, word, other.translations(translation.word).slice(0, 3)));
  return node;
}

/** Return the translations of a translation back, with the word itself highlighted. */
function back(side, word, words) {
  const node = element("span", { class: "back" }, "← ");
  words.forEach((candidate, place) => {
    const shown = isolated(side, candidate.word);
    shown.title = share(candidate.probability);
    if (candidate.word === word) shown.className = "home";
    node.append(place ? ", " : "", shown);
  });
  return node;
}

function note(side, word) {
  const [plain, corrected] = [side.hubs[word], side.corrected[word]].map(count);
  const total = side.translations(word).reduce((sum, { probability }) => sum + probability, 0);
  const rest = total < 0.995 ? `None of these: ${share(1 - total)}. ` : "";
  return element("p", { class: "note" },
    `${rest}This word is among the ten nearest of ${plain} ${side.other.language} words on this map, and of ${corrected} after CSLS (the average is 10).`);
}

/** Return a word and its translations as a sentence for screen readers. */
export function sentence(side, word) {
  const translations = side.translations(word).slice(0, 3).map((translation) =>
    `${side.other.words[translation.word]} ${share(translation.probability)}`);
  return `${side.words[word]}, ${side.language}: ${translations.join(", ")}.`;
}
