import { z } from "zod";
import { documentQuery } from "@/server/documents/input";
import { moneyToDecimal } from "@/server/money";
import { listedStateInput, monthInput, onItsWayInput } from "@/server/money/input";
import type { ListedStatement } from "@/server/money/list-statements";
import type { StatementContent, StatementPage } from "@/server/money/statement-view";
import { feeKinds, listedState, listedStates, settlementKinds, taxCategories } from "@/server/money/states";
import type { MonthEnd } from "@/server/workflow/issue-statements";
import { type Operation, operation } from "../operation";
import { after, customerName, decimal, limit, minorUnits, named, onePage, pageAnswer, time, timeText } from "../parts";

const money = { amountMinor: minorUnits, amount: decimal.describe("The same in major units") };
const written = (minor: bigint, currency: string) => ({
  amountMinor: minor.toString(),
  amount: moneyToDecimal({ minor, currency }),
});

const about = {
  id: z.string(),
  number: z.string().describe("Without gaps in its year"),
  customerId: z.string(),
  periodStart: time,
  periodEnd: time,
  timeZone: z.string(),
  currency: z.string(),
  state: z.enum(listedStates),
  issuedAt: time.nullable(),
  dueAt: time.nullable(),
  netMinor: minorUnits,
  taxMinor: minorUnits,
  grossMinor: minorUnits.describe("Net and tax: what is to be paid"),
  settledMinor: minorUnits.describe("What payments and credits have settled of it"),
};
const statement = named("Statement", z.object(about));

const taxRow = z.object({
  category: z.enum(taxCategories).describe("Of EN 16931"),
  rate: decimal.describe("Percent"),
  taxableMinor: minorUnits,
  taxMinor: minorUnits,
  reason: z.string().nullable().describe("Why no tax is charged"),
});
const fee = z.object({
  subscriptionId: z.string(),
  plan: z.string(),
  service: z.string(),
  component: z.string().describe("The charge of the plan's version, or the discount"),
  name: z.string(),
  kind: z.enum(feeKinds),
  periodStart: time,
  periodEnd: time,
  validStart: time,
  validEnd: time,
  ...money,
  taxCategory: z.enum(taxCategories),
  taxRate: decimal.describe("Percent"),
  why: z.string().describe("How the amount was worked out"),
});
const line = z.object({
  id: z.string(),
  limitId: z.string(),
  meter: z.string(),
  windowStart: time,
  windowEnd: time,
  billingEvent: z.number().int().nullable(),
  cloud: z.string().nullable().describe("Its name when it was charged; null: on-premises, or no event"),
  used: decimal.nullable(),
  quantity: decimal.describe("Billing units of the charges that are owed"),
  rate: decimal,
  ...money,
  taxCategory: z.enum(taxCategories),
  taxRate: decimal.describe("Percent"),
  why: z.string().describe("How the last charge was rounded"),
});
const content = {
  periodStart: time,
  periodEnd: time,
  timeZone: z.string(),
  currency: z.string(),
  feesMinor: minorUnits,
  useMinor: minorUnits,
  netMinor: minorUnits,
  taxMinor: minorUnits,
  grossMinor: minorUnits,
  taxes: z.array(taxRow).describe("The tax by category and rate; empty where the provider charges none"),
  fees: z.array(fee),
  lines: z.array(line),
};
const draft = named("StatementDraft", z.object(content));
const whole = named(
  "StatementWithLines",
  z.object({
    ...about,
    ...content,
    issuer: z.string().describe("The provider's name when it was issued"),
    billedTo: z.string().describe("The customer's legal name then"),
    settlements: z.array(
      z.object({
        kind: z.enum(settlementKinds),
        id: z.string().describe("The payment, or the statement whose credit it is"),
        ...money,
        settledAt: time,
      }),
    ),
  }),
);

/** An issued statement, as programs see it. */
export const shownStatement = (
  row: Pick<ListedStatement, Exclude<keyof ListedStatement, "customerName" | "header">>,
  now: Date,
): z.infer<typeof statement> => ({
  id: row.id,
  number: row.number ?? "",
  customerId: row.customerId,
  periodStart: row.periodStart.toISOString(),
  periodEnd: row.periodEnd.toISOString(),
  timeZone: row.timeZone,
  currency: row.currency,
  state: listedState(row, now),
  issuedAt: timeText(row.issuedAt),
  dueAt: timeText(row.dueAt),
  netMinor: (row.netMinor ?? 0n).toString(),
  taxMinor: row.taxMinor.toString(),
  grossMinor: (row.grossMinor ?? 0n).toString(),
  settledMinor: row.settledMinor.toString(),
});

/** What a statement holds, as programs see it. */
export const shownContent = (of: StatementContent): z.infer<typeof draft> => ({
  periodStart: of.start.toISOString(),
  periodEnd: of.end.toISOString(),
  timeZone: of.timeZone,
  currency: of.currency,
  feesMinor: of.feesMinor.toString(),
  useMinor: of.useMinor.toString(),
  netMinor: of.netMinor.toString(),
  taxMinor: of.taxMinor.toString(),
  grossMinor: of.grossMinor.toString(),
  taxes: of.taxes.map(({ taxableMinor, taxMinor, ...row }) => ({
    ...row,
    ...{ taxableMinor: taxableMinor.toString(), taxMinor: taxMinor.toString() },
  })),
  fees: of.fees.map((one) => ({
    subscriptionId: one.subscriptionId,
    plan: one.planName,
    service: one.serviceName,
    component: one.component,
    name: one.name,
    kind: one.kind,
    periodStart: one.period.start.toISOString(),
    periodEnd: one.period.end.toISOString(),
    validStart: one.valid.start.toISOString(),
    validEnd: one.valid.end.toISOString(),
    ...written(one.amountMinor, of.currency),
    ...{ taxCategory: one.taxCategory, taxRate: one.taxRate, why: one.rounding },
  })),
  lines: of.lines.map((one) => ({
    id: one.id,
    limitId: one.parameterId,
    meter: one.meter,
    windowStart: one.windowStart.toISOString(),
    windowEnd: one.windowEnd.toISOString(),
    billingEvent: one.eventNumber,
    cloud: one.cloudName,
    used: one.used,
    quantity: one.quantity,
    rate: one.rate,
    ...written(one.amountMinor, of.currency),
    ...{ taxCategory: one.taxCategory, taxRate: one.taxRate, why: one.rounding },
  })),
});

/** A whole statement, as programs see it. */
export const shownWhole = (page: StatementPage, now: Date): z.infer<typeof whole> => ({
  ...shownContent(page.content),
  ...shownStatement(page, now),
  issuer: page.header.providerName,
  billedTo: page.header.customerName,
  settlements: page.settlements.map(({ kind, sourceId, minor, settledAt }) => ({
    ...{ kind, id: sourceId, settledAt: settledAt.toISOString() },
    ...written(minor, page.currency),
  })),
});

export const listIssued = operation({
  method: "get",
  path: "/statements",
  tag: "Money",
  summary: "Issued statements, newest first",
  action: "billing.read",
  like: ["statements.own", "statements.list"],
  query: z.strictObject({ customer: customerName, state: listedStateInput, after, limit }),
  answer: named("Statements", pageAnswer("statements", statement)),
  says: onePage,
});

export const getDraft = operation({
  method: "get",
  path: "/statements/draft",
  tag: "Money",
  summary: "What a month comes to whose statement is not issued yet",
  action: "billing.read",
  like: ["billing.period", "billing.waitingMonths"],
  query: z.strictObject({
    customer: customerName,
    month: monthInput.optional().describe("The month, like 2026-11; left out: the running one"),
  }),
  answer: draft,
  says: "The draft as it would be issued now.",
});

export const getStatement = operation({
  method: "get",
  path: "/statements/{id}",
  tag: "Money",
  summary: "One issued statement with its lines, and what settled it",
  action: "billing.read",
  like: ["statements.ownOne", "statements.one"],
  answer: whole,
  says: "The statement, as it was issued.",
});

export const getStatementFile: Operation = {
  method: "get",
  path: "/statements/{id}/file",
  tag: "Money",
  summary: "A statement as a document: PDF, or of an issued one the electronic invoice (EN 16931)",
  action: "billing.read",
  like: ["statements.ownOne", "statements.one"],
  query: documentQuery,
  answers: { "200": { description: "The document.", schema: null, files: ["application/pdf", "application/xml"] } },
};

export const issueStatement = operation({
  method: "post",
  path: "/statements",
  tag: "Money",
  summary: "Issue a customer's statements of months that have ended; again changes nothing",
  action: "billing.change",
  like: ["statements.issue"],
  body: named(
    "MonthEnd",
    z.strictObject({
      customer: customerName.unwrap(),
      month: monthInput.optional().describe("The last month that is issued; left out: the last that has ended"),
    }),
  ),
  answer: named(
    "MonthEndDone",
    z.object({
      issued: z.array(z.object({ id: z.string(), number: z.string() })),
      empty: z.number().int().describe("Months that were closed with nothing to bill"),
    }),
  ),
  says: "What was issued.",
});

export const markPaymentOnItsWay = operation({
  method: "put",
  path: "/statements/{id}/payment-on-its-way",
  tag: "Money",
  summary: "Mark a statement as being paid until a day: nobody is reminded, warned or suspended for it until then",
  action: "billing.change",
  like: ["statements.markOnItsWay"],
  body: named(
    "PaymentOnItsWay",
    z.strictObject({
      customer: customerName.unwrap(),
      until: onItsWayInput.shape.until.describe("null takes it away"),
    }),
  ),
  answer: null,
  says: "It is marked.",
});

/** What a month-end did, as programs see it. */
export const shownMonthEnd = ({ issued, empty }: MonthEnd) => ({
  issued: issued.map(({ id, number }) => ({ id, number })),
  empty,
});
export const sendStatement = operation({
  method: "post",
  path: "/statements/{id}/send",
  tag: "Money",
  summary: "Send the mail about an issued statement once more",
  action: "billing.change",
  like: ["statements.send"],
  answer: named("StatementSent", z.object({ sent: z.int().describe("To so many addresses") })),
  says: "It is sent.",
});
