import { instantOf } from "@/components/list/time-filter";
import { validFilter } from "@/components/list/valid-filter";
import { recordQuery } from "@/server/usage/questions/input";
import type { FateHref } from "./usage-fates";

type AskedUse = { asked: { meter: string; from: string; to: string; groupBy: string } };

/** Keys of the address of the list of usage records. */
export const recordKeys = ["customer", "meter", "cloud", "machine", "source", "fate", "from", "to"];

/** What an address of the list asks. */
export function recordsAsked({ customer, source, from, to, ...others }: Record<string, string>) {
  const times = { from: instantOf(from), to: instantOf(to) };
  const { limit: _limit, ...valid } = validFilter(recordQuery, { ...others, ...times, sourceKind: source });
  return {
    ...valid,
    customer: undefined,
    customerId: customer,
    from: valid.from?.toISOString(),
    to: valid.to?.toISOString(),
  };
}

/**
 * All use that the filters of an address mean, as a correction is asked for it; else the sentence that says which
 * filters that takes.
 */
export function matchingUse(params: Record<string, string>) {
  const { customerId, meter, from, to, cloud, machine, sourceKind, fate } = recordsAsked(params);
  if (!customerId || !meter || !from || !to) return "Filter by a customer, a meter, from and to first.";
  if (from >= to) return "From must be before to.";
  if (fate) return "Remove the filter by fate: all use that counts is meant.";
  return { customerId, meter, from, to, cloudId: cloud, machineId: machine, sourceKind };
}

/** The parameter of the list that a line of a chart's table stands for. Services are none of its filters. */
const lineParams: Record<string, string> = { cloud: "cloud", customer: "customer", machine: "machine" };

/**
 * Where the records of a line of the usage page are listed, by fate: those of the same filters and time. undefined
 * where the list cannot be asked so: by service or vendor, and for use without a machine.
 */
export function recordsOfLine(
  { asked }: AskedUse,
  { customer, cloud, machine, service, vendor }: Record<string, string>,
) {
  const key = lineParams[asked.groupBy];
  if (!key || service || vendor) return undefined;
  return (id: string): FateHref | undefined => {
    if (id === "none") return undefined;
    return ({ fate, sourceKind }) => {
      const filters = { customer, cloud, machine, [key]: id, source: sourceKind, fate };
      const query = new URLSearchParams({ meter: asked.meter, from: asked.from, to: asked.to });
      for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value);
      return `/admin/usage/records?${query}`;
    };
  };
}
