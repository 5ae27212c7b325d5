// Ask the service, with a key where one is known, and again when it says to come back.

const KEY = "isogloss-key";
const TRIES = 5;

/** An answer that is an error: its status, and what it says. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** The key, in sessionStorage: it goes with the tab, and where storing is forbidden with the page. */
export const key = {
  page: null,
  get value() {
    try {
      return sessionStorage.getItem(KEY) ?? this.page;
    } catch {
      return this.page;
    }
  },
  set value(secret) {
    try {
      if (secret === null) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, secret);
      this.page = null;
    } catch {
      this.page = secret;
    }
  },
};

// Until then the service has asked to be left alone, whatever is typed meanwhile.
let closedUntil = 0;

/**
 * Return what /v1/translate answers to `question`.
 *
 * Where it is busy, ask again when it said; `waits(detail, seconds)` is told before.
 */
export async function translate(question, signal, waits) {
  for (let tried = 1; ; tried++) {
    await closed(signal);
    const response = await send(question, signal);
    const seconds = comeBack(response);
    if (seconds === null || tried === TRIES) return answer(response);
    closedUntil = Date.now() + 1000 * seconds;
    waits(await detail(response), seconds);
  }
}

async function send(question, signal) {
  const headers = { "Content-Type": "application/json" };
  if (key.value) headers.Authorization = `Bearer ${key.value}`;
  try {
    const body = JSON.stringify(question);
    return await fetch("v1/translate", { method: "POST", headers, body, signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Problem(0, "The service does not answer. Is it running?");
  }
}

/** Return the seconds after which to ask again, null where there is no use. */
function comeBack(response) {
  if (response.status !== 429 && response.status !== 503) return null;
  const told = response.headers.get("Retry-After");
  if (!told) return null;
  const seconds = /^\d+$/.test(told) ? Number(told) : (Date.parse(told) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(Math.ceil(seconds), 1) : null;
}

function closed(signal) {
  const rest = closedUntil - Date.now();
  return rest <= 0 ? undefined : new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, rest);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

async function answer(response) {
  if (!response.ok) throw new Problem(response.status, await detail(response));
  return response.json();
}

/** Return what a problem says of itself; its status where it is none of ours, as a proxy's is. */
async function detail(response) {
  try {
    const told = (await response.json()).detail;
    if (typeof told === "string" && told) return told;
  } catch {
    // not JSON
  }
  return `The service answers with ${response.status} ${response.statusText}`.trim();
}
