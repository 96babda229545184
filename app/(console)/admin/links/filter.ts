import { linkFilter } from "@/server/setup/input";

/** Keys of the list's address. */
export const linkKeys = ["q", "state", "service", "kind", "sort", "open", "of"];

/** The list's filter from its address; what makes no sense is left out. */
export function linkQuery(params: Record<string, string>) {
  const parsed = linkFilter.safeParse({
    search: params.q,
    state: params.state,
    serviceId: params.service,
    kind: params.kind,
    sort: params.sort,
  });
  return parsed.success ? parsed.data : linkFilter.parse({ search: params.q?.slice(0, 100) });
}
