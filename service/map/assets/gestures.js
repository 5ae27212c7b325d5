// Mouse, fingers, wheel and keys on the map, told as what they mean.

const STILL = 5; // pixels that a finger may move and still only press
const STEP = 90; // pixels that an arrow key moves
const CLOSER = 1.5;

/** Have `means` told what is done on `stage`. */
export function gestures(stage, means) {
  const held = new Map(); // fingers that are down: where they are
  let moved = 0;

  const pixel = ({ clientX, clientY }) => {
    const { left, top } = stage.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    stage.setPointerCapture(event.pointerId);
    held.set(event.pointerId, pixel(event));
    if (held.size === 1) moved = 0;
    stage.classList.add("moving");
  });

  stage.addEventListener("pointermove", (event) => {
    const now = pixel(event);
    const last = held.get(event.pointerId);
    if (!last) return event.pointerType === "touch" ? undefined : means.point(now);
    const [right, down] = [now[0] - last[0], now[1] - last[1]];
    moved += Math.hypot(right, down);
    const others = [...held].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    held.set(event.pointerId, now);
    if (others.length) pinch(last, now, others[0]);
    else if (moved > STILL) means.pan(right, down);
  });

  function pinch(last, now, other) {
    const apart = (place) => Math.max(Math.hypot(place[0] - other[0], place[1] - other[1]), 1);
    means.pan((now[0] - last[0]) / 2, (now[1] - last[1]) / 2);
    means.zoom(apart(now) / apart(last), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
  }

  function release(event) {
    if (!held.delete(event.pointerId)) return;
    if (!held.size) stage.classList.remove("moving");
    if (event.type === "pointerup" && moved <= STILL && !held.size) means.press(pixel(event));
  }
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);
  stage.addEventListener("pointerleave", () => means.leave());

  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode ? 30 : 1;
    means.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016)), pixel(event));
  }, { passive: false });

  const keys = {
    ArrowLeft: () => means.pan(STEP, 0),
    ArrowRight: () => means.pan(-STEP, 0),
    ArrowUp: () => means.pan(0, STEP),
    ArrowDown: () => means.pan(0, -STEP),
    "+": () => means.zoom(CLOSER),
    "=": () => means.zoom(CLOSER),
    "-": () => means.zoom(1 / CLOSER),
    0: means.all,
    Enter: means.middle,
  };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.matches("input[type=search]")) return;
    means.seek();
    event.preventDefault();
  });
}
