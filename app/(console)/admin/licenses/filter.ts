import { optionalColumns } from "@/components/licenses/license-columns";
import { licenseStates } from "@/db/schema/licensing";
import { licenseFilter } from "@/server/licensing/input";

/** Keys of the list's address. */
export const licenseKeys = ["q", "state", "service", "kind", "cloud", "verdict", "sort", "hide", "open", "of"];

/** As a state: every one but released, which is what an old list consists of. */
export const notReleased = "not-released";

/** The list's filter from its address; what makes no sense is left out. */
export function licenseQuery(params: Record<string, string>) {
  const { state } = params;
  const parsed = licenseFilter.safeParse({
    search: params.q,
    ids: params.ids?.split(","),
    states: state === notReleased ? licenseStates.filter((one) => one !== "released") : state ? [state] : undefined,
    serviceId: params.service,
    kind: params.kind,
    cloudId: params.cloud,
    verdict: params.verdict,
    sort: params.sort,
  });
  return parsed.success ? parsed.data : licenseFilter.parse({ search: params.q?.slice(0, 100) });
}

/** Keys of the columns that an address leaves off. */
export const hiddenColumns = ({ hide }: Record<string, string>): string[] =>
  (hide?.split(",") ?? []).filter((key) => optionalColumns.some((column) => column.key === key));
