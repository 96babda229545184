"use client";
import { useEffect } from "react";

const mark = "unsaved";

/** The form was saved, or is empty again: leaving it loses nothing. */
export function forgetInput(form: HTMLFormElement | null): void {
  if (form) delete form.dataset[mark];
}

const hasUnsaved = () => document.querySelector(`form[data-${mark}]`) !== null;
const question = "What you entered on this page is not saved. Leave the page all the same?";

/** Whether the page may be left: it holds nothing unsaved, or the person leaves it all the same. */
export function mayLeave(): boolean {
  if (!hasUnsaved()) return true;
  if (!window.confirm(question)) return false;
  for (const form of document.querySelectorAll("form")) forgetInput(form);
  return true;
}

/**
 * Asks before a page is left on which something was typed or chosen and not saved: by a link, the browser's Back and
 * Forward, a reload, or closing the tab. Searches and filters, which are forms by GET, are not asked about. Once, in
 * the frame.
 */
export function useUnsavedInput(): void {
  useEffect(() => {
    const onInput = ({ target }: Event) => {
      const form = target instanceof Element ? target.closest("form") : null;
      if (form && !form.hasAttribute("method")) form.dataset[mark] = "";
    };
    const onClick = (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
      const link = event.target.closest("a[href]");
      if (!link || link.hasAttribute("download") || link.getAttribute("target") || mayLeave()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onTraverse = (event: NavigateEvent) => {
      if (event.navigationType === "traverse" && event.cancelable && !mayLeave()) event.preventDefault();
    };
    const onLeave = (event: BeforeUnloadEvent) => {
      if (hasUnsaved()) event.preventDefault();
    };
    // Browsers without the Navigation API cannot stop Back within the product.
    const navigation: Navigation | undefined = window.navigation;
    document.addEventListener("input", onInput);
    document.addEventListener("click", onClick, true);
    navigation?.addEventListener("navigate", onTraverse);
    window.addEventListener("beforeunload", onLeave);
    return () => {
      document.removeEventListener("input", onInput);
      document.removeEventListener("click", onClick, true);
      navigation?.removeEventListener("navigate", onTraverse);
      window.removeEventListener("beforeunload", onLeave);
    };
  }, []);
}
