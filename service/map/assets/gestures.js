// Turns mouse, touch, wheel and key events on the map into actions.

const STILL = 5; // a press that moves by at most so many pixels is a click
const STEP = 90; // pixels that an arrow key moves the view
const CLOSER = 1.5; // zoom factor of a key

/** Call the functions in `actions` for the gestures on `stage`. */
export function gestures(stage, actions) {
  const pointers = new Map(); // places of the pointers that are down, by id
  let distance = 0;

  const pixel = ({ clientX, clientY }) => {
    const { left, top } = stage.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };

  stage.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, pixel(event));
    if (pointers.size === 1) distance = 0;
    stage.classList.add("moving");
  });

  stage.addEventListener("pointermove", (event) => {
    const now = pixel(event);
    const last = pointers.get(event.pointerId);
    if (!last) return event.pointerType === "touch" ? undefined : actions.point(now);
    const [right, down] = [now[0] - last[0], now[1] - last[1]];
    distance += Math.hypot(right, down);
    const others = [...pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    pointers.set(event.pointerId, now);
    if (others.length) pinch(last, now, others[0]);
    else if (distance > STILL) actions.pan(right, down);
  });

  function pinch(last, now, other) {
    const distanceTo = (place) => Math.max(Math.hypot(place[0] - other[0], place[1] - other[1]), 1);
    actions.pan((now[0] - last[0]) / 2, (now[1] - last[1]) / 2);
    actions.zoom(distanceTo(now) / distanceTo(last), [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2]);
  }

  function release(event) {
    if (!pointers.delete(event.pointerId)) return;
    if (!pointers.size) stage.classList.remove("moving");
    if (event.type === "pointerup" && distance <= STILL && !pointers.size) actions.press(pixel(event));
  }
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);
  stage.addEventListener("pointerleave", () => actions.leave());

  stage.addEventListener("wheel", (event) => {
    event.preventDefault();
    const lines = event.deltaMode ? 30 : 1;
    actions.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016)), pixel(event));
  }, { passive: false });

  const keys = {
    ArrowLeft: () => actions.pan(STEP, 0),
    ArrowRight: () => actions.pan(-STEP, 0),
    ArrowUp: () => actions.pan(0, STEP),
    ArrowDown: () => actions.pan(0, -STEP),
    "+": () => actions.zoom(CLOSER),
    "=": () => actions.zoom(CLOSER),
    "-": () => actions.zoom(1 / CLOSER),
    0: actions.all,
    Enter: actions.middle,
  };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    keys[event.key]();
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.target.matches("input[type=search]")) return;
    actions.seek();
    event.preventDefault();
  });
}
