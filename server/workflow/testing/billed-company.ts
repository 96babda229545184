import { and, eq } from "drizzle-orm";
import { customers, ledgerAccounts, plans, subscriptions } from "@/db/schema";
import { addSubscription } from "../../billing/add-subscription";
import { addVersion } from "../../billing/move-subscription";
import { monthlyCharge } from "../../catalogue/first-version";
import { changeOrTryTimeZone } from "../../configuration/change-customer";
import { type Context, inProvider, jobRequest } from "../../context";
import { newId } from "../../ids";
import { moneyToDecimal, parseMoney } from "../../money";
import { listAdjustments } from "../../money/adjustments";
import { setCustomerTax } from "../../money/customer-tax";
import type { CustomerTaxChange } from "../../money/input";
import { listStatements } from "../../money/list-statements";
import { draftOfMonth, waitingMonths } from "../../money/open-months";
import { enterPayment, reversePayment } from "../../money/post-payment";
import type { PriceComponent } from "../../money/pricing/price-components";
import { contentOfStatement, statementById } from "../../money/statement-view";
import { voidUsage } from "../../usage/corrections/correct-usage";
import { recordUsage } from "../../usage/record/record-usage";
import { pricedPlan, type usageWorld, use } from "../../usage/testing";
import { decideProposed } from "../decide-adjustment";
import { issueStatements } from "../issue-statements";
import { judgeAll } from "./sweep-standings";

let made = 0;

/** What a plan charges, in the company's currency. */
export type Charged = { components: PriceComponent[]; trialDays?: number };

/** A company of its own, billed over months: what it agrees, uses and pays, and the statements that it gets. */
export async function billedCompany(
  t: Awaited<ReturnType<typeof usageWorld>>,
  { timeZone = "Europe/Berlin", currency = "EUR" }: { timeZone?: string; currency?: string } = {},
) {
  const customerId = `cust_billed_${++made}`;
  await t.db.withProvider(async (tx) => {
    const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
    if (!acme) throw new Error("There is no customer to copy.");
    const own = { id: customerId, name: `Company ${made}`, identifier: customerId, timeZone, currency };
    await tx.insert(customers).values({ ...acme, ...own });
  });
  const at = <T>(when: string, work: (ctx: Context) => Promise<T>) =>
    inProvider(jobRequest("test", new Date(when)), work);
  const money = (minor: bigint) => moneyToDecimal({ minor, currency });

  const plansOf = new Map<string, { planId: string }>();

  return {
    customerId,
    at,
    /** The plan of each subscription. */
    plans: plansOf,
    /** Subscribes to a plan with a monthly fee, or with charges of any kind. @returns the subscription */
    subscribe: async (fee: string | Charged, from: string, to: string | null = null): Promise<string> => {
      const { components, trialDays = 0 } =
        typeof fee === "string" ? { components: monthlyCharge(fee, currency).components } : fee;
      const priced = { prices: [{ currency, components }], trialDays };
      const [plan] = await t.db.withProvider((tx) => tx.select().from(plans).where(eq(plans.id, "plan_1")));
      if (!plan) throw new Error("There is no plan to copy.");
      return at(from, async (ctx) => {
        const planId = newId("plan", ctx.now);
        await ctx.tx.insert(plans).values({ ...plan, id: planId, slug: planId });
        const versionId = await pricedPlan(ctx.tx, { planId, ...priced });
        const id = newId("subscription", ctx.now);
        await ctx.tx.insert(subscriptions).values({
          ...{ customerId, id, planId, serviceId: plan.serviceId, mode: "limit", validFrom: new Date(from) },
          ...{ validTo: to === null ? null : new Date(to), createdAt: ctx.now },
        });
        await addVersion(ctx, { customerId, subscriptionId: id, versionId, validFrom: new Date(from) });
        plansOf.set(id, { planId });
        return id;
      });
    },
    endSubscription: (id: string, to: string) =>
      t.db.withProvider((tx) =>
        tx
          .update(subscriptions)
          .set({ validTo: new Date(to) })
          .where(and(eq(subscriptions.customerId, customerId), eq(subscriptions.id, id))),
      ),
    /** A limit of requests; left out: of a plan without a fee. */
    limit: (
      change: { limit: string; overRate: string; period: "day" | "week" | "month" },
      from: string,
      planId = "plan_1",
    ) =>
      at(from, (ctx) =>
        addSubscription(ctx, {
          ...{ customerId, planId, validFrom: new Date(from) },
          parameters: [{ meter: "requests", overflowPolicy: "off", ...change }],
        }),
      ),
    moveTo: (timeZone: string, now: string) =>
      at(now, (ctx) => changeOrTryTimeZone(ctx, { customerId, timeZone, preview: false })),
    /** Requests that are used, reported and judged at a time. */
    use: async (quantity: string, time: string, reported = time, isJudged = true) => {
      const request = jobRequest("test", new Date(reported));
      const record = use({ meter: "requests", subject: null, cloud: "cloud-a", quantity, at: new Date(time) });
      await recordUsage(request, { sourceKind: "program", customerId, records: [record] });
      if (isJudged) await judgeAll(request);
    },
    /** Staff void all requests that were used. */
    voidUse: async (now: string) => {
      const which = { meter: "requests", from: new Date("2026-01-01T00:00:00Z"), to: new Date(now) };
      await at(now, (ctx) => voidUsage(ctx, { customerId, which, reason: "reported twice" }));
      await judgeAll(jobRequest("test", new Date(now)));
    },
    /** Finance confirms what is proposed to be taken back. @returns it */
    confirmAdjustments: (now: string) =>
      at(now, async (ctx) => {
        const { rows } = await listAdjustments(ctx, { customerId, state: "proposed", limit: 100 });
        for (const { id } of rows)
          await decideProposed(ctx, { customerId, id, decision: "confirmed", reason: "reported twice" });
        return rows.map(({ quantity, amountMinor }) => `${quantity} for ${money(amountMinor)}`);
      }),
    monthEnd: (now: string, month?: string) =>
      issueStatements(jobRequest("test", new Date(now)), { customerId, month }),
    pay: (amount: string, now: string, more: { reference?: string; statementId?: string } = {}) =>
      at(now, (ctx) =>
        enterPayment(ctx, {
          ...{ customerId, amount: parseMoney(amount, currency), receivedOn: now.slice(0, 10) },
          ...{ reference: `payment ${now}`, ...more },
        }),
      ),
    reverse: (id: string, now: string) =>
      at(now, (ctx) => reversePayment(ctx, { customerId, id, reason: "a mistake" })),
    /** Issued statements, oldest first: what each bills, by line, and what is settled of it. */
    statements: (now: string) =>
      at(now, async (ctx) => {
        const { rows } = await listStatements(ctx, { customerId, limit: 100 });
        const shown = [];
        for (const { id } of rows.reverse()) {
          const statement = await statementById(ctx, { customerId, id });
          const { fees, lines, netMinor, taxes, grossMinor } = await contentOfStatement(ctx, statement);
          shown.push({
            id,
            number: statement.number,
            month: statement.periodStart.toISOString(),
            fees: fees.map(({ amountMinor }) => money(amountMinor)),
            use: lines.map(({ quantity, amountMinor }) => `${quantity} for ${money(amountMinor)}`),
            net: money(netMinor),
            stored: money(statement.netMinor ?? 0n),
            taxes: taxes.map((row) => `${row.category} ${row.rate}: ${money(row.taxMinor)}`),
            gross: money(grossMinor),
            due: money(statement.grossMinor ?? 0n),
            settled: money(statement.settledMinor),
            state: statement.state,
          });
        }
        return shown;
      }),
    taxed: (change: CustomerTaxChange, now: string) => at(now, (ctx) => setCustomerTax(ctx, customerId, change)),
    running: (now: string, month?: string) => at(now, (ctx) => draftOfMonth(ctx, customerId, month)),
    /** What months come to that have ended and wait for their statement. */
    waiting: (now: string) =>
      at(now, async (ctx) => (await waitingMonths(ctx, customerId)).map(({ netMinor }) => money(netMinor))),
    /** Balances of the customer's accounts. */
    balances: (now: string) =>
      at(now, async (ctx) => {
        const rows = await ctx.tx.select().from(ledgerAccounts).where(eq(ledgerAccounts.customerId, customerId));
        return Object.fromEntries(rows.map(({ kind, balanceMinor }) => [kind, money(balanceMinor)]));
      }),
  };
}
