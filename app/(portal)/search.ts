"use server";
import type { PaletteItem } from "@/components/frame/frame-types";
import { caller } from "@/server/trpc/caller";

/** What the palette finds in the company's portal. */
export async function searchPortal(query: string): Promise<PaletteItem[]> {
  const found = await (await caller()).frame.searchPortal({ query });
  return found.flatMap((item): PaletteItem[] => {
    const entry = { id: item.id, label: item.label, detail: item.detail };
    if (item.kind === "machine") return [{ ...entry, group: "Machines", icon: "server", href: `/machines/${item.id}` }];
    if (item.kind === "event")
      return [{ ...entry, group: "Billing events", icon: "waves", href: `/billing/events/${item.id}` }];
    return [];
  });
}
