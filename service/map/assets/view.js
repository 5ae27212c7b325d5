// The visible part of the map: the place in the middle, and the pixels per unit of the map.

const FARTHEST = 0.5; // smallest scale, relative to the scale that shows the whole map
const CLOSEST = 400; // largest scale, relative to the same

export class View {
  constructor() {
    Object.assign(this, { x: 0.5, y: 0.5, scale: 1, width: 1, height: 1, whole: 1, margins: [0, 0, 0, 0] });
  }

  resize(width, height) {
    Object.assign(this, { width, height });
  }

  /** Set the margins that panels cover: top, right, bottom, left. The map does not move on the screen. */
  cover(margins) {
    const [left, top] = this.middle();
    this.margins = margins;
    const [nowLeft, nowTop] = this.middle();
    this.x += (nowLeft - left) / this.scale;
    this.y -= (nowTop - top) / this.scale;
  }

  /** Return the pixel of a place. The middle of the view is the middle of the area without panels. */
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

  /** Return width and height of the area without panels, in pixels. */
  free() {
    const [top, right, bottom, left] = this.margins;
    return [Math.max(this.width - left - right, 80), Math.max(this.height - top - bottom, 80)];
  }

  /** Return the view that fits a box, `[left, bottom, right, top]`. */
  around([left, bottom, right, top]) {
    const [width, height] = this.free();
    const scale = Math.min(width / (right - left || 1e-6), height / (top - bottom || 1e-6));
    return { x: (left + right) / 2, y: (bottom + top) / 2, scale };
  }

  pan(right, down) {
    this.x -= right / this.scale;
    this.y += down / this.scale;
  }

  /** Zoom by a factor around a pixel. */
  zoom(factor, pixel = this.middle()) {
    const [x, y] = this.place(pixel);
    this.scale = Math.min(Math.max(this.scale * factor, this.whole * FARTHEST), this.whole * CLOSEST);
    const [nowX, nowY] = this.place(pixel);
    this.x += x - nowX;
    this.y += y - nowY;
  }

  /** Size of marks, relative to the view of the whole map; it grows more slowly than the map. */
  get markScale() {
    return Math.min(Math.max((this.scale / this.whole) ** 0.4, 0.8), 3.2);
  }
}
