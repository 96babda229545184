/** Listeners of `onHeldPages`. Browser only: one document, one list. */
const listeners = new Set<(held: boolean) => void>();
let waiting = 0;

const retryMs = 3_000;

/** Calls `changed` when requests for pages begin to wait for the server, and when none waits any more. */
export function onHeldPages(changed: (held: boolean) => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/**
 * Next's router loads the whole document anew where the request for a page fails: during an outage that puts the
 * browser's error page in the place of the open one, for good. So a request for a page waits until the server answers,
 * and the page stays as it is. Prefetches are left alone. Called once, before Next starts.
 */
export function holdPagesThroughOutages(): void {
  const fetchOnce = window.fetch.bind(window);
  window.fetch = async (input, init) => {
    if (!isForPage(init)) return fetchOnce(input, init);
    const first = await attempt(fetchOnce, input, init);
    if (first) return first;
    hold(1);
    try {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, retryMs));
        const answer = await attempt(fetchOnce, input, init);
        if (answer) return answer;
      }
    } finally {
      hold(-1);
    }
  };
}

/** @returns undefined while the server, or what stands before it, cannot answer */
async function attempt(fetchOnce: typeof fetch, ...[input, init]: Parameters<typeof fetch>) {
  try {
    const answer = await fetchOnce(input, init);
    return answer.status >= 500 ? undefined : answer;
  } catch (error) {
    if (init?.signal?.aborted) throw error;
    return undefined;
  }
}

function isForPage(init?: RequestInit): boolean {
  const headers = new Headers(init?.headers);
  return (init?.method ?? "GET") === "GET" && headers.has("rsc") && !headers.has("next-router-prefetch");
}

function hold(change: 1 | -1): void {
  const before = waiting > 0;
  waiting += change;
  const held = waiting > 0;
  if (held !== before) for (const changed of listeners) changed(held);
}
