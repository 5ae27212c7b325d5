// What part of the map is seen: the place in the middle, and how many pixels are 1 of the map.

const FARTHEST = 0.5; // of the scale at which all is seen
const CLOSEST = 400;

export class View {
  constructor() {
    Object.assign(this, { x: 0.5, y: 0.5, scale: 1, width: 1, height: 1, whole: 1, margins: [0, 0, 0, 0] });
  }

  resize(width, height) {
    Object.assign(this, { width, height });
  }

  /** Say what panels cover: top, right, bottom, left. What is seen stays where it is. */
  cover(margins) {
    const [left, top] = this.middle();
    this.margins = margins;
    const [nowLeft, nowTop] = this.middle();
    this.x += (nowLeft - left) / this.scale;
    this.y -= (nowTop - top) / this.scale;
  }

  /** Return the pixel of a place. Panels leave a part of the screen free, whose middle is meant. */
  pixel([x, y]) {
    const [left, top] = this.middle();
    return [(x - this.x) * this.scale + left, top - (y - this.y) * this.scale];
  }

  place([left, top]) {
    const middle = this.middle();
    return [(left - middle[0]) / this.scale + this.x, (middle[1] - top) / this.scale + this.y];
  }

  middle() {
    const [top, right, bottom, left] = this.margins;
    return [(left + this.width - right) / 2, (top + this.height - bottom) / 2];
  }

  /** Return the pixels that are not under panels: width and height. */
  free() {
    const [top, right, bottom, left] = this.margins;
    return [Math.max(this.width - left - right, 80), Math.max(this.height - top - bottom, 80)];
  }

  /** Return where to look to see a box, `[left, bottom, right, top]`, whole. */
  around([left, bottom, right, top]) {
    const [width, height] = this.free();
    const scale = Math.min(width / (right - left || 1e-6), height / (top - bottom || 1e-6));
    return { x: (left + right) / 2, y: (bottom + top) / 2, scale };
  }

  pan(right, down) {
    this.x -= right / this.scale;
    this.y += down / this.scale;
  }

  /** Zoom by a factor; the place under a pixel stays under it. */
  zoom(factor, pixel = this.middle()) {
    const [x, y] = this.place(pixel);
    this.scale = Math.min(Math.max(this.scale * factor, this.whole * FARTHEST), this.whole * CLOSEST);
    const [nowX, nowY] = this.place(pixel);
    this.x += x - nowX;
    this.y += y - nowY;
  }

  /** How much larger things are drawn than where all is seen: slower than the map grows. */
  get grown() {
    return Math.min(Math.max((this.scale / this.whole) ** 0.4, 0.8), 3.2);
  }
}
