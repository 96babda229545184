import { mayLeave } from "./unsaved-input";

/** The number of an entry within its document's history, in the entry's state. */
const key = "spillwayPlace";

const placeOf = (state: unknown): number | undefined => {
  const place = (state as Record<string, unknown> | null)?.[key];
  return typeof place === "number" ? place : undefined;
};

/**
 * Asks before Back and Forward leave a page with unsaved input. The browser traverses first and reports afterwards, so
 * a refused traversal is undone, unseen by Next's router. Entries are numbered for that: their difference is the way
 * back. The Navigation API would stop the traversal itself, but older browsers lack it, and Chrome lets a page stop one
 * only after each new input. Called once, before Next's router starts and listens.
 */
export function askBeforeTraversal(): void {
  const { history } = window;
  const push = history.pushState.bind(history);
  const replace = history.replaceState.bind(history);
  let here = placeOf(history.state) ?? 0;
  let returning = false;
  history.pushState = (state, unused, url) => {
    here += 1;
    push({ ...state, [key]: here }, unused, url);
  };
  history.replaceState = (state, unused, url) => {
    // While the browser is on its way back, the entry belongs to another page.
    if (!returning) replace({ ...state, [key]: here }, unused, url);
  };
  window.addEventListener("popstate", (event) => {
    const place = placeOf(event.state);
    // The entry of a fragment, which the browser made.
    if (place === undefined) return;
    if (place !== here && (returning || !mayLeave())) {
      event.stopImmediatePropagation();
      returning = true;
      history.go(here - place);
    } else if (returning) {
      event.stopImmediatePropagation();
      returning = false;
    } else here = place;
  });
}
