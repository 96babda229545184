// A breach of each rule, for the test: files that would break it if they stood in the tree.

/** @param {string} name @param {string} file @param {string} text */
const plant = (name, file, text) => ({ name, files: { [file]: text } });

/** @param {string} file @param {string} target */
const use = (file, target) => plant("direction", file, `import { a } from "@/${target}";`);

/** @type {{ name: string, files: Record<string, string> }[]} */
export const PLANTS = [
  use("components/planted/chart.tsx", "server/usage/questions/queries"),
  use("components/planted/table.tsx", "db/index"),
  plant("direction", "components/planted/line.tsx", 'import { LineChart } from "recharts";'),
  plant("direction", "app/planted/page.tsx", 'import { sql } from "drizzle-orm";'),
  use("app/planted/rows.ts", "db/schema/usage"),
  use("server/trpc/routers/planted.ts", "db"),
  use("server/billing/planted-a.ts", "server/workflow/reconcile"),
  use("server/billing/planted-b.ts", "server/overflow/claim"),
  use("server/planted/states.ts", "server/overflow/states"),
  use("sandbox-cloud/planted-states.ts", "server/overflow/states"),
  use("server/billing/planted-c.ts", "server/reads/standings"),
  use("server/billing/planted-d.ts", "server/trpc/init"),
  use("server/billing/planted-e.ts", "components/ui/badge"),
  use("server/billing/planted-f.ts", "scripts/test.mjs"),
  use("server/overflow/planted-a.ts", "server/workflow/evaluate"),
  use("server/overflow/planted-b.ts", "server/reads/standings"),
  use("server/overflow/planted-c.ts", "server/trpc/init"),
  use("server/reads/planted-a.ts", "server/workflow/evaluate"),
  use("server/reads/planted-b.ts", "server/trpc/init"),
  use("server/workflow/planted-a.ts", "server/trpc/init"),
  use("server/workflow/planted-b.ts", "server/reads/standings"),
  use("server/clouds/planted.ts", "server/usage/rules"),
  use("server/notifications/planted.ts", "server/billing/queries"),
  use("server/money/planted.ts", "server/billing/queries"),
  use("server/workflow/planted-c.ts", "server/clouds/drivers/sandbox/driver"),
  use("server/planted-a.ts", "server/billing/rules"),
  use("db/schema/planted.ts", "server/usage/rules"),
  use("db/planted.ts", "app/page"),
  use("sandbox-cloud/planted.ts", "server/money"),
  use("worker/planted-a.ts", "sandbox-cloud/main"),
  use("worker/planted-b.ts", "cli/main"),
  use("agent/planted.ts", "server/money"),
  plant("direction", "scripts/planted.mjs", 'import { env } from "../server/env";'),
  {
    name: "file circles",
    files: { "cli/planted-a.ts": 'import "./planted-b";', "cli/planted-b.ts": 'import type { A } from "./planted-a";' },
  },
  {
    name: "module circles",
    files: {
      "server/planted/x.ts": 'import { a } from "../planted-too/x";',
      "server/planted-too/x.ts": 'import { a } from "../planted/y";',
    },
  },
  plant("ownership", "server/billing/planted-g.ts", "await tx.insert(usageBatches).values({});"),
  plant("ownership", "server/reads/planted-c.ts", "await tx.update(cronRuns).set({});"),
  plant("ownership", "app/planted/action.ts", "await tx.execute(sql`delete from machines`);"),
  plant("usage store", "server/reads/planted-d.ts", "await tx.select().from(usageTicks);"),
  plant(
    "usage store",
    "server/usage/questions/planted.ts",
    "await tx.execute(sql`select 1 from usage_records_2026_11`);",
  ),
  plant("clock in SQL", "server/billing/planted-h.ts", "await tx.execute(sql`select now()`);"),
  plant("clock in SQL", "db/planted.sql", "alter table a alter column b set default current_timestamp;"),
  plant("process clock", "server/billing/planted-i.ts", "export const at = () => new Date();"),
  plant("module variables", "server/billing/planted-j.ts", "let last = 0;"),
  plant("module variables", "worker/planted-c.ts", "export const seen = new Map<string, number>();"),
  plant("module variables", "app/planted/state.ts", "const held = globalThis as typeof globalThis & { a?: 1 };"),
  plant("casts", "server/billing/planted-k.ts", "export const a = b as unknown as C;"),
  plant("casts", "cli/planted-c.ts", "// @ts-expect-error\nexport const a: number = '';"),
  plant("console", "server/billing/planted-l.ts", 'console.error("failed");'),
  plant("nameless names", "server/billing/planted-helpers.ts", ""),
  plant("barrels", "server/billing/index.ts", 'export * from "./rules";'),
  plant("file names", "server/billing/ring.ts", ""),
  plant("file names", "components/planted/button.tsx", ""),
  plant("export names", "server/billing/planted-m.ts", "export const newId = 1;"),
  plant("export names", "components/planted/other.tsx", "export const Button = 1;"),
  plant("comment width", "server/billing/planted-n.ts", `// ${"x".repeat(120)}`),
  plant("comment width", "agent/planted.sh", `# ${"x".repeat(120)}`),
  plant("words", "planted-a.ts", "// What the machine is told."),
  plant("words", "planted-let-go.ts", ""),
  plant("citations", "server/billing/planted-o.ts", "// product.md section 4"),
  plant("citations", "docs/planted-a.md", "As foundations.md says."),
  plant("documents", "docs/planted-b.md", "See `server/billing/gone.ts`."),
  {
    name: "journal",
    files: {
      "db/planted/db/migrations/meta/_journal.json":
        '{ "entries": [{ "tag": "0000_a", "when": 2 }, { "tag": "0001_b", "when": 1 }] }',
    },
  },
];
