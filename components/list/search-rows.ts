"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { machineName } from "@/components/machines/machine-name";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useTyped } from "@/components/providers/use-typed";

/** What is searched: the provider's customers; the machines of a customer, for staff; or the company's own. */
export type SearchedRows = { of: "customers" } | { of: "machines"; customerId?: string };

export type SearchedOption = { id: string; label: string; detail?: string };

/** So many are listed; where there are more, typing narrows them. */
const listed = 20;

export type FoundRows = { options: SearchedOption[]; more: boolean; searching: boolean };

/**
 * Rows that hold what was typed, the first ones before anything is; `more`: others hold it too; `searching` until these
 * are the rows of what was typed.
 */
export function useSearchedRows(rows: SearchedRows, text: string): FoundRows {
  const trpc = useTRPC();
  const { typed, settled } = useTyped(text);
  const asked = { search: typed || undefined, limit: listed };
  const ofCustomer = rows.of === "machines" && rows.customerId ? { customerId: rows.customerId } : {};
  const options = { placeholderData: keepPreviousData, retry: false };
  const customers = useQuery({
    ...trpc.customers.list.queryOptions(asked),
    ...options,
    enabled: rows.of === "customers",
  });
  const machines = useQuery({
    ...trpc.machines.list.queryOptions({ ...asked, ...ofCustomer, sort: "name" }),
    ...options,
    enabled: rows.of === "machines",
  });
  if (rows.of === "customers") {
    const found = (customers.data?.rows ?? []).map(({ id, name, identifier }) => ({
      ...{ id, label: name, detail: identifier },
    }));
    const searching = !settled || customers.isFetching;
    return { options: shownOf(found, text, searching), more: Boolean(customers.data?.nextCursor), searching };
  }
  const found = (machines.data?.rows ?? []).map((one) => ({
    ...{ id: one.id, label: machineName(one) },
    ...(one.serial && { detail: one.serial }),
  }));
  const searching = !settled || machines.isFetching;
  return { options: shownOf(found, text, searching), more: Boolean(machines.data?.nextCursor), searching };
}

/** Until the answer comes, of the rows before it those that hold what is typed: nobody means any other. */
export function shownOf(found: SearchedOption[], text: string, searching: boolean): SearchedOption[] {
  const typed = text.trim().toLowerCase();
  if (!searching || typed === "") return found;
  return found.filter(({ label, detail = "" }) => `${label}\n${detail}`.toLowerCase().includes(typed));
}
