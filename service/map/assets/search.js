// The box in which a word of either language is sought.
import { element, isolated } from "./card.js";

const MOST = 7;

/** Return a word in a form in which it is found without regard to case and accents. */
export function folded(word) {
  return word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Have words sought in the box; `chosen(side, word)` is told which. */
export function search(sides, chosen) {
  const box = document.getElementById("sought");
  const list = document.getElementById("found");
  const none = document.getElementById("none");
  let known = null; // made when it is first needed
  let found = [];
  let active = 0;

  function seek() {
    known ??= sides.map((side) => side.words.slice(0, side.drawn).map(folded));
    const text = box.value.trim();
    found = text ? matches(sides, known, text) : [];
    active = 0;
    show();
    none.hidden = !text || found.length > 0;
  }

  function show() {
    list.replaceChildren(...found.map(({ side, word }, place) => {
      const option = element("li", { id: `found-${place}`, role: "option", "aria-selected": place === active },
        isolated(side, word), element("span", {}, side.language));
      option.dataset.place = place;
      return option;
    }));
    list.hidden = !found.length;
    box.setAttribute("aria-expanded", String(found.length > 0));
    if (found.length) box.setAttribute("aria-activedescendant", `found-${active}`);
    else box.removeAttribute("aria-activedescendant");
  }

  function choose(place) {
    const { side, word } = found[place];
    close();
    box.value = side.words[word];
    chosen(side, word);
  }

  function close() {
    found = [];
    show();
    none.hidden = true;
  }

  box.addEventListener("input", seek);
  box.addEventListener("blur", () => close());
  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step && found.length) {
      active = (active + step + found.length) % found.length;
      show();
      event.preventDefault();
    }
  });
  document.getElementById("find").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!found.length) seek();
    if (found.length) choose(active);
  });
  // Before the box loses the focus, which would close the list.
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("li");
    if (option) choose(Number(option.dataset.place));
    event.preventDefault();
  });
}

/** Return the words that are, or else begin with, what is sought; the most frequent first. */
function matches(sides, known, text) {
  const sought = folded(text);
  const scored = [];
  sides.forEach((side, number) => {
    known[number].forEach((form, word) => {
      if (!form.startsWith(sought)) return;
      const exact = side.words[word] === text ? 0 : form === sought ? 1 : 2;
      scored.push({ side, word, exact });
    });
  });
  scored.sort((one, other) => one.exact - other.exact || one.side.ranks[one.word] - other.side.ranks[other.word]);
  return scored.slice(0, MOST);
}
