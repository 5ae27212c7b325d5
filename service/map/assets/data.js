// The data of the map, written by `service/map/pack.py`: inline in the page, or from the service.

const KEY_NAME = "isogloss-key"; // the page at / stores the API key under this name

/** Return the data of the map: the two sides, the verdict, and the share of variance shown. */
export async function load() {
  const inline = document.getElementById("data");
  return unpack(inline ? JSON.parse(inline.textContent) : await fetchData(document.body.dataset.address));
}

async function fetchData(address) {
  const headers = {};
  try {
    const key = sessionStorage.getItem(KEY_NAME);
    if (key) headers.Authorization = `Bearer ${key}`;
  } catch {
    // the browser forbids storage, so there is no key
  }
  const response = await fetch(address, { headers });
  if (response.status === 401) throw new Error("This service needs an API key. Enter it on the start page of the service, in this tab.");
  if (!response.ok) throw new Error(`The map cannot be loaded: the service responded with status ${response.status}.`);
  return response.json();
}

function unpack({ sides, verdict, variance }) {
  const [source, target] = sides.map((side, number) => new Side(side, number));
  source.other = target;
  target.other = source;
  return { sides: [source, target], verdict, variance };
}

/** One language: its words and their data. The first `drawn` words are on the map. */
class Side {
  constructor(packed, number) {
    const { drawn, cited, widths } = packed;
    this.number = number; // 0 is the source, which the slider moves
    this.code = packed.language;
    this.language = languageName(packed.language);
    Object.assign(this, { words: packed.words, total: packed.total, drawn, cited, widths });
    this.ranks = numbers(packed.ranks, Uint32Array);
    this.best = numbers(packed.best, packed.wide ? Uint32Array : Uint16Array);
    this.shares = numbers(packed.shares, Uint8Array);
    this.hubs = numbers(packed.hubs, Uint16Array);
    this.corrected = numbers(packed.corrected, Uint16Array);
    this.after = numbers(packed.after, Uint16Array);
    this.before = packed.before ? numbers(packed.before, Uint16Array) : this.after;
  }

  /** Return the translations of a word, best first: indices into the other side, with probabilities. */
  translations(word) {
    const [wide, narrow] = this.widths;
    const offset = word - this.drawn;
    if (offset >= this.cited) return [];
    const start = offset < 0 ? word * wide : this.drawn * wide + offset * narrow;
    return Array.from({ length: offset < 0 ? wide : narrow }, (_, place) => ({
      word: this.best[start + place],
      probability: this.shares[start + place] / 255,
    }));
  }

  /** Return the mutual translation of a word: each is the other's best; -1 if there is none. */
  mutual(word) {
    const best = this.best[word * this.widths[0]];
    return this.other.translations(best)[0]?.word === word ? best : -1;
  }

  /** Return the probability of the best translation of a drawn word. */
  confidence(word) {
    return this.shares[word * this.widths[0]] / 255;
  }

  /** Return the place of a drawn word, from 0 to 1 on both axes, at the slider position `t`. */
  place(word, t) {
    const at = (axis) => this.before[2 * word + axis] * (1 - t) + this.after[2 * word + axis] * t;
    return [at(0) / 65535, at(1) / 65535];
  }
}

function numbers(text, Kind) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let place = 0; place < binary.length; place++) bytes[place] = binary.charCodeAt(place);
  return new Kind(bytes.buffer);
}

function languageName(code) {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(code);
  } catch {
    return code; // names of languages in a model are free text
  }
}
