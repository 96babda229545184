import { licenseFilter } from "@/server/licensing/input";

/** Keys of the list's address. */
export const licenseKeys = ["q", "state", "service", "kind", "sort", "open", "of"];

/** The list's filter from its address; what makes no sense is left out. */
export function licenseQuery(params: Record<string, string>) {
  const parsed = licenseFilter.safeParse({
    search: params.q,
    states: params.state ? [params.state] : undefined,
    serviceId: params.service,
    kind: params.kind,
    sort: params.sort,
  });
  return parsed.success ? parsed.data : licenseFilter.parse({ search: params.q?.slice(0, 100) });
}
