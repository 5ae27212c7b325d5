// The card of a word. Words come from vocabularies, which hold anything: they become text, never HTML.

const COUNT = new Intl.NumberFormat("en");
const SHARE = new Intl.NumberFormat("en", { style: "percent" });

export function count(number) {
  return COUNT.format(number);
}

export function share(probability) {
  return probability < 0.005 ? "<1%" : SHARE.format(probability);
}

export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** Return a word whose direction is its own and does not reach its surroundings. */
export function isolated(side, word) {
  return element("bdi", { lang: side.code }, side.words[word]);
}

/** Return what there is to know of a drawn word; `few` translations, and no buttons, where it hovers. */
export function card(side, word, { few = 5, buttons = true } = {}) {
  const found = side.translations(word).slice(0, few);
  const made = element("div", { class: `card ${side.number ? "of-target" : "of-source"}` },
    element("h2", {}, isolated(side, word)), facts(side, word),
    element("ol", {}, ...found.map((translation) => item(side, word, translation, buttons))));
  if (buttons) made.append(note(side, word));
  return made;
}

function facts(side, word) {
  const kind = element("span", { class: side.number ? "target" : "source" }, element("span", { class: "mark", "aria-hidden": "true" }));
  kind.style.display = "flex";
  const told = [kind, element("span", {}, side.language), element("span", {}, `#${count(side.ranks[word])} by frequency`)];
  if (side.mutual(word) >= 0) {
    told.push(element("span", { class: "badge", title: "This word and its best translation choose each other" }, "mutual"));
  }
  return element("p", { class: "facts" }, ...told);
}

function item(side, word, translation, buttons) {
  const other = side.other;
  const onMap = translation.word < other.drawn;
  const shown = onMap && buttons
    ? element("button", { type: "button", class: "word", title: "Go there" }, isolated(other, translation.word))
    : element("span", { class: "word" }, isolated(other, translation.word));
  if (onMap && buttons) shown.dataset.word = translation.word;
  const bar = element("span", { class: "bar", "aria-hidden": "true" }, element("i", {}));
  bar.firstChild.style.width = `${100 * translation.probability}%`;
  const made = element("li", {}, shown, bar, element("span", { class: "percent" }, share(translation.probability)));
  if (buttons) made.append(back(side, word, other.translations(translation.word).slice(0, 3)));
  return made;
}

/** Return what a translation is translated back to. */
function back(side, word, words) {
  const made = element("span", { class: "back" }, "← ");
  words.forEach((home, place) => {
    const shown = isolated(side, home.word);
    shown.title = share(home.probability);
    if (home.word === word) shown.className = "home";
    made.append(place ? ", " : "", shown);
  });
  return made;
}

function note(side, word) {
  const [plain, corrected] = [side.hubs[word], side.corrected[word]].map(count);
  const sure = side.translations(word).reduce((sum, { probability }) => sum + probability, 0);
  const rest = sure < 0.995 ? `None of these: ${share(1 - sure)}. ` : "";
  return element("p", { class: "note" },
    `${rest}Among the ten nearest of ${plain} ${side.other.language} words on this map, of ${corrected} after CSLS (10 is the average).`);
}

/** Return a word and its translations in a sentence, for those who hear it. */
export function sentence(side, word) {
  const found = side.translations(word).slice(0, 3).map((translation) =>
    `${side.other.words[translation.word]} ${share(translation.probability)}`);
  return `${side.words[word]}, ${side.language}: ${found.join(", ")}.`;
}
