import { periodOf, type UsageRange, usageRanges } from "@/components/console/usage-range";
import { groupings } from "@/server/usage/input";

/** Keys of the page's address. */
export const usageKeys = ["customer", "meter", "cloud", "machine", "service", "vendor", "range", "by"];

/** What the address asks, with what it leaves open filled in. Ids that do not exist simply find nothing. */
export function usageQuestionOf(params: Record<string, string>, meters: { slug: string }[], now: Date) {
  const range: UsageRange = params.range && params.range in usageRanges ? (params.range as UsageRange) : "month";
  const wanted = meters.find(({ slug }) => slug === params.meter) ?? meters.find(({ slug }) => slug === "units");
  const meter = wanted?.slug ?? meters[0]?.slug ?? "units";
  const groupBy = groupings.find((one) => one === params.by) ?? "cloud";
  const { from, to, grain, bucketMs } = periodOf(range, now);
  return {
    range,
    period: { from, to },
    bucketMs,
    asked: {
      meter,
      from: from.toISOString(),
      to: to.toISOString(),
      grain,
      groupBy,
      customerId: params.customer,
      cloudId: params.cloud,
      machineId: params.machine,
      serviceId: params.service,
      vendorId: params.vendor,
    },
  };
}
