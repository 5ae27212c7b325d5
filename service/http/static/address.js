// The query in the address (#en-fr/house/cat) and in the search box (house cat).

// Quotes keep phrases together. An unclosed quote is an ordinary character of a word.
const WORD = /"((?:\\.|[^"\\])*)"(?=\s|$)|\S+/gu;
const LIST_SIGNS = /(?<=.)[,;،、]+$/u;

/** Split the text of the search box into words, without duplicates. */
export function split(text) {
  const words = [...text.matchAll(WORD)].map(([word, quoted]) =>
    quoted === undefined ? word.replace(LIST_SIGNS, "") : quoted.replace(/\\(.)/gu, "$1"));
  return [...new Set(words)].filter((word) => word.trim());
}

/** Return the text for which `split` returns `words`. */
export function join(words) {
  return words.map((word) =>
    split(word)[0] === word ? word : `"${word.replace(/["\\]/g, "\\$&")}"`).join(" ");
}

/** Return the name of a pair in the address. */
function name({ source, target }) {
  return `${encodeURIComponent(source)}-${encodeURIComponent(target)}`;
}

/** Return the address of `words` in `pair`. */
export function write(pair, words) {
  return `#${[name(pair), ...words.map(encodeURIComponent)].join("/")}`;
}

/** Return the address of the map of `pair`, centred on the first of `words`. */
export function mapAddress(pair, words) {
  const at = words.slice(0, 1).map((word) => `#${encodeURIComponent(pair.source)}/${encodeURIComponent(word)}`);
  return `map/${name(pair)}${at.join("")}`;
}

/** Return the pair name, the matching pair of `pairs` (undefined if none) and the words of an address. */
export function read(hash, pairs) {
  const [first, ...rest] = hash.replace(/^#/, "").split("/");
  const words = rest.map(decoded).filter((word) => word.trim());
  const pair = pairs.find((known) => name(known) === first || decoded(name(known)) === decoded(first));
  return { named: decoded(first), pair, words };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a literal % in a hand-written address
  }
}
