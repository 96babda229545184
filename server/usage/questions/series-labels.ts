import { sql } from "drizzle-orm";
import { clouds, customers, machines, services } from "@/db/schema";
import type { Context } from "../../context";
import { onPremises } from "../rules";
import { dimensionOf, type Grouping, type groupings, otherGroups } from "./input";

/** How a group is shown: its name, and a cloud's permanent color. */
export type GroupLabel = { label: string; colorIndex: number | null };

const fixed: Record<string, string> = { [onPremises]: "On-premises", "": "No machine named" };

/** Names of the groups of a series. */
export async function groupLabels(
  ctx: Context,
  groupBy: Grouping,
  groups: string[],
): Promise<Record<string, GroupLabel>> {
  const dimension = dimensionOf(groupBy);
  const labels: Record<string, GroupLabel> = {};
  if (dimension !== null) {
    for (const group of groups) labels[group] = { label: valueLabel(dimension, group), colorIndex: null };
    return labels;
  }
  const rows = await named(ctx, groupBy as (typeof groupings)[number], groups);
  for (const group of groups) labels[group] = { label: fixed[group] ?? group, colorIndex: null };
  for (const { id, label, colorIndex } of rows) labels[id] = { label: label ?? id, colorIndex };
  return labels;
}

const valueLabel = (dimension: string, value: string): string =>
  value === "" ? `Without ${dimension}` : value === otherGroups ? "All others" : value;

type Named = { id: string; label: string | null; colorIndex: number | null };

function named({ tx }: Context, groupBy: (typeof groupings)[number], groups: string[]): Promise<Named[]> {
  const ids = sql.param(groups);
  const colorless = sql<null>`null`;
  switch (groupBy) {
    case "cloud":
      return tx.select({ id: clouds.id, label: clouds.name, colorIndex: clouds.colorIndex }).from(clouds);
    case "service":
      return tx
        .select({ id: services.id, label: services.name, colorIndex: colorless })
        .from(services)
        .where(sql`${services.id} = any(${ids})`);
    case "customer":
      return tx
        .select({ id: customers.id, label: customers.name, colorIndex: colorless })
        .from(customers)
        .where(sql`${customers.id} = any(${ids})`);
    case "machine":
      return tx
        .select({
          id: machines.id,
          label: sql<string | null>`coalesce(${machines.hostname}, ${machines.serial}, ${machines.instanceId})`,
          colorIndex: colorless,
        })
        .from(machines)
        .where(sql`${machines.id} = any(${ids})`);
  }
}
