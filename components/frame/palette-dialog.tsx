"use client";
import { Command } from "cmdk";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { useState } from "react";
import { Dialog, Modal, ModalOverlay } from "react-aria-components";
import { mayLeave } from "@/components/providers/unsaved-input";
import { AriaRoot } from "@/components/ui/aria-root";
import { Icon } from "@/components/ui/icon";
import { submitPost } from "@/components/ui/submit-post";
import type { PaletteItem } from "./frame-types";
import { type SearchScope, usePaletteSearch } from "./palette-search";
import { themes } from "./themes";

/** The open palette; CommandPalette fetches it. */
export function PaletteDialog({
  items,
  search,
  onClose,
}: {
  items: PaletteItem[];
  search: SearchScope;
  onClose: () => void;
}) {
  const router = useRouter();
  const { setTheme } = useTheme();
  const [query, setQuery] = useState("");
  const { found, busy } = usePaletteSearch(search, query);
  const own: PaletteItem[] = themes.map(({ id, label, icon }) => ({
    id: `theme-${id}`,
    label: `Theme: ${label.toLowerCase()}`,
    group: "Actions",
    icon,
    onAction: () => setTheme(id),
  }));
  const go = (item: PaletteItem) => {
    onClose();
    if (!own.includes(item) && !mayLeave()) return;
    if (item.href) router.push(item.href as Route);
    else if (item.post) submitPost(item.post);
    else item.onAction?.();
  };
  const wanted = query.trim().toLowerCase();
  const fitting = [...items, ...own].filter((item) =>
    `${item.label} ${item.detail ?? ""}`.toLowerCase().includes(wanted),
  );
  const groups = byGroup([...fitting, ...found]);
  return (
    <AriaRoot>
      <ModalOverlay
        isOpen
        onOpenChange={onClose}
        isDismissable
        className="fixed inset-0 z-50 bg-scrim px-4 pt-[12vh] max-sm:p-0"
      >
        <Modal className="animate-rise mx-auto w-full max-w-150 overflow-hidden rounded-lg bg-raised shadow-pop max-sm:h-dvh max-sm:rounded-none">
          <Dialog aria-label="Find or do" className="outline-none">
            <Command shouldFilter={false} loop label="Find or do">
              <div className="flex items-center gap-2.5 border-b border-line px-4">
                <Icon name="search" className="text-ink-3" />
                <Command.Input
                  autoFocus
                  value={query}
                  onValueChange={setQuery}
                  placeholder="Page, customer, serial, event"
                  className="h-12 min-w-0 flex-1 bg-transparent text-base outline-none placeholder:text-ink-3"
                />
                {busy ? (
                  <span className="text-xs text-ink-3">searching</span>
                ) : (
                  <kbd className="max-sm:hidden">Esc</kbd>
                )}
              </div>
              <Command.List className="max-h-[min(420px,60vh)] overflow-y-auto p-1 max-sm:max-h-[calc(100dvh-49px)]">
                {busy ? null : <Command.Empty className="px-3 py-6 text-ink-3">Nothing by that name.</Command.Empty>}
                {[...groups].map(([group, entries]) => (
                  <Command.Group
                    key={group}
                    heading={group}
                    className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-2xs [&_[cmdk-group-heading]]:text-ink-3"
                  >
                    {entries.map((item) => (
                      <Command.Item
                        key={item.id}
                        value={item.id}
                        onSelect={() => go(item)}
                        className="flex min-h-8 cursor-pointer items-center gap-2.5 rounded-sm px-3 py-1 text-sm data-[selected=true]:bg-selected max-sm:min-h-11"
                      >
                        <Icon name={item.icon ?? "arrow-right"} className="text-ink-3" />
                        <span className="min-w-0 truncate">{item.label}</span>
                        {item.detail ? (
                          <span className="ml-auto truncate text-xs text-ink-3">{item.detail}</span>
                        ) : null}
                      </Command.Item>
                    ))}
                  </Command.Group>
                ))}
              </Command.List>
            </Command>
          </Dialog>
        </Modal>
      </ModalOverlay>
    </AriaRoot>
  );
}

function groupOf(item: PaletteItem): string {
  return item.group ?? "Pages";
}

function byGroup(items: PaletteItem[]): Map<string, PaletteItem[]> {
  const groups = new Map<string, PaletteItem[]>();
  for (const item of items) groups.set(groupOf(item), [...(groups.get(groupOf(item)) ?? []), item]);
  return groups;
}
