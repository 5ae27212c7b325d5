// Render the results. Words of a vocabulary are untrusted, so they become text, never HTML.

const PERCENT = new Intl.NumberFormat("en", { style: "percent" });
const NUMBER = new Intl.NumberFormat("en");
const NAMES = new Intl.DisplayNames("en", { type: "language" });

const VERDICTS = {
  doubtful: "The verdict on this pair is “doubtful”: the alignment of the two languages may have failed. Check its translations before you use them.",
  "not aligned": "The verdict on this pair is “not aligned”: its translations are hardly better than chance.",
};

/** Return the English name of a language; its code if that is not a language code. */
export function language(code) {
  try {
    return NAMES.of(code);
  } catch {
    return code; // the language name in a model need not be a language code
  }
}

/** Return the explanation of a verdict; an empty string for an aligned pair. */
export function verdict(label) {
  return label === "aligned" ? "" : VERDICTS[label] ?? `The verdict on this pair is “${label}”.`;
}

/** Return the vocabulary sizes of a pair as a sentence. */
export function sizes({ source, target, words, others }) {
  const count = (number, code) => `${NUMBER.format(number)} ${language(code)} words`;
  return `${count(words, source)}, ${count(others, target)}.`;
}

export function percent(probability) {
  return probability > 0 && probability < 0.005 ? "<1%" : PERCENT.format(probability);
}

/** Return a result as one sentence for screen readers. */
export function sentence({ word, found, guessed, translations: [best, ...others] }) {
  if (!best) return found ? `${word}: no candidates.` : `${word}: not in the vocabulary.`;
  const more = others.length ? `, and ${others.length} more` : "";
  return `${word}: ${best.word}, ${percent(best.probability)}${guessed ? ", guessed" : ""}${more}.`;
}

/** Return the section of one word; `complete` if it has all candidates that share the probability. */
export function section(result, pair, number, complete) {
  const heading = element("h2", { id: `word-${number}` }, isolated(result.word, pair.source));
  return element("section", { "aria-labelledby": heading.id },
    element("div", { class: "head" }, heading, ...about(result, pair)),
    ...(result.suggestions.length ? [suggestions(result, pair)] : []),
    ...(result.translations.length ? [table(result, pair)] : []),
    ...(complete && result.found ? rest(result.translations) : []));
}

function* about(result, pair) {
  const { word, found, meant, rank, guessed, no_translation: none, translations: [best] } = result;
  if (found && meant !== word) {
    yield element("span", { class: "meant" }, "looked up as ", isolated(meant, pair.source));
  }
  if (rank !== null) yield frequency(rank, language(pair.source));
  if (!found) yield element("span", { class: "badge" }, "not in the vocabulary");
  if (guessed) {
    const title = "Its spelling is similar to words with known translations";
    yield element("span", { class: "badge", title }, "guessed from its letters");
  }
  if (best && none > best.probability) {
    yield element("span", { class: "badge" }, `probably no translation here: ${percent(none)}`);
  }
}

function frequency(rank, name) {
  const title = `Rank ${NUMBER.format(rank)} by frequency among the ${name} words`;
  return element("span", { class: "rank", title }, `#${NUMBER.format(rank)}`);
}

function suggestions({ word, suggestions: near }, pair) {
  const buttons = near.map((other) => {
    const button = wordButton("suggestion", other, pair.source);
    button.dataset.instead = word;
    return button;
  });
  return element("p", { class: "suggestions" }, "Did you mean", ...buttons);
}

// On narrow screens the rows become a CSS grid. Explicit roles keep the table semantics.
function table({ word, meant, translations }, pair) {
  const columns = ["Translation", "Probability", "Back", "Frequency", "Mutual"];
  const heads = columns.map((name) => element("th", { scope: "col", role: "columnheader" }, name));
  const rows = translations.map((candidate) => row(candidate, meant ?? word, pair));
  const caption = element("caption", { class: "spoken" }, `${language(pair.target)} for `, isolated(word, pair.source));
  return element("table", { role: "table" }, caption,
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ...heads)),
    element("tbody", { role: "rowgroup" }, ...rows));
}

function row(candidate, query, pair) {
  const button = wordButton("candidate", candidate.word, pair.target);
  button.title = "Translate back";
  return element("tr", { role: "row" },
    element("th", { scope: "row", role: "rowheader" }, button),
    cell("probability", bar(candidate.probability), element("span", { class: "percent" }, percent(candidate.probability))),
    cell("back", ...back(candidate.back_translations ?? [], query, pair)),
    cell("frequency", frequency(candidate.rank, language(pair.target))),
    cell("mutual", ...mark(candidate.mutual)));
}

/** Return the probability that none of the candidates is right. */
function rest(candidates) {
  const left = 1 - candidates.reduce((sum, { probability }) => sum + probability, 0);
  return left < 0.005 ? [] : [element("p", { class: "rest" }, `None of these: ${percent(left)}`)];
}

/** Return a bar as long as `probability`. Screen readers skip it and read the number beside it. */
function bar(probability) {
  const filled = element("i", {});
  filled.style.width = `${100 * probability}%`;
  return element("span", { class: "bar", "aria-hidden": "true" }, filled);
}

function* back(words, query, pair) {
  for (const [place, { word, probability }] of words.entries()) {
    if (place) yield ", ";
    const shown = isolated(word, pair.source);
    shown.title = percent(probability);
    if (word === query) shown.classList.add("home");
    yield shown;
  }
}

function mark(mutual) {
  const title = "Each of the two words is the other’s best translation";
  return mutual ? [element("span", { class: "badge good", title }, "mutual")] : [];
}

function cell(name, ...children) {
  return element("td", { class: name, role: "cell" }, ...children);
}

function wordButton(name, word, lang) {
  const button = element("button", { type: "button", class: name, lang, dir: "auto" }, word);
  button.dataset.word = word;
  return button;
}

/** Return a word in its own text direction, isolated from the surrounding text. */
function isolated(word, lang) {
  return element("bdi", { lang }, word);
}

function element(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
