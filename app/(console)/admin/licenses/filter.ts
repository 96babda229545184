import { optionalColumns } from "@/components/licenses/license-columns";
import { validFilter } from "@/components/list/valid-filter";
import { licenseFilter } from "@/server/licensing/input";
import { licenseStates } from "@/server/licensing/states";

/** Keys of the list's address. */
export const licenseKeys = ["q", "state", "service", "kind", "cloud", "verdict", "sort", "hide", "open", "of"];

/** As a state: every one but released, which most of an old list has. */
export const notReleased = "not-released";

/** The list's filter from its address. */
export function licenseQuery(params: Record<string, string>) {
  const { q, ids, state, service, cloud, ...others } = params;
  return validFilter(licenseFilter, {
    ...others,
    search: q,
    ids: ids?.split(","),
    states: state === notReleased ? licenseStates.filter((one) => one !== "released") : state ? [state] : undefined,
    serviceId: service,
    cloudId: cloud,
  });
}

/** Keys of the columns that an address hides. */
export const hiddenColumns = ({ hide }: Record<string, string>): string[] =>
  (hide?.split(",") ?? []).filter((key) => optionalColumns.some((column) => column.key === key));
