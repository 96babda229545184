import type { ActiveFilter, FilterChoice } from "@/components/ui/filter-bar";
import { type Address, hrefOf } from "./address";

/**
 * One filter of a list: in force as a chip that takes it away, else as a choice. `all` names what is shown without it.
 */
export function choice(
  address: Address,
  key: string,
  label: string,
  options: { id: string; label: string }[],
  all?: string,
): { active: ActiveFilter[]; choices: FilterChoice[] } {
  const value = address.params[key];
  if (value) {
    const name = options.find((option) => option.id === value)?.label ?? value;
    return { active: [{ label, value: name, removeHref: hrefOf(address, { [key]: null }) }], choices: [] };
  }
  if (options.length === 0) return { active: [], choices: [] };
  const items = options.map((option) => ({ ...option, href: hrefOf(address, { [key]: option.id }) }));
  return { active: [], choices: [{ label, ...(all && { value: all }), options: items }] };
}

/** Several filters together, and the link that clears them. */
export function filtersOf(address: Address, ...filters: ReturnType<typeof choice>[]) {
  return {
    active: filters.flatMap((one) => one.active),
    choices: filters.flatMap((one) => one.choices),
    clearHref: address.path,
  };
}

/** What a search keeps beside itself: the other filters, not the page nor what is open. */
export function keptBySearch(address: Address): Record<string, string> {
  const { q: _q, open: _open, of: _of, after: _after, trail: _trail, ...kept } = address.params;
  return kept;
}
