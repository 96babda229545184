import { eq } from "drizzle-orm";
import type { Database } from "@/db";
import { adjustments, billingEvents, charges } from "@/db/schema";
import { Plain as Decimal, windowName } from "../../billing/engine/reference-use";
import type { HistoryMeter } from "./drawn-history";
import type { HistoryCompany } from "./history-company";

type RaisedEvent = typeof billingEvents.$inferSelect;
/** `price`: of offset billing the exact one. */
export type Billed = { quantity: string; minor: bigint; price: string };
/** By limit and window. */
export type Bills = {
  billed: Map<string, Billed>;
  /** By their ordinals. */
  events: Map<string, RaisedEvent[]>;
  /** What is proposed to be taken back: units below 0. */
  proposed: Map<string, { id: string; quantity: string }>;
};
export const nothing: Billed = { quantity: "0", minor: 0n, price: "0" };

/** What the product has charged and raised so far. */
export async function billsOf(db: Database, company: HistoryCompany): Promise<Bills> {
  const bills: Bills = { billed: new Map(), events: new Map(), proposed: new Map() };
  const { customerId } = company;
  await db.withProvider(async (tx) => {
    const confirmed = new Set<string | null>();
    for (const row of await tx.select().from(adjustments).where(eq(adjustments.customerId, customerId))) {
      confirmed.add(row.chargeId);
      if (row.state === "proposed") bills.proposed.set(nameOf(company, row), { id: row.id, quantity: row.quantity });
    }
    for (const row of await tx.select().from(charges).where(eq(charges.customerId, customerId))) {
      const name = nameOf(company, row);
      const known = bills.billed.get(name) ?? nothing;
      const takesBack = new Decimal(row.quantity).lte(0) || row.amountMinor < 0n;
      if (takesBack && !confirmed.has(row.id) && row.price === null)
        throw new Error(`A charge of ${name} takes back what nobody confirmed.`);
      const quantity = new Decimal(known.quantity).plus(row.quantity).toFixed();
      const price = new Decimal(known.price).plus(row.price ?? 0).toFixed();
      bills.billed.set(name, { quantity, minor: known.minor + row.amountMinor, price });
    }
    for (const row of await tx.select().from(billingEvents).where(eq(billingEvents.customerId, customerId))) {
      const name = nameOf(company, row);
      const raised = [...(bills.events.get(name) ?? []), row].sort((a, b) => a.ordinal - b.ordinal);
      bills.events.set(name, raised);
    }
  });
  return bills;
}

type Row = { parameterId: string; meter: string; windowStart: Date };
export const nameOf = (company: HistoryCompany, { parameterId, meter, windowStart }: Row) =>
  `${meter} ${parameterId} ${windowName(company.historyOf(meter as HistoryMeter), windowStart)}`;

/**
 * How far a check of a meter can go: to the last digit; at least what is due, where in a race an evaluator may have
 * seen any state on the way; or not yet, where no sweep has marked the windows that closed.
 */
export type Certainty = "exact" | "at least" | "not yet";
