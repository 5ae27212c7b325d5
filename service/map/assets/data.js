// The data of the map, as `service/map/pack.py` writes them: here in the page, or from the service.

const KEY_NAME = "isogloss-key"; // where the page at / keeps a key of the service

/** Return the map's data: the two sides, and how they came to lie where they do. */
export async function load() {
  const inline = document.getElementById("data");
  return unpack(inline ? JSON.parse(inline.textContent) : await fetched(document.body.dataset.address));
}

async function fetched(address) {
  const headers = {};
  try {
    const key = sessionStorage.getItem(KEY_NAME);
    if (key) headers.Authorization = `Bearer ${key}`;
  } catch {
    // storing is forbidden here: no key then
  }
  const response = await fetch(address, { headers });
  if (response.status === 401) throw new Error("This service wants a key. Give it one on its first page, in this tab.");
  if (!response.ok) throw new Error(`The map cannot be read: the service answers with ${response.status}.`);
  return response.json();
}

function unpack({ sides, verdict, variance }) {
  const [source, target] = sides.map((side, number) => new Side(side, number));
  source.other = target;
  target.other = source;
  return { sides: [source, target], verdict, variance };
}

/** One language: its words, of which the first `drawn` are on the map, and what is known of each. */
class Side {
  constructor(packed, number) {
    const { drawn, cited, widths } = packed;
    this.number = number; // 0 is the source, which the slider moves
    this.code = packed.language;
    this.language = named(packed.language);
    Object.assign(this, { words: packed.words, total: packed.total, drawn, cited, widths });
    this.ranks = numbers(packed.ranks, Uint32Array);
    this.best = numbers(packed.best, packed.wide ? Uint32Array : Uint16Array);
    this.shares = numbers(packed.shares, Uint8Array);
    this.hubs = numbers(packed.hubs, Uint16Array);
    this.corrected = numbers(packed.corrected, Uint16Array);
    this.after = numbers(packed.after, Uint16Array);
    this.before = packed.before ? numbers(packed.before, Uint16Array) : this.after;
  }

  /** Return the translations of a word, best first: numbers in the other side, with probabilities. */
  translations(word) {
    const [wide, narrow] = this.widths;
    const beyond = word - this.drawn;
    if (beyond >= this.cited) return [];
    const start = beyond < 0 ? word * wide : this.drawn * wide + beyond * narrow;
    return Array.from({ length: beyond < 0 ? wide : narrow }, (_, place) => ({
      word: this.best[start + place],
      probability: this.shares[start + place] / 255,
    }));
  }

  /** Return the word that a word is mutual with, each the other's best; -1 where there is none. */
  mutual(word) {
    const best = this.best[word * this.widths[0]];
    return this.other.translations(best)[0]?.word === word ? best : -1;
  }

  /** Return how sure the best translation of a drawn word is. */
  confidence(word) {
    return this.shares[word * this.widths[0]] / 255;
  }

  /** Return where a drawn word lies, 0 to 1 both ways, when the map is done by the share `t`. */
  place(word, t) {
    const at = (axis) => this.before[2 * word + axis] * (1 - t) + this.after[2 * word + axis] * t;
    return [at(0) / 65535, at(1) / 65535];
  }
}

function numbers(text, Kind) {
  const read = atob(text);
  const bytes = new Uint8Array(read.length);
  for (let place = 0; place < read.length; place++) bytes[place] = read.charCodeAt(place);
  return new Kind(bytes.buffer);
}

function named(code) {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(code);
  } catch {
    return code; // what a model calls its language need not be a code
  }
}
