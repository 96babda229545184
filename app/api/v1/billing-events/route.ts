import type { z } from "zod";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { listEvents } from "@/server/reads/event-list";
import { programOf, queryOf } from "../program";
import { type billingEventsAnswer, billingEventsQuery } from "./contract";

export const dynamic = "force-dynamic";

/** Billing events, newest first. Limits stay with provider and customer: no host cloud has a key here. */
const get = handle(async (call) => {
  const program = await programOf(call, "billing.read");
  const { customer, since, after, ...filter } = parseInput(billingEventsQuery, queryOf(call.request));
  const page = await program.see(customer, (ctx, customerId) =>
    listEvents(ctx, {
      ...filter,
      cursor: after,
      customer: customerId ?? undefined,
      since: since === undefined ? undefined : new Date(since),
    }),
  );
  return {
    billingEvents: page.rows.map((row) => ({
      id: row.id,
      number: row.number,
      ordinal: row.ordinal,
      customerId: row.customerId,
      customerName: row.customerName,
      meter: row.meter,
      unit: row.unit,
      cloud: row.cloudSlug,
      firstMachineId: row.firstMachineId,
      windowStart: row.windowStart.toISOString(),
      windowEnd: row.windowEnd.toISOString(),
      limit: row.limit,
      aggregate: row.aggregate,
      excess: row.excess,
      amountMinor: row.amountMinor.toString(),
      currency: row.currency,
      raisedAt: row.raisedAt.toISOString(),
      overflow: row.state && { state: row.state, error: row.error },
    })),
    next: page.nextCursor,
  } satisfies z.infer<typeof billingEventsAnswer>;
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
