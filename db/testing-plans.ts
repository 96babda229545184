import postgres from "postgres";
import { type Database, openDatabase } from "./index";
import { growingTables } from "./testing-volume";

/** A node of a plan that reads a table, and how many rows it touched; null where the statement was not run again. */
export type TableScan = { table: string; node: string; rows: number | null; query: string };

type Asked = { role: string; customerId: string | null; query: string; parameters: unknown[] };
type Node = {
  "Node Type": string;
  "Relation Name"?: string;
  "Actual Rows"?: number;
  "Actual Loops"?: number;
  "Rows Removed by Filter"?: number;
  "Rows Removed by Index Recheck"?: number;
  Plans?: Node[];
};

/**
 * Opens the test database so that every statement is recorded, and makes it the process's `database()`.
 * @returns `scansOf(work)`: what the plans of work's statements read of growing tables. Reads are run again with the
 * same role, customer and parameters and counted row by row; of writes only the plan is known.
 */
export function watchPlans(url: string) {
  let asked: Asked[] = [];
  const customers = new Map<string, string>();
  const db: Database = openDatabase(url, {
    connections: 4,
    onQuery: ({ role, connection, query, parameters }) => {
      const wire = `${role} ${connection}`;
      if (query.startsWith("select set_config('spillway.customer_id', $1")) customers.set(wire, String(parameters[0]));
      else asked.push({ role, customerId: customers.get(wire) ?? null, query, parameters: [...parameters] });
    },
  });
  (globalThis as { spillwayDatabase?: Database }).spillwayDatabase = db;
  const explainer = postgres(url, { max: 1, onnotice: () => {}, connection: { TimeZone: "UTC" } });

  async function scansOf(work: () => Promise<unknown>): Promise<TableScan[]> {
    asked = [];
    await work();
    const statements = asked;
    asked = [];
    const scans: TableScan[] = [];
    for (const one of statements) scans.push(...(await scansOfStatement(explainer, one)));
    return scans;
  }
  return { db, scansOf, end: () => Promise.all([db.end(), explainer.end()]) };
}

async function scansOfStatement(sql: postgres.Sql, asked: Asked): Promise<TableScan[]> {
  const { query, parameters } = asked;
  if (!/^\s*(select|with|insert|update|delete)\b/i.test(query)) return [];
  const writes = !/^\s*(select|with)\b/i.test(query) || /\bfor (update|share|no key update)\b/i.test(query);
  const options = writes ? "format json" : "format json, analyze, timing off";
  const rolledBack = new Error("rolled back");
  let plan: Node | undefined;
  await sql
    .begin(async (tx) => {
      await tx.unsafe(`set local role ${asked.role}`);
      await tx`select set_config('spillway.customer_id', ${asked.customerId ?? ""}, true)`;
      const [row] = await tx.unsafe(`explain (${options}) ${query}`, parameters as never[]);
      plan = row?.["QUERY PLAN"]?.[0]?.Plan;
      throw rolledBack;
    })
    .catch((error) => {
      if (error !== rolledBack) throw new Error(`${error.message}, of: ${query}`, { cause: error });
    });
  return plan ? scansIn(plan, { query, counted: !writes }) : [];
}

function scansIn(node: Node, of: { query: string; counted: boolean }): TableScan[] {
  const table = node["Relation Name"];
  const own: TableScan[] = [];
  if (table && !isSmall(table)) {
    const removed = (node["Rows Removed by Filter"] ?? 0) + (node["Rows Removed by Index Recheck"] ?? 0);
    const rows = Math.round(((node["Actual Rows"] ?? 0) + removed) * (node["Actual Loops"] ?? 0));
    own.push({ table, node: node["Node Type"], rows: of.counted ? rows : null, query: of.query });
  }
  return [...own, ...(node.Plans ?? []).flatMap((inner) => scansIn(inner, of))];
}

/** Partitions count as the table that they are part of; every table of usage grows. */
const isSmall = (table: string) =>
  !table.startsWith("usage_") && !growingTables.some((growing) => table === growing || table.startsWith(`${growing}_`));
