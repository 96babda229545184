"use client";
import { useEffect } from "react";

const list = 'table[aria-label="Licenses"]';

/**
 * The list by keyboard: J and K move through the rows, E opens the verdict of the row (or of the open menu), X ticks
 * it. Inactive in a text field and while a dialog is open.
 */
export function LicenseKeys() {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
      if (document.querySelector("[role=alertdialog], [role=dialog] input")) return;
      const key = event.key.toLowerCase();
      const menu = document.querySelector<HTMLElement>('[role="menu"] [data-key="why"]');
      if (menu) {
        if (key === "e") menu.click();
        return;
      }
      const rows = [...document.querySelectorAll<HTMLElement>(`${list} tbody tr:has(a)`)];
      const at = rows.findIndex((row) => row.contains(document.activeElement));
      const link = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>("a");
      if (key === "j" || key === "k") {
        const next = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + (key === "j" ? 1 : -1)));
        link(rows[next])?.focus();
      } else if (key === "e") link(rows[at])?.click();
      else if (key === "x") rows[at]?.querySelector<HTMLElement>("input[data-select-row]")?.click();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return null;
}

/** Whether the focused element takes text. */
function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return target.type !== "checkbox";
  return target.isContentEditable || ["TEXTAREA", "SELECT"].includes(target.tagName);
}
