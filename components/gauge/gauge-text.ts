import { formatPercent, formatQuantity } from "@/components/ui/format";
import type { GaugeData } from "./gauge-types";

/** The gauge in words: every cloud, limit, threshold, what is carried, what is not, what it costs. */
export function gaugeText(data: GaugeData): string {
  const amount = (value: string) => formatQuantity(value, data.unit);
  const clouds = data.segments.map((one) => `${one.label} ${amount(one.value)}`).join(", ");
  const sentences = [
    `${data.meterLabel}: ${clouds || "no use"}`,
    data.limit === null
      ? "No limit is set"
      : `Limit ${amount(data.limit)}${data.threshold ? `, threshold ${formatPercent(data.threshold)}` : ""}`,
  ];
  const { overflow, excess } = data;
  if (overflow) {
    sentences.push(
      `Overflow ${amount(overflow.carried)} carried of ${amount(overflow.capacity)} by ${overflow.machineName}${overflow.cloudLabel && ` in ${overflow.cloudLabel}`}`,
    );
  }
  if (excess && Number(excess) > 0) sentences.push(`Excess ${amount(excess)}, not carried`);
  if (data.cost) sentences.push(`Cost ${data.cost}`);
  return `${sentences.join(". ")}.`;
}
