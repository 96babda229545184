import Decimal from "decimal.js";
import type { StatementLine } from "@/server/billing/running-period";

/** The quantity that a line bills, in the meter's unit: its charges added up, those that failed left out. */
export function sumOf(line: Pick<StatementLine, "charges">): string {
  return line.charges
    .filter((charge) => charge.state !== "failed")
    .reduce((sum, charge) => sum.plus(charge.quantity), new Decimal(0))
    .toFixed();
}
