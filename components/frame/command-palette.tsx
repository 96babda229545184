"use client";
import { Suspense, useEffect, useState } from "react";
import { Icon } from "@/components/ui/icon";
import { IconButton } from "@/components/ui/icon-button";
import { lazyPart } from "@/components/ui/lazy-part";
import type { PaletteItem } from "./frame-types";
import type { SearchScope } from "./palette-search";

const PaletteDialog = lazyPart(() => import("./palette-dialog").then(({ PaletteDialog: dialog }) => dialog));

/**
 * Finds pages, customers, machines and events, and runs actions, by Ctrl K or Cmd K. `items` are the pages and actions
 * that are always there; from the second letter on the server is searched as well.
 */
export function CommandPalette({ items, search }: { items: PaletteItem[]; search: SearchScope }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="ml-auto flex h-7.5 w-68 min-w-0 items-center gap-2 rounded-sm border border-line-strong bg-surface pr-1.5 pl-2.25 text-ink-3 hover:border-control-line max-sm:hidden"
      >
        <Icon name="search" size={14} />
        <span className="truncate">Find or do</span>
        <kbd className="ml-auto whitespace-nowrap">Ctrl K</kbd>
      </button>
      <IconButton icon="search" label="Find" onClick={() => setOpen(true)} className="sm:hidden" />
      {open ? (
        <Suspense>
          <PaletteDialog items={items} search={search} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
