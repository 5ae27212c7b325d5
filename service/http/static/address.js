// What is asked, in the address (#en-fr/house/cat) and in the box (house cat).

// Quotes keep together what has spaces; what begins with one and is not closed is a word as it is.
const WORD = /"((?:\\.|[^"\\])*)"(?=\s|$)|\S+/gu;
const LIST_SIGNS = /(?<=.)[,;،、]+$/u;

/** Return the words in the text of the box, each once. */
export function split(text) {
  const words = [...text.matchAll(WORD)].map(([word, quoted]) =>
    quoted === undefined ? word.replace(LIST_SIGNS, "") : quoted.replace(/\\(.)/gu, "$1"));
  return [...new Set(words)].filter((word) => word.trim());
}

/** Return the text that `split` makes `words` of. */
export function join(words) {
  return words.map((word) =>
    split(word)[0] === word ? word : `"${word.replace(/["\\]/g, "\\$&")}"`).join(" ");
}

/** Return the name of a pair as the address has it. */
function name({ source, target }) {
  return `${encodeURIComponent(source)}-${encodeURIComponent(target)}`;
}

/** Return the address of `words` in `pair`. */
export function write(pair, words) {
  return `#${[name(pair), ...words.map(encodeURIComponent)].join("/")}`;
}

/** Return the address of the map of `pair`, at the first of `words`. */
export function mapAddress(pair, words) {
  const at = words.slice(0, 1).map((word) => `#${encodeURIComponent(pair.source)}/${encodeURIComponent(word)}`);
  return `map/${name(pair)}${at.join("")}`;
}

/** Return the pair, one of `pairs`, and the words in an address; no pair where none is meant. */
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
    return text; // a % that a person has written
  }
}
