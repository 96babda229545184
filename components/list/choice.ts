import type { ReactNode } from "react";
import type { ActiveFilter, FilterChoice } from "@/components/ui/filter-bar";
import { type Address, hrefOf } from "./address";

/** One filter of a list as the bar shows it: in force, or to choose. */
export type Filter = { active: ActiveFilter[]; choices: FilterChoice[]; controls?: ReactNode[] };

type Option = { id: string; label: string };

/** Rows with names as options of a filter. */
export const named = (rows: { id: string; name: string }[]): Option[] =>
  rows.map(({ id, name }) => ({ id, label: name }));

/**
 * One filter of a list: where it is in force a chip that removes it, else a choice. `all` names what is shown without
 * it.
 */
export function choice(address: Address, key: string, label: string, options: Option[], all?: string): Filter {
  const value = address.params[key];
  if (value) {
    const name = options.find((option) => option.id === value)?.label ?? value;
    return { active: [{ label, value: name, removeHref: hrefOf(address, { [key]: null }) }], choices: [] };
  }
  if (options.length === 0) return { active: [], choices: [] };
  const items = options.map((option) => ({ ...option, href: hrefOf(address, { [key]: option.id }) }));
  return { active: [], choices: [{ label, ...(all && { value: all }), options: items }] };
}

/** Several filters together. */
export const filtersOf = (filters: Filter[]): Filter => ({
  active: filters.flatMap(({ active }) => active),
  choices: filters.flatMap(({ choices }) => choices),
  controls: filters.flatMap(({ controls }) => controls ?? []),
});
