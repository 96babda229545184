import { and, eq, gte, lt, ne, sql } from "drizzle-orm";
import { charges } from "@/db/schema";
import type { Context } from "../context";
import { postCharge } from "../money/post-charge";
import { type BillingWindow, billingWindow } from "../periods";
import type { EngineOutput } from "./engine";
import { offsetToPost, type WindowOffsets } from "./engine/offsets";
import { lineFacts } from "./line-facts";
import type { Parameter } from "./parameters";

/** The billing period of a window: the month of its statement. */
const periodOf = ({ zone }: Parameter, { start }: BillingWindow): BillingWindow => billingWindow("month", start, zone);

/**
 * What is to be posted for a window of offset billing, now that its margins are these: the difference to what was
 * posted for it (docs/rules.md 4.9). null for nothing, and while the window is open.
 */
export async function offsetDue(ctx: Context, parameter: Parameter, window: BillingWindow, offsets: WindowOffsets) {
  if (!offsets.closed) return null;
  const period = periodOf(parameter, window);
  const own = sql`${charges.windowStart} = ${window.start.toISOString()}::timestamptz`;
  const [posted] = await ctx.tx
    .select({
      price: sql<string>`coalesce(sum(${charges.price}), 0)::text`,
      minor: sql<string>`coalesce(sum(${charges.amountMinor}), 0)::text`,
      ownPrice: sql<string>`coalesce(sum(${charges.price}) filter (where ${own}), 0)::text`,
      ownNet: sql<string>`coalesce(sum(${charges.quantity}) filter (where ${own}), 0)::text`,
      ordinal: sql<number>`(count(*) filter (where ${own}))::int`,
    })
    .from(charges)
    .where(
      and(
        eq(charges.customerId, parameter.customerId),
        eq(charges.parameterId, parameter.id),
        gte(charges.windowStart, period.start),
        lt(charges.windowStart, period.end),
        ne(charges.state, "failed"),
      ),
    );
  const { price = "0", minor = "0", ownPrice = "0", ownNet = "0", ordinal = 0 } = posted ?? {};
  const amount = { minor: BigInt(minor), currency: parameter.engine.currency };
  const due = offsetToPost(offsets, { price, amount }, { net: ownNet, price: ownPrice });
  return due && { ...due, postedNet: ownNet, ordinal: ordinal + 1, period };
}

/**
 * Posts what the margins of a closed window come to: a charge, or a credit where the amount is below 0, on the one
 * line that the limit has in the billing period. Windows of a limit post one after the other, since each posts the
 * difference to the period's running total.
 * @returns whether anything was posted
 */
export async function postOffset(
  ctx: Context,
  parameter: Parameter,
  window: BillingWindow,
  { offsets }: EngineOutput,
): Promise<boolean> {
  if (!offsets?.closed) return false;
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${parameter.id}, 7411029))`);
  const due = await offsetDue(ctx, parameter, window, offsets);
  if (!due) return false;
  const { customerId, zone, id: parameterId, engine, meterName } = parameter;
  await postCharge(ctx, {
    ...{ customerId, zone, parameterId, billingEventId: null, meter: engine.meter, window },
    ...{ lineWindow: due.period, ordinal: due.ordinal, quantity: due.net, price: due.price },
    ...{ increment: "0", cover: "0", alreadyRemitted: due.postedNet, rate: offsets.rate },
    ...{ amount: due.priced.amount, rounding: due.priced.sentence },
    facts: { ...(await lineFacts(ctx, parameter, null, null, null)), mode: "offset" },
    description: `Offsets of ${meterName}: ${due.net} billing units over or under the reference shares`,
  });
  return true;
}
