"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useTyped } from "@/components/providers/use-typed";
import type { Found } from "@/server/reads/search";
import type { PaletteItem } from "./frame-types";

/** Where the palette searches: every customer's things, or the company's own. */
export type SearchScope = "console" | "portal";

/** What the server finds for a query of two letters or more. Until the answer is there the one before it is shown. */
export function usePaletteSearch(scope: SearchScope, query: string): { found: PaletteItem[]; busy: boolean } {
  const trpc = useTRPC().frame;
  const wanted = query.trim();
  const asks = wanted.length > 1;
  const { typed, settled } = useTyped(query);
  const input = { query: typed };
  const options = scope === "console" ? trpc.searchConsole.queryOptions(input) : trpc.searchPortal.queryOptions(input);
  const answer = useQuery({ ...options, enabled: typed.length > 1, placeholderData: keepPreviousData, retry: false });
  return {
    found: asks ? (answer.data ?? []).flatMap((found) => itemOf(scope, found)) : [],
    busy: asks && (!settled || answer.isFetching),
  };
}

/** Where each kind of thing is listed and what its page's address begins with, for those that a scope has pages for. */
const pages = {
  console: { customer: "/admin/customers", machine: "/admin/machines", event: "/admin/billing-events" },
  portal: { customer: null, machine: "/machines", event: "/billing/events" },
} satisfies Record<SearchScope, Record<Found["kind"], string | null>>;

const groups = {
  customer: { group: "Customers", icon: "building" },
  machine: { group: "Machines", icon: "server" },
  event: { group: "Billing events", icon: "waves" },
} satisfies Record<Found["kind"], Pick<PaletteItem, "group" | "icon">>;

function itemOf(scope: SearchScope, { kind, id, label, detail }: Found): PaletteItem[] {
  const page = pages[scope][kind];
  return page === null ? [] : [{ id, label, detail, ...groups[kind], href: `${page}/${id}` }];
}
