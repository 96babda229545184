import Decimal from "decimal.js";
import type { StatementLine } from "@/server/money/running-period";

/** The quantity that a line bills, in the meter's unit: its charges added up, those that failed left out. */
export function sumOf(line: Pick<StatementLine, "charges">): string {
  return line.charges
    .filter((charge) => charge.state !== "failed")
    .reduce((sum, charge) => sum.plus(charge.quantity), new Decimal(0))
    .toFixed();
}

/**
 * All use of the line's window and how much of it the limit covers, in the meter's unit; null while nothing was judged.
 */
export function coveredOf(line: Pick<StatementLine, "figures">): { used: string; covered: string } | null {
  const { figures } = line;
  if (!figures) return null;
  return { used: figures.aggregate, covered: new Decimal(figures.aggregate).minus(figures.increment).toFixed() };
}
