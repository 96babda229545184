// Where the browser is on its way to. The router tells it when it sets out (instrumentation-client.ts) and nothing when
// it arrives: it has arrived when the page's path is the target. No React in here: this is loaded before it.

let target: string | null = null;
const listeners = new Set<() => void>();

/**
 * The router sets out for an address. The start address only redirects, maybe back to where one stands: it is no
 * target.
 */
export function setOut(url: string): void {
  const path = new URL(url, window.location.href).pathname;
  target = path === "/" ? null : path;
  for (const listener of listeners) listener();
}

/** The path last set out for, or null. */
export const targetPath = (): string | null => target;

/** @returns how to stop following */
export function followNavigation(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** The router has arrived somewhere, be it elsewhere than it set out for. */
export function arrive(): void {
  target = null;
  for (const listener of listeners) listener();
}
