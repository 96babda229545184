import type { ReactNode } from "react";
import { FilterBar } from "@/components/ui/filter-bar";
import { SearchInput } from "@/components/ui/search-input";
import { type Address, hrefOf } from "./address";
import { type Filter, filtersOf } from "./choice";

/** Parameters of an address that leave no row out: clearing the filters does not change them. */
const order = ["sort", "hide"];

/** Above a list: its search, the filters in force, those to choose from. All of it is in the address. */
export function ListFilters({
  address,
  search,
  searchKey = "q",
  filters = [],
  right,
}: {
  address: Address;
  /** What the search looks in: "Name, serial, customer". Without it there is no search. */
  search?: string;
  /** The search's key in the address. */
  searchKey?: string;
  filters?: Filter[];
  /** Sort and columns, at the right. */
  right?: ReactNode;
}) {
  const { [searchKey]: query, open: _open, of: _of, after: _after, trail: _trail, ...others } = address.params;
  const cleared = Object.fromEntries(Object.entries(others).filter(([key]) => order.includes(key)));
  return (
    <FilterBar
      search={
        search ? (
          <SearchInput name={searchKey} label={search} path={address.path} defaultValue={query} others={others} />
        ) : undefined
      }
      {...filtersOf(filters)}
      clearHref={hrefOf({ path: address.path, params: cleared })}
      right={right}
    />
  );
}
