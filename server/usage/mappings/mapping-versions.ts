import { and, desc, eq, getTableColumns, inArray } from "drizzle-orm";
import { customers, usageMappings } from "@/db/schema";
import { cloudByName } from "../../clouds/queries";
import type { Context } from "../../context";
import { notFound } from "../../errors";
import { pageOf, type Sort } from "../../pagination";
import type { MappingVersionQuery } from "./input";
import { type MappingRules, noRules } from "./mapping-rules";

/** A version of a cloud's mapping rules, with who set it, when and why. */
export type MappingVersion = typeof usageMappings.$inferSelect;
/** Version 0 are the defaults, which nobody set. */
export type StatedMapping = Pick<MappingVersion, "cloudId" | "version" | "rules"> & Partial<MappingVersion>;

/**
 * The mapping rules of a cloud: the present ones, or those of a version.
 * @throws not_found for a version that there is not
 */
export async function mappingOf({ tx }: Context, cloudId: string, version?: number): Promise<StatedMapping> {
  const [found] = await tx
    .select()
    .from(usageMappings)
    .where(
      and(eq(usageMappings.cloudId, cloudId), version === undefined ? undefined : eq(usageMappings.version, version)),
    )
    .orderBy(desc(usageMappings.version))
    .limit(1);
  if (found) return found;
  if (version) throw notFound("version of the mapping rules", `${version}`);
  return { cloudId, version: 0, rules: noRules };
}

const newestFirst: Sort = { name: "version", keys: [{ by: usageMappings.version, as: "integer" }], descending: true };

/**
 * A page of the versions of a cloud's rules, newest first.
 * @throws invalid_input for a cursor that no page gave, not_found for an unknown cloud
 */
export const listMappingVersions = (ctx: Context, { cloud, cursor, limit: most }: MappingVersionQuery) =>
  pageOf({
    ...{ cursor, limit: most, sort: newestFirst },
    read: async ({ after, order, limit, place }) => {
      const { id } = await cloudByName(ctx, cloud);
      return ctx.tx
        .select({ ...getTableColumns(usageMappings), place })
        .from(usageMappings)
        .where(and(eq(usageMappings.cloudId, id), after))
        .orderBy(order)
        .limit(limit);
    },
  });

/** The names of the customers to whom rules give accounts, by id. */
export async function mappedCustomers({ tx }: Context, rules: MappingRules): Promise<Record<string, string>> {
  const ids = [...new Set(rules.customers.map(({ customer }) => customer))];
  if (ids.length === 0) return {};
  const { id, name } = customers;
  const found = await tx.select({ id, name }).from(customers).where(inArray(id, ids));
  return Object.fromEntries(found.map((one) => [one.id, one.name]));
}
