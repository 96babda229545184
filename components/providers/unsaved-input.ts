"use client";
import { useEffect } from "react";

const mark = "unsaved";

/** The form was saved, or is empty again: leaving it loses nothing. */
export function forgetInput(form: HTMLFormElement | null): void {
  if (form) delete form.dataset[mark];
}

const hasUnsaved = () => document.querySelector(`form[data-${mark}]`) !== null;
const question = "What you entered on this page is not saved. Leave the page all the same?";

/**
 * Asks before a page is left on which something was typed or chosen and not saved: by a link, a reload, or closing the
 * tab. Searches and filters, which are forms by GET, are not asked about. Once, in the frame.
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
      if (!link || link.hasAttribute("download") || link.getAttribute("target") || !hasUnsaved()) return;
      if (window.confirm(question)) {
        for (const form of document.querySelectorAll("form")) forgetInput(form);
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    };
    const onLeave = (event: BeforeUnloadEvent) => {
      if (hasUnsaved()) event.preventDefault();
    };
    document.addEventListener("input", onInput);
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onLeave);
    return () => {
      document.removeEventListener("input", onInput);
      document.removeEventListener("click", onClick, true);
      window.removeEventListener("beforeunload", onLeave);
    };
  }, []);
}
