// The colours of the style sheet, for light and dark, and the look of a word in each layer.

export const PLAIN = 10; // average number of words that have a word among their ten nearest
const HUB = 40; // a word with this count has the full colour of a hub

/** Return the colours of the style sheet as numbers from 0 to 1. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "ink", "quiet", "source", "target", "source-ink", "target-ink", "faint", "hub"];
  return Object.fromEntries(names.map((name) => {
    const text = style.getPropertyValue(`--${name}`).trim();
    return [name, { text, rgb: [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16) / 255) }];
  }));
}

/**
 * By layer, a function that returns the look of a word: colour, opacity, radius in pixels, and the
 * order of labels (lower values get a label first).
 */
export const LAYERS = {
  languages: (side, word, colours) =>
    ({ rgb: sideColour(side, colours), alpha: 0.72, radius: 1.9, order: side.ranks[word] }),
  confidence(side, word, colours) {
    const probability = side.confidence(word);
    return { rgb: mixed(colours.faint.rgb, sideColour(side, colours), probability), alpha: 0.45 + 0.5 * probability, radius: 1.5 + 1.2 * probability, order: side.ranks[word] };
  },
  hubs(side, word, colours) {
    const times = side.hubs[word];
    const share = Math.min(Math.max(times - PLAIN, 0) / (HUB - PLAIN), 1);
    const radius = 0.9 + 0.85 * Math.sqrt(Math.max(times - PLAIN, 0));
    return { rgb: mixed(colours.faint.rgb, sideColour(side, colours), share), alpha: 0.4 + 0.45 * share, radius, order: -times };
  },
};

function sideColour(side, colours) {
  return colours[side.number ? "target" : "source"].rgb;
}

function mixed(from, to, share) {
  return from.map((value, channel) => value + (to[channel] - value) * share);
}

export function css(rgb, alpha = 1) {
  return `rgb(${rgb.map((value) => Math.round(255 * value)).join(" ")} / ${alpha})`;
}
