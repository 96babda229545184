import { formatNumber } from "@/components/ui/format";

/** How many rows of a file were not counted, by reason, the most first: "conflict 12, credit 1". Without duplicates. */
export function reasonCounts(reasons: Record<string, number>): string {
  return Object.entries(reasons)
    .filter(([reason]) => reason !== "duplicate")
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([reason, n]) => `${reason.replaceAll("_", " ")} ${formatNumber(n)}`)
    .join(", ");
}
