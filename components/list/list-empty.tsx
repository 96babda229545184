import type { ReactNode } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { LinkButton } from "@/components/ui/link-button";
import type { Address } from "./address";

/** Keys of an address that leave no row out: the order, the page, and what is open next to the list. */
const idle = new Set(["sort", "hide", "after", "trail", "open", "of"]);

/** Whether a filter or a search of the address may leave rows out. */
export const isFiltered = ({ params }: Address): boolean => Object.keys(params).some((key) => !idle.has(key));

/** What leaves every row out: the search, other filters, or both. */
export function nothingMatches({ path, params: { q, ...others } }: Address): string {
  const filtered = isFiltered({ path, params: others });
  if (!q) return "Remove a filter to see more.";
  return filtered ? `Nothing matches "${q}" and the other filters.` : `Nothing matches "${q}".`;
}

/**
 * Shown in place of a list without rows. Where a filter matches none it offers to remove the filter; else `title` and
 * `children` explain what the list will hold and why it is still empty.
 */
export function ListEmpty({
  address,
  noun,
  title,
  actions,
  children,
}: {
  address: Address;
  /** One of what is listed: "machine". */
  noun: string;
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}) {
  if (isFiltered(address))
    return (
      <EmptyState
        compact
        title={`No ${noun} matches the filter`}
        actions={<LinkButton href={address.path}>Show every {noun}</LinkButton>}
      >
        {nothingMatches(address)}
      </EmptyState>
    );
  return (
    <EmptyState compact title={title} actions={actions}>
      {children}
    </EmptyState>
  );
}
