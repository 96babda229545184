import { validFilter } from "@/components/list/valid-filter";
import { linkFilter } from "@/server/setup/input";

/** Keys of the list's address. */
export const linkKeys = ["q", "state", "service", "kind", "sort", "open", "of"];

/** The list's filter from its address. */
export function linkQuery(params: Record<string, string>) {
  const { q, service, ...others } = params;
  return validFilter(linkFilter, { ...others, search: q, serviceId: service });
}
