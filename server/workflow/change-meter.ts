import { isDeepStrictEqual } from "node:util";
import { eq } from "drizzle-orm";
import { subscriptionParameters } from "@/db/schema";
import { holdMeter } from "../catalogue/hold-meter";
import { aggregationFault, type MeterChange } from "../catalogue/input";
import { aggregationsOf } from "../catalogue/states";
import { lockedMeter, type Meter, storeMeter } from "../catalogue/store-meter";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { shippedMeters } from "../services/meters";
import { meterIsUsed } from "../usage/questions/meter-use";

/**
 * Changes a meter; what is left out stays. Nothing that is stored changes by it: unit, kind, filter and dimensions are
 * fixed once use of the meter is stored, what a window's figure is made by once a limit of it exists (docs/rules.md
 * 3.15), and a new plausible maximum is for records that come from now on (3.13).
 * @throws not_found; invalid_input for an aggregation that the kind cannot have; conflict for what is fixed
 */
export async function changeMeter(ctx: Context, { slug, ...asked }: MeterChange): Promise<void> {
  if (fixedByUse.some((name) => asked[name] !== undefined)) await holdMeter(ctx, slug);
  const known = await lockedMeter(ctx, slug);
  const given = Object.entries(asked).filter(
    ([name, value]) => value !== undefined && !isDeepStrictEqual(value, known[name as keyof Meter]),
  );
  const change: Partial<Meter> = Object.fromEntries(given);
  const { kind, aggregation } = { ...known, ...change };
  if (!aggregationsOf[kind].some((one) => one === aggregation))
    throw new DomainError("invalid_input", aggregationFault(kind), { field: "aggregation" });
  if (fixedByUse.some((name) => change[name] !== undefined)) await requireUnused(ctx, slug);
  if (change.aggregation !== undefined || change.whole !== undefined || change.unit !== undefined)
    await requireNoLimit(ctx, slug);
  if (given.length > 0) await storeMeter(ctx, slug, change);
}

const fixedByUse = ["unit", "kind", "filter", "dimensions"] as const;

async function requireUnused(ctx: Context, slug: string): Promise<void> {
  if (shippedMeters.some((one) => one.slug === slug))
    throw new DomainError(
      "conflict",
      `${slug} comes with the product, and machines and files report it in its unit: unit, kind, filter and dimensions cannot change. Add a meter of your own.`,
    );
  if (await meterIsUsed(ctx, slug))
    throw new DomainError(
      "conflict",
      `Use of ${slug} is stored, and it would mean something else: unit, kind, filter and dimensions cannot change any more. Add another meter.`,
    );
}

async function requireNoLimit({ tx }: Context, slug: string): Promise<void> {
  const [limit] = await tx
    .select({ id: subscriptionParameters.id })
    .from(subscriptionParameters)
    .where(eq(subscriptionParameters.meter, slug))
    .limit(1);
  if (limit)
    throw new DomainError(
      "conflict",
      `A limit of ${slug} exists, also where it has ended, and its windows were judged by the meter as it is: unit, aggregation and whether units are whole cannot change any more. Add another meter.`,
    );
}
