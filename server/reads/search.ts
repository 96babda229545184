import { and, asc, desc, eq, ilike, ne, or, type SQL } from "drizzle-orm";
import { billingEvents, customers, machines, meters } from "@/db/schema";
import type { Context } from "../context";

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

/**
 * Customers by name or identifier, machines by serial, host name or id, billing events by number (EV-2031, 2031) or id.
 * The customer's role finds its own alone.
 */
export async function search(ctx: Context, query: string): Promise<Found[]> {
  const text = query.trim();
  if (text.length < 2) return [];
  const like = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const [companies, found, events] = await Promise.all([
    ctx.tx
      .select({ id: customers.id, label: customers.name, detail: customers.identifier })
      .from(customers)
      .where(or(ilike(customers.name, like), ilike(customers.identifier, like), eq(customers.id, text)))
      .orderBy(asc(customers.name))
      .limit(most),
    ctx.tx
      .select({ id: machines.id, customerId: machines.customerId, host: machines.hostname, serial: machines.serial })
      .from(machines)
      .where(
        and(
          ne(machines.state, "retired"),
          or(ilike(machines.serial, like), ilike(machines.hostname, like), eq(machines.id, text)),
        ),
      )
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
      label: row.host ?? row.id,
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
