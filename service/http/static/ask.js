// Send requests to the service, with the key if there is one, and retry when the service says so.

const KEY = "isogloss-key";
const TRIES = 5;

/** An error response: its status and its detail. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

/** The key. It lasts as long as the tab (sessionStorage), or the page if storage is forbidden. */
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

// Time until which the service accepts no requests, according to its Retry-After.
let closedUntil = 0;

/**
 * Return the response of /v1/translate to `question`.
 *
 * If the service is busy, call `onWait(detail, seconds)` and retry after these seconds.
 */
export async function translate(question, signal, onWait) {
  for (let tried = 1; ; tried++) {
    await closed(signal);
    const response = await send(question, signal);
    const seconds = retryAfter(response);
    if (seconds === null || tried === TRIES) return answer(response);
    closedUntil = Date.now() + 1000 * seconds;
    onWait(await detail(response), seconds);
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
    throw new Problem(0, "The service does not answer. Check that it is running.");
  }
}

/** Return the seconds until a retry; null if a retry is pointless. */
function retryAfter(response) {
  if (response.status !== 429 && response.status !== 503) return null;
  const header = response.headers.get("Retry-After");
  if (!header) return null;
  const seconds = /^\d+$/.test(header) ? Number(header) : (Date.parse(header) - Date.now()) / 1000;
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

/** Return the detail of a problem document; the status if it is no such document, as from a proxy. */
async function detail(response) {
  try {
    const message = (await response.json()).detail;
    if (typeof message === "string" && message) return message;
  } catch {
    // not JSON
  }
  return `The service answered with ${response.status} ${response.statusText}`.trim();
}
