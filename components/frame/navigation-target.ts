// The path that the browser is navigating to. The router reports the start (instrumentation-client.ts) but not the
// end: navigation has ended when the page's path is the target. No React here: this file is loaded before it.

let target: string | null = null;
const listeners = new Set<() => void>();

/**
 * Navigation to an address starts. The start address only redirects, perhaps to the present page: it is no target.
 */
export function startNavigation(url: string): void {
  const path = new URL(url, window.location.href).pathname;
  target = path === "/" ? null : path;
  for (const listener of listeners) listener();
}

/** The path that is being navigated to, or null. */
export const targetPath = (): string | null => target;

/** @returns how to stop following */
export function followNavigation(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** Navigation has ended, at its target or elsewhere. */
export function endNavigation(): void {
  target = null;
  for (const listener of listeners) listener();
}
