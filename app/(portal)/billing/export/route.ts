import { exportAnswer } from "@/app/export-answer";
import { coveredOf } from "@/components/billing/billed-quantity";
import { isOffset, lineCause, lineTitle } from "@/components/billing/billing-words";
import { billedUnitOf } from "@/components/subscriptions/limit-words";
import { moneyToDecimal } from "@/server/money";

/** The draft statement of the running month, a line each, amounts as plain decimals. */
export function GET() {
  return exportAnswer(
    "statement-draft",
    async (api) => {
      const period = await api.billing.period();
      const amount = (minor: bigint) => moneyToDecimal({ minor, currency: period.currency });
      const common = { currency: period.currency, from: period.start, to: period.end };
      const fees = period.fees.map((fee) => ({
        ...common,
        line: fee.planName,
        cause: `${fee.serviceName}, plan by the month`,
        cloud: "",
        covered: "",
        used: "",
        quantity: "",
        unit: "",
        rate: "",
        amount: amount(fee.amountMinor),
      }));
      const lines = period.lines.map((line) => ({
        ...common,
        line: lineTitle(line),
        cause: lineCause(line),
        cloud: isOffset(line) ? "" : (line.cloudName ?? "on-premises"),
        covered: coveredOf(line)?.covered ?? "",
        used: coveredOf(line)?.used ?? "",
        quantity: line.quantity,
        unit: billedUnitOf(line),
        rate: isOffset(line) ? "" : line.rate,
        amount: amount(line.amountMinor),
      }));
      return { rows: [...fees, ...lines], nextCursor: null };
    },
    [
      { head: "Line", of: (row) => row.line },
      { head: "Cause", of: (row) => row.cause },
      { head: "Cloud", of: (row) => row.cloud },
      { head: "Covered", of: (row) => row.covered },
      { head: "Used", of: (row) => row.used },
      { head: "Increment", of: (row) => row.quantity },
      { head: "Unit", of: (row) => row.unit },
      { head: "Rate", of: (row) => row.rate },
      { head: "Amount", of: (row) => row.amount },
      { head: "Currency", of: (row) => row.currency },
      { head: "Period from (UTC)", of: (row) => row.from },
      { head: "Period to (UTC)", of: (row) => row.to },
    ],
  );
}
