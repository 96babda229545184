import { formatNumber } from "@/components/ui/format";
import type { FateCount } from "@/server/usage/queries";

/** What became of a cloud's records: "1,061,214 counted · 2 late"; undefined where there are none. */
export function fateWords(fates: FateCount[], cloudId: string): string | undefined {
  const mine = fates.filter((one) => one.cloudId === cloudId);
  const order = (fate: string) => (fate === "counted" ? 0 : 1);
  const words = [...mine]
    .sort((a, b) => order(a.fate) - order(b.fate) || b.records - a.records)
    .map((one) => `${formatNumber(one.records)} ${one.fate.replaceAll("_", " ")}`);
  return words.length === 0 ? undefined : words.join(" · ");
}
