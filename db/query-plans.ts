import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import type { Tx } from "./index";
import * as schema from "./schema";
import type { makeTestDatabase } from "./testing";

/** A node of a plan as EXPLAIN (FORMAT JSON) writes it. */
type PlanNode = { "Node Type": string; "Relation Name"?: string; "Index Name"?: string; Plans?: PlanNode[] };

/** How tables are read: "Seq Scan orders", "Index Scan orders_customer", one entry for each scan. */
export type Scans = string[];

/**
 * Runs `work` in one transaction and explains each statement that it ran, with its own parameters: for tests that hold
 * a hot read to its indexes at volume. Without `customerId` the role is the provider's.
 */
export async function scansOf(
  { db }: Awaited<ReturnType<typeof makeTestDatabase>>,
  work: (tx: Tx) => Promise<unknown>,
  { customerId }: { customerId?: string } = {},
): Promise<Scans> {
  const pool = customerId === undefined ? db.providerSql : db.customerSql;
  const statements: { query: string; parameters: unknown[] }[] = [];
  const logQuery = (query: string, parameters: unknown[]) => void statements.push({ query, parameters });
  const scans: Scans = [];
  await drizzle(pool, { schema, logger: { logQuery } }).transaction(async (tx) => {
    if (customerId !== undefined) await tx.execute(sql`select set_config('spillway.customer_id', ${customerId}, true)`);
    statements.length = 0;
    await work(tx);
    for (const { query, parameters } of [...statements]) {
      const explained = sql.join(withParameters(query, parameters));
      const [row] = await tx.execute<{ "QUERY PLAN": { Plan: PlanNode }[] }>(sql`explain (format json) ${explained}`);
      for (const { Plan } of row?.["QUERY PLAN"] ?? []) collect(Plan, scans);
    }
  });
  return scans;
}

/** The statement with its parameters put back in the place of $1, $2 …. */
function withParameters(query: string, parameters: unknown[]) {
  return query
    .split(/\$(\d+)/)
    .map((part, n) => (n % 2 === 0 ? sql.raw(part) : sql`${sql.param(parameters[Number(part) - 1])}`));
}

function collect(node: PlanNode, scans: Scans): void {
  const read = node["Index Name"] ?? node["Relation Name"];
  if (read !== undefined) scans.push(`${node["Node Type"]} ${read}`);
  for (const inner of node.Plans ?? []) collect(inner, scans);
}
