// Colours, as the style has them for light and dark, and what each layer makes of a word.

export const PLAIN = 10; // how often a word is among the ten nearest of others, on average
const HUB = 40; // from here on a word is called a hub

/** Return the colours of the style as numbers from 0 to 1. */
export function palette() {
  const style = getComputedStyle(document.documentElement);
  const names = ["paper", "ink", "quiet", "source", "target", "source-ink", "target-ink", "faint", "hub"];
  return Object.fromEntries(names.map((name) => {
    const text = style.getPropertyValue(`--${name}`).trim();
    return [name, { text, rgb: [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16) / 255) }];
  }));
}

/**
 * Return how each layer shows a word: its colour, how opaque it is, its radius in pixels, and how
 * early it gets a label (lower is earlier).
 */
export const LAYERS = {
  languages: (side, word, colours) =>
    ({ rgb: own(side, colours), alpha: 0.72, radius: 1.9, order: side.ranks[word] }),
  confidence(side, word, colours) {
    const sure = side.confidence(word);
    return { rgb: mixed(colours.faint.rgb, own(side, colours), sure), alpha: 0.45 + 0.5 * sure, radius: 1.5 + 1.2 * sure, order: side.ranks[word] };
  },
  hubs(side, word, colours) {
    const often = side.hubs[word];
    const share = Math.min(Math.max(often - PLAIN, 0) / (HUB - PLAIN), 1);
    const radius = 0.9 + 0.85 * Math.sqrt(Math.max(often - PLAIN, 0));
    return { rgb: mixed(colours.faint.rgb, own(side, colours), share), alpha: 0.4 + 0.45 * share, radius, order: -often };
  },
};

function own(side, colours) {
  return colours[side.number ? "target" : "source"].rgb;
}

function mixed(from, to, share) {
  return from.map((value, channel) => value + (to[channel] - value) * share);
}

export function css(rgb, alpha = 1) {
  return `rgb(${rgb.map((value) => Math.round(255 * value)).join(" ")} / ${alpha})`;
}
