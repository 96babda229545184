import { formatBytes, formatNumber } from "@/components/ui/format";

type Rule = {
  needsStorage: boolean;
  allocationFractionPermille: number;
  allocationReserveBytes: bigint;
  allocationReservePermille: number;
  allocationStepBytes: bigint;
  allocationMinimumBytes: bigint;
};

/** The allocation rule of a service as a sentence. */
export function ruleSentence(rule: Rule): string {
  if (!rule.needsStorage) return "Needs no storage: the serial alone provisions it.";
  const share = formatNumber(rule.allocationFractionPermille / 10);
  const reserve = `${formatBytes(rule.allocationReserveBytes)} or ${formatNumber(rule.allocationReservePermille / 10)} % of the disk, whichever is more`;
  return `${share} % of what is available above a reserve of ${reserve}, down to ${formatBytes(rule.allocationStepBytes)}; at least ${formatBytes(rule.allocationMinimumBytes)}.`;
}

/** How a meter's records become one figure. */
export const aggregationWords: Record<string, string> = {
  sum: "sum of the window",
  max: "maximum of the window",
  average: "time-weighted average",
  last: "last value of the window",
  unique: "unique count",
};

export const kindWords: Record<string, string> = { counter: "counter", gauge: "gauge", unique: "unique count" };
