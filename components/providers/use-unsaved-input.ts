"use client";
import { useEffect } from "react";
import { hasUnsaved, markInput, mayLeave } from "./unsaved-input";

/**
 * Asks before a page is left on which something was typed or chosen and not saved: by a link, a reload, or closing the
 * tab. asked-traversal.ts asks before Back and Forward. Once, in the frame.
 */
export function useUnsavedInput(): void {
  useEffect(() => {
    const onClick = (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
      const link = event.target.closest("a[href]");
      if (!link || link.hasAttribute("download") || link.getAttribute("target") || mayLeave()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    const onLeave = (event: BeforeUnloadEvent) => {
      if (hasUnsaved()) event.preventDefault();
    };
    document.addEventListener("input", markInput);
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onLeave);
    return () => {
      document.removeEventListener("input", markInput);
      document.removeEventListener("click", onClick, true);
      window.removeEventListener("beforeunload", onLeave);
    };
  }, []);
}
