import { and, asc, desc, eq, ne, type SQL } from "drizzle-orm";
import { billingEvents, customers, machines, meters } from "@/db/schema";
import type { Context } from "../context";
import { entriesThatHold } from "../search-entries";

/** Something the command palette found. */
export type Found = {
  kind: "customer" | "machine" | "event";
  /** What the address of its page ends with: an id, of an event its number. */
  id: string;
  customerId: string;
  label: string;
  detail: string;
};

const most = 6;
/** Of more hits than this, it is these that are sorted. */
const mostHits = 200;

/**
 * Customers by name, identifier or id; machines by serial, host name, id or their cloud's id; billing events by number
 * (EV-2031, 2031) or id. The customer's role finds its own alone.
 */
export async function search(ctx: Context, query: string): Promise<Found[]> {
  const text = query.trim();
  if (text.length < 2) return [];
  const companyHits = entriesThatHold(ctx, "customer", text, mostHits).as("company_hits");
  const machineHits = entriesThatHold(ctx, "machine", text, mostHits).as("machine_hits");
  const [companies, found, events] = await Promise.all([
    ctx.tx
      .select({ id: customers.id, label: customers.name, detail: customers.identifier })
      .from(customers)
      .innerJoin(companyHits, eq(companyHits.id, customers.id))
      .orderBy(asc(customers.name))
      .limit(most),
    ctx.tx
      .select({ id: machines.id, customerId: machines.customerId, host: machines.hostname, serial: machines.serial })
      .from(machines)
      .innerJoin(machineHits, and(eq(machineHits.customerId, machines.customerId), eq(machineHits.id, machines.id)))
      .where(ne(machines.state, "retired"))
      .orderBy(desc(machines.id))
      .limit(most),
    findEvents(ctx, text),
  ]);
  return [
    ...companies.map((row) => ({ ...row, kind: "customer" as const, customerId: row.id })),
    ...found.map((row) => ({
      kind: "machine" as const,
      id: row.id,
      customerId: row.customerId,
      label: row.host ?? row.serial ?? row.id,
      detail: row.serial ?? "no serial",
    })),
    ...events.map((row) => ({
      kind: "event" as const,
      id: String(row.number),
      customerId: row.customerId,
      label: `EV-${row.number}`,
      detail: row.meter,
    })),
  ];
}

function findEvents(ctx: Context, text: string) {
  const number = /^(?:ev-?)?(\d{1,9})$/i.exec(text)?.[1];
  const where: SQL = number ? eq(billingEvents.number, Number(number)) : eq(billingEvents.id, text);
  return ctx.tx
    .select({
      customerId: billingEvents.customerId,
      number: billingEvents.number,
      meter: meters.name,
    })
    .from(billingEvents)
    .innerJoin(meters, eq(meters.slug, billingEvents.meter))
    .where(where)
    .limit(most);
}
