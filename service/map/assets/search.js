// The search box for words of both languages.
import { element, isolated } from "./card.js";

const MOST = 7; // words in the list of matches

/** Return a word without case and accents, for comparisons. */
export function folded(word) {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Set up the search box; it calls `choose(side, word)` with the selected word. */
export function search(sides, choose) {
  const box = document.getElementById("sought");
  const list = document.getElementById("found");
  const none = document.getElementById("none");
  let forms = null; // folded words of both sides, computed at the first search
  let hits = [];
  let active = 0;

  function update() {
    forms ??= sides.map((side) => side.words.slice(0, side.drawn).map(folded));
    const text = box.value.trim();
    hits = text ? matches(sides, forms, text) : [];
    active = 0;
    show();
    none.hidden = !text || hits.length > 0;
  }

  function show() {
    list.replaceChildren(...hits.map(({ side, word }, place) => {
      const option = element("li", { id: `found-${place}`, role: "option", "aria-selected": place === active },
        isolated(side, word), element("span", {}, side.language));
      option.dataset.place = place;
      return option;
    }));
    list.hidden = !hits.length;
    box.setAttribute("aria-expanded", String(hits.length > 0));
    if (hits.length) box.setAttribute("aria-activedescendant", `found-${active}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function pick(place) {
    const { side, word } = hits[place];
    close();
    box.value = side.words[word];
    choose(side, word);
  }

  function close() {
    hits = [];
    show();
    none.hidden = true;
  }

  box.addEventListener("input", update);
  box.addEventListener("blur", () => close());
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step && hits.length) {
      active = (active + step + hits.length) % hits.length;
      show();
      event.preventDefault();
    }
  });
  document.getElementById("find").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!hits.length) update();
    if (hits.length) pick(active);
  });
  // Runs before the box loses focus, which would close the list.
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("li");
    if (option) pick(Number(option.dataset.place));
    event.preventDefault();
  });
}

/** Return words equal to the text first, then words that begin with it, most frequent first. */
function matches(sides, forms, text) {
  const wanted = folded(text);
  const scored = [];
  sides.forEach((side, number) => {
    forms[number].forEach((form, word) => {
      if (!form.startsWith(wanted)) return;
      const exact = side.words[word] === text ? 0 : form === wanted ? 1 : 2;
      scored.push({ side, word, exact });
    });
  });
  scored.sort((one, other) => one.exact - other.exact || one.side.ranks[one.word] - other.side.ranks[other.word]);
  return scored.slice(0, MOST);
}
