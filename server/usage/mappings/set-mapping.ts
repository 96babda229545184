import { eq, inArray } from "drizzle-orm";
import { clouds, meters, usageMappings } from "@/db/schema";
import { recordAudit } from "../../audit/record-audit";
import { cloudByName } from "../../clouds/queries";
import { customerByIdOrIdentifier } from "../../configuration/queries";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { convertQuantity } from "../units";
import type { MappingInput } from "./input";
import type { MappingRules } from "./mapping-rules";
import { type MappingVersion, mappingOf } from "./mapping-versions";

/**
 * Staff set the mapping rules of a cloud's exports (docs/rules.md 3.18): a new version, from the next import on.
 * @param input.version the version that was changed, where the caller has one
 * @throws not_found for an unknown cloud; conflict where another version was set since; invalid_input naming what is
 *   wrong with the rules
 */
export async function setMapping(
  ctx: Context,
  { cloud, reason, version, ...rules }: MappingInput,
): Promise<MappingVersion> {
  const { id: cloudId } = await cloudByName(ctx, cloud);
  // One after the other: versions have no gap.
  await ctx.tx.select({ id: clouds.id }).from(clouds).where(eq(clouds.id, cloudId)).for("update");
  const before = await mappingOf(ctx, cloudId);
  if (version !== undefined && version !== before.version)
    throw new DomainError(
      "conflict",
      `Version ${before.version} of the rules was set meanwhile. Load it, and change that one.`,
    );
  const checked = await checkRules(ctx, rules);
  const row = { cloudId, version: before.version + 1, rules: checked, reason, setBy: ctx.actor.label, setAt: ctx.now };
  const [set] = await ctx.tx.insert(usageMappings).values(row).returning();
  await recordAudit(ctx, {
    ...{ customerId: null, action: "usage_mapping.set", subjectKind: "cloud", subjectId: cloudId, topic: "usage" },
    detail: { cloud: cloudId, version: String(row.version), reason },
  });
  return set as MappingVersion;
}

/**
 * Checks rules before they are set or tried. A column that no file has is allowed: files differ.
 * @returns the rules, with their customers by id
 * @throws invalid_input naming the pair that is wrong
 */
export async function checkRules(ctx: Context, rules: MappingRules): Promise<MappingRules> {
  const { columns } = rules;
  if (columns.meter === null && rules.meters.length > 0) throw fault("meters", "Name the column of the meter.");
  if (columns.customer === null && rules.customers.length > 0)
    throw fault("customers", "Name the column of the customer.");
  if (columns.cloud === null && rules.clouds.length > 0) throw fault("clouds", "Name the column of the cloud.");
  const twice = duplicateOf(
    rules.meters.map(({ value, unit }) => `${value.toLowerCase()}${unit === null ? "" : ` in ${unit}`}`),
  );
  if (twice !== undefined) throw fault("meters", `There are two rules for ${twice}. Keep one of them.`);
  const account = duplicateOf(rules.customers.map(({ value }) => value));
  if (account !== undefined) throw fault("customers", `The account ${account} is given to two customers. Keep one.`);
  await checkMeters(ctx, rules);
  const customers: MappingRules["customers"] = [];
  for (const { value, customer } of rules.customers)
    customers.push({ value, customer: (await customerByIdOrIdentifier(ctx, customer)).id });
  return { ...rules, customers };
}

async function checkMeters({ tx }: Context, rules: MappingRules): Promise<void> {
  const slugs = [...new Set(rules.meters.flatMap(({ meter }) => meter ?? []))];
  const known = new Map(
    (slugs.length === 0 ? [] : await tx.select().from(meters).where(inArray(meters.slug, slugs))).map((one) => [
      one.slug,
      one,
    ]),
  );
  for (const { value, unit, meter: slug, factor } of rules.meters) {
    if (slug === null) continue;
    const meter = known.get(slug);
    if (!meter) throw fault("meters", `${value}: there is no meter ${slug}. Add it under Catalogue, Meters first.`);
    if (meter.kind !== "counter")
      throw fault(
        "meters",
        `${value}: ${slug} is no counter. A row of a file states a sum and no instant, so it cannot be read as a level.`,
      );
    if (unit === null || factor !== null) continue;
    if (!convertible(unit, meter.unit))
      throw fault(
        "meters",
        `${value}: ${unit} cannot be converted to ${meter.unit}, the unit of ${slug}. Give a factor.`,
      );
  }
}

/** Whether so many of a unit are a decimal number of another: one second is no decimal number of hours, a day is. */
const convertible = (unit: string, to: string) => "quantity" in convertQuantity("86400", unit, to);

const duplicateOf = (texts: readonly string[]) => texts.find((text, n) => texts.indexOf(text) !== n);
const fault = (field: string, sentence: string) => new DomainError("invalid_input", sentence, { field });
