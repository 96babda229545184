import type { TableFoot } from "@/components/ui/table-types";
import { type Address, csvHref, pageLinks } from "./address";

/** The foot of a list: how many rows are shown, the pages before and after, the export. */
export function listFoot(address: Address, { summary, next }: { summary: string; next: string | null }): TableFoot {
  return { summary, ...pageLinks(address, next), csvHref: csvHref(address) };
}
