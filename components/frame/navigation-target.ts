"use client";
import { usePathname } from "next/navigation";
import { useSyncExternalStore } from "react";

// Where the browser is on its way to. The router tells it when it sets out (instrumentation-client.ts) and nothing when
// it arrives: it has arrived when the page's path is the target.

let target: string | null = null;
const listeners = new Set<() => void>();

/** The router sets out for an address. The start address only redirects, maybe back to where one stands: it is no target. */
export function setOut(url: string): void {
  const path = new URL(url, window.location.href).pathname;
  target = path === "/" ? null : path;
  for (const listener of listeners) listener();
}

/** The path last set out for, or null. */
const targetPath = (): string | null => target;

/** @returns how to stop following */
function followNavigation(changed: () => void): () => void {
  listeners.add(changed);
  return () => listeners.delete(changed);
}

/** The router has arrived somewhere, be it elsewhere than it set out for. */
export function arrive(): void {
  target = null;
  for (const listener of listeners) listener();
}

/** The path of the page that stands here, and of the one that is awaited, if any. */
export function useWay(): { path: string; awaited: string | null } {
  const path = usePathname();
  const to = useSyncExternalStore(followNavigation, targetPath, () => null);
  return { path, awaited: to === path ? null : to };
}
