// What was entered on the open page and not saved. No React here: instrumentation-client.ts loads it before.

const mark = "unsaved";

/** Marks the form that an event belongs to. Searches and filters, which are forms by GET, hold nothing to lose. */
export function markInput({ target }: Event): void {
  const form = target instanceof Element ? target.closest("form") : null;
  if (form && !form.hasAttribute("method")) form.dataset[mark] = "";
}

/** The form was saved, or is empty again: leaving it loses nothing. */
export function forgetInput(form: HTMLFormElement | null): void {
  if (form) delete form.dataset[mark];
}

export const hasUnsaved = (): boolean => document.querySelector(`form[data-${mark}]`) !== null;

const question = "What you entered on this page is not saved. Leave the page all the same?";

/** Whether the page may be left: it holds nothing unsaved, or the person leaves it all the same. */
export function mayLeave(): boolean {
  if (!hasUnsaved()) return true;
  if (!window.confirm(question)) return false;
  for (const form of document.querySelectorAll("form")) forgetInput(form);
  return true;
}
