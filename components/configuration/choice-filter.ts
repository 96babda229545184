import { type Address, hrefOf } from "@/components/list/address";
import type { ActiveFilter, FilterChoice } from "@/components/ui/filter-bar";

/** One filter of a list with a closed set of values: in force it can be taken away, else it can be chosen. */
export function choiceFilter(
  address: Address,
  key: string,
  label: string,
  values: [value: string, words: string][],
): { active: ActiveFilter[]; choices: FilterChoice[] } {
  const now = address.params[key];
  if (now)
    return {
      active: [
        {
          label,
          value: values.find(([value]) => value === now)?.[1] ?? now,
          removeHref: hrefOf(address, { [key]: null }),
        },
      ],
      choices: [],
    };
  const options = values.map(([id, words]) => ({ id, label: words, href: hrefOf(address, { [key]: id }) }));
  return { active: [], choices: [{ label, options }] };
}
