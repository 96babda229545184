export type ToastAction = { label: string } & ({ onAction: () => void } | { href: string });
export type ToastText = { id: number; text: string; error: boolean; requestId?: string; action?: ToastAction };

/** The most that are shown at once; the oldest goes. */
const most = 4;
const shownMs = 6000;

let shown: readonly ToastText[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly ToastText[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

export const shownToasts = (): readonly ToastText[] => shown;
const none: readonly ToastText[] = [];
export const noToasts = (): readonly ToastText[] => none;

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function dismissToast(id: number): void {
  change(shown.filter((toast) => toast.id !== id));
}

/** Shows it: an error until it is closed, anything else for 6 s. */
export function addToast(toast: Omit<ToastText, "id">): void {
  last += 1;
  const id = last;
  change([...shown, { ...toast, id }].slice(-most));
  if (!toast.error) setTimeout(() => dismissToast(id), shownMs);
}
