import type { Address } from "./address";
import { choice, type Filter } from "./choice";
import { SearchChoice } from "./search-choice";
import type { SearchedRows } from "./search-rows";

/**
 * A filter by a customer or a machine, where the values are too many to list: in force a chip that removes it, else a
 * choice by typing. `chosen` names the value in force.
 */
export function searchedFilter(
  address: Address,
  name: string,
  label: string,
  { rows, chosen }: { rows: SearchedRows; chosen: { id: string; label: string } | null },
): Filter {
  if (address.params[name]) return choice(address, name, label, chosen ? [chosen] : []);
  const control = <SearchChoice key={name} address={address} name={name} label={label} rows={rows} />;
  return { active: [], choices: [], controls: [control] };
}
