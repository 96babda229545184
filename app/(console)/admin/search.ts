"use server";
import type { PaletteItem } from "@/components/frame/frame-types";
import { caller } from "@/server/trpc/caller";

/** What the palette finds in the console. */
export async function searchConsole(query: string): Promise<PaletteItem[]> {
  const found = await (await caller()).frame.searchConsole({ query });
  return found.map((item): PaletteItem => {
    const entry = { id: item.id, label: item.label, detail: item.detail };
    if (item.kind === "customer")
      return { ...entry, group: "Customers", icon: "building", href: `/admin/customers/${item.id}` };
    if (item.kind === "machine")
      return { ...entry, group: "Machines", icon: "server", href: `/admin/machines/${item.id}` };
    return { ...entry, group: "Billing events", icon: "waves", href: `/admin/billing-events/${item.id}` };
  });
}
