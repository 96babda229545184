import { coveredOf } from "@/components/billing/billed-quantity";
import { isOffset, lineCause, lineTitle } from "@/components/billing/billing-words";
import { billedUnitOf } from "@/components/subscriptions/limit-words";
import { type DocumentPart, type StatementDocument, statementDocument } from "@/server/documents/statement-document";
import type { CsvColumn } from "@/server/http/csv";
import { moneyToDecimal } from "@/server/money";
import type { ListedStatement } from "@/server/money/list-statements";
import type { ListedPayment } from "@/server/money/post-payment";
import type { StatementContent, StatementPage } from "@/server/money/statement-view";
import { providerProfile } from "@/server/provider/queries";

/** A line of a statement as text, for files. */
export type StatementRow = Record<
  | "line"
  | "cause"
  | "cloud"
  | "covered"
  | "used"
  | "quantity"
  | "unit"
  | "rate"
  | "amount"
  | "currency"
  | "tax"
  | "taxRate"
  | "rounding",
  string
> & { from: Date; to: Date };

/** A statement's fees and lines, each with its time; amounts as plain decimals. */
export function statementRows({ fees, lines, currency }: StatementContent): StatementRow[] {
  const amount = (minor: bigint) => moneyToDecimal({ minor, currency });
  return [
    ...fees.map((fee) => ({
      ...{ line: fee.planName, cause: `${fee.serviceName}, ${fee.name}`, cloud: "", covered: "", used: "" },
      ...{ quantity: "", unit: "", rate: "", amount: amount(fee.amountMinor), currency, rounding: fee.rounding },
      ...{ tax: fee.taxCategory, taxRate: fee.taxRate },
      ...{ from: fee.period.start, to: fee.period.end },
    })),
    ...lines.map((line) => ({
      ...{ line: lineTitle(line), cause: lineCause(line) },
      cloud: isOffset(line) ? "" : (line.cloudName ?? "on-premises"),
      covered: coveredOf(line)?.covered ?? "",
      used: coveredOf(line)?.used ?? "",
      ...{ quantity: line.quantity, unit: billedUnitOf(line), rate: isOffset(line) ? "" : line.rate },
      ...{ amount: amount(line.amountMinor), currency, rounding: line.rounding },
      ...{ tax: line.taxCategory, taxRate: line.taxRate },
      ...{ from: line.windowStart, to: line.windowEnd },
    })),
  ];
}

/** All that documents of a statement state. @throws conflict for a statement with too many lines */
export async function documentOf(page: StatementPage, now: Date): Promise<StatementDocument> {
  const { color } = await providerProfile();
  return statementDocument(page, { parts: documentParts(page.content), color, now });
}

/** A statement's fees and lines as its documents word them, in the same order. */
function documentParts(content: StatementContent): DocumentPart[] {
  const minors = [...content.fees, ...content.lines];
  return statementRows(content).map((row, n) => {
    const { amountMinor, taxCategory, taxRate } = minors[n] ?? { amountMinor: 0n, taxCategory: "O", taxRate: "0" };
    const { line: title, cause: detail, rounding: why, quantity, unit, rate, from: start, to: end } = row;
    return { title, detail, why, quantity, unit, rate, start, end, amountMinor, taxCategory, taxRate };
  });
}

/** The columns of a statement as a file. */
export const statementColumns: CsvColumn<StatementRow>[] = [
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
  { head: "Tax category", of: (row) => row.tax },
  { head: "Tax rate (%)", of: (row) => row.taxRate },
  { head: "Rounding", of: (row) => row.rounding },
  { head: "Of use from (UTC)", of: (row) => row.from },
  { head: "Of use to (UTC)", of: (row) => row.to },
];

const text = (minor: bigint | null, currency: string) => moneyToDecimal({ minor: minor ?? 0n, currency });

/** The columns of a list of statements as a file. */
export const statementListColumns: CsvColumn<ListedStatement>[] = [
  { head: "Number", of: (row) => row.number ?? "" },
  { head: "Customer", of: (row) => row.customerName },
  { head: "Period from (UTC)", of: (row) => row.periodStart },
  { head: "Period to (UTC)", of: (row) => row.periodEnd },
  { head: "Time zone", of: (row) => row.timeZone },
  { head: "Issued (UTC)", of: (row) => row.issuedAt },
  { head: "Due (UTC)", of: (row) => row.dueAt },
  { head: "Fees", of: (row) => text(row.feesMinor, row.currency) },
  { head: "Use", of: (row) => text(row.useMinor, row.currency) },
  { head: "Net", of: (row) => text(row.netMinor, row.currency) },
  { head: "Tax", of: (row) => text(row.taxMinor, row.currency) },
  { head: "Total", of: (row) => text(row.grossMinor, row.currency) },
  { head: "Settled", of: (row) => text(row.settledMinor, row.currency) },
  { head: "Currency", of: (row) => row.currency },
  { head: "State", of: (row) => row.state },
];

/** The columns of a list of payments as a file. */
export const paymentColumns: CsvColumn<ListedPayment>[] = [
  { head: "On", of: (row) => row.receivedOn },
  { head: "Kind", of: (row) => row.kind.replace("_", "-") },
  { head: "Customer", of: (row) => row.customerName },
  { head: "Reference", of: (row) => row.reference },
  { head: "Amount", of: (row) => text(row.amountMinor, row.currency) },
  { head: "Currency", of: (row) => row.currency },
  { head: "State", of: (row) => row.state },
  { head: "Entered (UTC)", of: (row) => row.enteredAt },
  { head: "Entered by", of: (row) => row.enteredBy },
  { head: "Reversed (UTC)", of: (row) => row.reversedAt },
  { head: "Why", of: (row) => row.note },
  { head: "Reason of the reversal", of: (row) => row.reason },
];
