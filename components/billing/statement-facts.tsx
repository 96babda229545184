import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatMoney } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { KeyValue } from "@/components/ui/key-value";
import { SummaryStrip } from "@/components/ui/summary-strip";
import type { StatementPage } from "@/server/money/statement-view";
import { listedState, type SettlementKind } from "@/server/money/states";
import { StatementData } from "./statement-files";

/** What a statement comes to, what is paid of it, and until when the rest is due. Days in the statement's own zone. */
export function StatementFacts({ statement, now }: { statement: StatementPage; now: Date }) {
  const { content, currency, settledMinor, dueAt, timeZone, state } = statement;
  const money = (minor: bigint) => formatMoney(minor, currency);
  const left = content.grossMinor - settledMinor;
  const feesAndUse = `fees ${money(content.feesMinor)}, use ${money(content.useMinor)}`;
  const isOverdue = state !== "draft" && listedState(statement, now) === "overdue";
  return (
    <SummaryStrip
      facts={[
        ...(content.taxes.length > 0
          ? [
              { label: "Total", value: money(content.grossMinor) },
              { label: "Net", value: money(content.netMinor), small: feesAndUse },
              { label: "Tax", value: money(content.taxMinor) },
            ]
          : [
              { label: "Net", value: money(content.netMinor) },
              { label: "Fees", value: money(content.feesMinor) },
              { label: "Use", value: money(content.useMinor) },
            ]),
        ...(state === "draft"
          ? []
          : [
              { label: "Settled", value: money(settledMinor) },
              {
                label: left > 0n ? "To be paid" : "Left to pay",
                value: money(left > 0n ? left : 0n),
                small: left > 0n && dueAt ? `${isOverdue ? "was due" : "due"} on ${formatDate(dueAt, timeZone)}` : null,
                ...(isOverdue && { tone: "over" as const }),
              },
            ]),
      ]}
    />
  );
}

/** Who bills whom, as it was when the statement was issued. */
export function StatementParties({ statement, here }: { statement: StatementPage; here: string }) {
  const { header, number, issuedAt, dueAt, timeZone } = statement;
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  return (
    <Card className="mb-4">
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-3">
        <Party
          title="Issued by"
          lines={withCountry([header.providerName, ...lines(header.providerAddress)], header.providerCountry ?? "")}
          numbers={[["VAT number", header.providerVatId ?? ""]]}
        />
        <Party
          title="Billed to"
          lines={withCountry([header.customerName, ...lines(header.customerAddress)], header.customerCountry)}
          numbers={[
            ["Tax number", isVatNumber(header) ? "" : header.customerTaxNumber],
            ["VAT number", header.customerVatNumber ?? ""],
            ["Account", header.customerIdentifier],
          ]}
        />
        <KeyValue
          className="content-start"
          items={[
            { label: "Number", value: number },
            { label: "Issued", value: issuedAt && formatDate(issuedAt, timeZone) },
            { label: "Due", value: dueAt && formatDate(dueAt, timeZone) },
            { label: "Files", value: <StatementData here={here} /> },
          ]}
        />
      </div>
    </Card>
  );
}

/** The lines of an address with its country, unless the last one names it. */
const withCountry = (lines: string[], code: string) => [
  ...lines,
  lines.at(-1)?.endsWith(countryName(code)) ? "" : countryName(code),
];

/** The country of a code of ISO 3166, by its name. */
const countryName = (code: string) =>
  /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames("en", { type: "region" }).of(code) ?? code) : code;

/** Whether what the company gave as its tax number is the VAT number. */
const isVatNumber = ({ customerTaxNumber, customerVatNumber = "" }: StatementPage["header"]) =>
  customerTaxNumber.replaceAll(/[\s.-]/g, "").toUpperCase() === customerVatNumber;

function Party({ title, lines, numbers = [] }: { title: string; lines: string[]; numbers?: [string, string][] }) {
  return (
    <div className="min-w-0 text-sm [overflow-wrap:anywhere]">
      <h2 className="text-xs font-normal text-ink-3">{title}</h2>
      <p className="whitespace-pre-line">{lines.filter((line) => line !== "").join("\n")}</p>
      {numbers.map(([name, value]) =>
        value === "" ? null : (
          <p key={name}>
            {name} <span className="mono">{value}</span>
          </p>
        ),
      )}
    </div>
  );
}

/** What settled it, in words; `isBack`: it no longer does. */
function settledBy(kind: SettlementKind, isBack: boolean, of: string): string {
  if (kind === "payment") return `${isBack ? "Payment reversed" : "Payment"}: ${of}`;
  if (kind === "write_off") return isBack ? "Write-off reversed" : "Written off";
  return `Credit of statement ${of}`;
}

/** What settled a statement: payments, credits of other statements, and what was given up. */
export function StatementSettlements({ statement }: { statement: StatementPage }) {
  const { settlements, currency, timeZone } = statement;
  if (settlements.length === 0) return null;
  return (
    <Card title="Settled by" flush>
      <DataTable
        bare
        label="Settled by"
        columns={[
          { key: "what", head: "Payment or credit", grow: "50%" },
          { key: "at", head: "On", fold: "phone" },
          { key: "amount", head: "Amount", align: "right" },
        ]}
        rows={settlements.map(({ id, kind, reference, number, receivedOn, settledAt, minor }) => ({
          id,
          cells: {
            what: settledBy(kind, minor < 0n, reference ?? number ?? ""),
            at: receivedOn ? formatDate(receivedOn, "UTC") : formatDate(settledAt, timeZone),
            amount: formatMoney(minor, currency),
          },
        }))}
      />
    </Card>
  );
}
