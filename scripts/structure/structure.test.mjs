import { describe, expect, test } from "vitest";
import { ROOT } from "../settings.mjs";
import { checkStructure, RULES, readTree } from "../structure.mjs";
import { commentsOf, widthFaults, wordFaults } from "./comments.mjs";
import { fileCycleFaults, moduleCycleFaults } from "./cycles.mjs";
import { directionFaults } from "./direction.mjs";
import { documentFaults, journalFaults } from "./documents.mjs";
import { environmentFaults } from "./environment.mjs";
import { barrelFaults, exportNameFaults, fileNameFaults, nameFaults } from "./names.mjs";
import { ownershipFaults } from "./ownership.mjs";
import { PLANTS } from "./plants.mjs";
import { namingFaults, serviceImportFaults } from "./services.mjs";
import { sizeFaults } from "./sizes.mjs";
import { makeSource } from "./source.mjs";
import { stateFaults, stateLists } from "./states.mjs";
import { processClockFaults, sqlClockFaults, sqlFileClockFaults } from "./time.mjs";
import { usageStoreFaults } from "./usage-store.mjs";

/** @param {Record<string, string>} files */
const tree = (files) => Object.entries(files).map(([file, text]) => makeSource(file, text));
/** @param {import("./source.mjs").Fault[]} faults */
const places = (faults) => faults.map(({ file, line }) => `${file}:${line}`);
/** @param {string} file @param {string} text */
const direction = (file, text) => directionFaults(tree({ [file]: text }));

describe("imports", () => {
  test.each([
    ['import type { A } from "./a"', true],
    ['import { type A, type B } from "./a"', true],
    ['import { type A, b } from "./a"', false],
    ['import a from "./a"', false],
    ['export type { A } from "./a"', true],
    ['export * from "./a"', false],
    ['import "./a"', false],
    ['const a = await import("./a")', false],
  ])("%s: types only %s", (text, expected) => {
    expect(makeSource("server/x/y.ts", text).imports).toMatchObject([{ target: "server/x/a", typeOnly: expected }]);
  });

  test("several lines, aliases and packages", () => {
    const { imports } = makeSource(
      "app/a/page.tsx",
      'import {\n  a,\n  b,\n} from "@/server/x/y";\nimport z from "@trpc/server/http";\n',
    );
    expect(imports).toEqual([
      { target: "server/x/y", typeOnly: false, line: 4 },
      { target: "@trpc/server/http", package: "@trpc/server", typeOnly: false, line: 5 },
    ]);
  });

  test("comments do not import", () => {
    expect(makeSource("a.ts", '// import a from "./a"\n/* import b from "./b" */\n').imports).toEqual([]);
  });
});

describe("direction", () => {
  test.each([
    ["server/billing/x.ts", 'import { a } from "@/server/workflow/reconcile"'],
    ["server/billing/x.ts", 'import { a } from "../trpc/init"'],
    ["server/billing/x.ts", 'import { a } from "@/components/ui/badge"'],
    ["server/clouds/x.ts", 'import { a } from "../usage/rules"'],
    ["server/notifications/x.ts", 'import { a } from "../billing/queries"'],
    ["server/money.ts", 'import { a } from "./billing/rules"'],
    ["components/usage/chart.tsx", 'import { a } from "@/server/usage/questions/queries"'],
    ["components/usage/chart.tsx", 'import { a } from "@/db/index"'],
    ["components/usage/chart.tsx", 'import { LineChart } from "recharts"'],
    ["db/index.ts", 'import { a } from "@/server/usage/questions/queries"'],
    ["sandbox-cloud/main.ts", 'import { a } from "@/server/money"'],
    ["worker/main.ts", 'import { a } from "@/sandbox-cloud/main"'],
    ["worker/main.ts", 'import { a } from "../cli/main"'],
    ["server/billing/states.ts", 'import { a } from "../overflow/states"'],
    ["server/billing/states.ts", 'import { z } from "zod"'],
    ["sandbox-cloud/main.ts", 'import { a } from "@/server/overflow/states"'],
  ])("%s may not: %s", (file, text) => {
    expect(places(direction(file, `\n${text};\n`))).toEqual([`${file}:2`]);
  });

  test.each([
    ["server/workflow/x.ts", 'import { a } from "../billing/x"'],
    ["server/trpc/routers/x.ts", 'import { a } from "../../workflow/x"'],
    ["server/clouds/x.ts", 'import { recordAudit } from "../audit/record-audit"'],
    ["server/billing/x.ts", 'import { enqueueNotice } from "@/server/notifications/enqueue-notice"'],
    ["components/usage/form.tsx", 'import { a } from "@/server/usage/input"'],
    ["components/usage/form.tsx", 'import { a } from "@/server/usage/states"'],
    ["db/schema/overflow.ts", 'import { a } from "../../server/overflow/states"'],
    ["server/billing/x.ts", 'import { a } from "../overflow/states"'],
    ["components/usage/form.tsx", 'import type { AppRouter } from "@/server/trpc/init"'],
    ["components/charts/line.tsx", 'import { LineChart } from "recharts"'],
    ["db/seed.ts", 'import { a } from "@/server/usage/record/record-usage"'],
    ["app/page.tsx", 'import { a } from "@/server/trpc/caller"'],
    ["server/billing/x.test.ts", 'import { a } from "@/server/workflow/reconcile"'],
  ])("%s may: %s", (file, text) => {
    expect(direction(file, text)).toEqual([]);
  });
});

describe("circles", () => {
  const circle = { "server/a/x.ts": 'import { b } from "../b/x";', "server/b/x.ts": '\nimport { c } from "../c/x";' };
  const closed = { ...circle, "server/c/x.ts": 'import { a } from "../a/x";' };
  const types = { ...circle, "server/c/x.ts": 'import type { A } from "../a/x";' };

  test("of modules is named; types do not close one", () => {
    expect(moduleCycleFaults(tree(closed))).toEqual([
      {
        file: "server/a/x.ts",
        line: 1,
        rule: "modules import each other in a circle: a -> b -> c -> a",
      },
    ]);
    expect(moduleCycleFaults(tree(types))).toEqual([]);
    expect(moduleCycleFaults(tree(circle))).toEqual([]);
    const states = { ...circle, "server/c/x.ts": 'import { a } from "../a/states";' };
    expect(moduleCycleFaults(tree(states))).toEqual([]);
  });

  test("of files is named, also one of types, each once", () => {
    const two = { ...types, "e2e/a.ts": 'import "./b";', "e2e/b.ts": 'import "./a";', "e2e/c.ts": 'import "./a";' };
    expect(fileCycleFaults(tree(two)).map(({ rule }) => rule.split(": ")[1])).toEqual([
      "server/a/x.ts -> server/b/x.ts -> server/c/x.ts -> server/a/x.ts",
      "e2e/a.ts -> e2e/b.ts -> e2e/a.ts",
    ]);
  });
});

describe("ownership", () => {
  const schema = {
    "db/schema/usage.ts": 'export const usageRecords = pgTable(\n  "usage_records",\n  {},\n);',
    "db/schema/usage-imports.ts": 'export const usageImports = pgTable("usage_imports", {});',
    "db/schema/installation.ts": 'export const cronRuns = pgTable("cron_runs", {});',
    "server/usage/record/record-usage.ts": "await tx.insert(usageRecords).values({});",
  };
  /** @param {string} file @param {string} text */
  const faults = (file, text) => places(ownershipFaults(tree({ ...schema, [file]: text })));

  test.each([
    "await tx.insert(usageRecords).values({});",
    "await tx.update(schema.usageRecords).set({});",
    "await tx.delete(\n  usageRecords\n).where(x);",
    "await tx.execute(sql`update usage_records set a = 1`);",
    ["await tx.execute(sql`insert into $", "{usageRecords} values (1)`);"].join(""),
    "await tx.delete(usageImports);",
  ])("another module may not: %s", (text) => {
    expect(faults("server/billing/x.ts", text)).toEqual(["server/billing/x.ts:1"]);
  });

  test("reading, other things of that name, tests and tables of no module are free", () => {
    expect(faults("server/billing/x.ts", "await tx.select().from(usageRecords); map.delete(key);")).toEqual([]);
    expect(faults("server/billing/x.ts", "await tx.insert(cronRuns).values({});")).toEqual([]);
    expect(faults("server/billing/x.int.test.ts", "await tx.insert(usageRecords).values({});")).toEqual([]);
  });
});

describe("usage store", () => {
  /** @param {string} file @param {string} text */
  const faults = (file, text) => places(usageStoreFaults(tree({ [file]: text })));

  test.each([
    ["server/reads/x.ts", "await tx.select().from(usageTicks);"],
    ["server/usage/questions/x.ts", "await tx.select().from(schema.usageRecords);"],
    ["app/api/v1/usage/route.ts", "await tx.execute(sql`select 1 from usage_records_2026_11`);"],
    ["db/demo/x.ts", "await tx.execute(sql`select ingest_usage()`);"],
  ])("%s may not: %s", (file, text) => {
    expect(faults(file, `\n${text}`)).toEqual([`${file}:2`]);
  });

  test("the store, the schema, tests and comments may name its tables", () => {
    expect(faults("server/usage/store/postgres/x.ts", "tx.select().from(usageTicks)")).toEqual([]);
    expect(faults("db/schema/usage.ts", 'export const usageKeys = pgTable("usage_keys", {});')).toEqual([]);
    expect(faults("server/billing/x.int.test.ts", "tx.select().from(usageTicks)")).toEqual([]);
    expect(faults("server/billing/x.ts", "// usage_ticks\nconst usage = 1;")).toEqual([]);
  });
});

describe("time", () => {
  test("the database's clock is found in SQL only", () => {
    const text =
      "const a = now();\nawait sql`select now()`;\nx.unsafe(`select\n current_timestamp`);\ninstant().defaultNow();\n";
    const faults = sqlClockFaults(tree({ "server/usage/x.ts": text }));
    expect(places(faults).sort()).toEqual([2, 4, 5].map((line) => `server/usage/x.ts:${line}`));
    expect(places(sqlFileClockFaults([["db/migrations/1.sql", "-- now()\nselect now();"]]))).toEqual([
      "db/migrations/1.sql:2",
    ]);
  });

  test("the process's clock is server/clock.ts alone", () => {
    const text = "const a = new Date();\nconst b = new Date(text);\nconst c = Date.now();";
    expect(places(processClockFaults(tree({ "server/usage/x.ts": text })))).toEqual([
      "server/usage/x.ts:1",
      "server/usage/x.ts:3",
    ]);
    expect(processClockFaults(tree({ "server/clock.ts": text, "worker/main.ts": text }))).toEqual([]);
  });
});

test("settings are read in their own files, what the platform sets anywhere", () => {
  const text = "const a = process.env.SMTP_URL;\nconst b = process.env.PATH;\nstart(process.env);";
  expect(places(environmentFaults(tree({ "server/setup/x.ts": text })))).toEqual([
    "server/setup/x.ts:1",
    "server/setup/x.ts:3",
  ]);
  expect(environmentFaults(tree({ "server/env.ts": text, "server/x.test.ts": text, "scripts/x.mjs": text }))).toEqual(
    [],
  );
});

test("names that say nothing", () => {
  const faults = nameFaults(
    tree({ "server/usage/utils.ts": "", "components/date-helpers.ts": "", "server/usage/rules.ts": "" }),
  );
  expect(places(faults)).toEqual(["server/usage/utils.ts:1", "components/date-helpers.ts:1"]);
});

test("a second name in one room", () => {
  const files = {
    "server/a/rules.ts": "export const one = 1;",
    "server/b/rules.ts": "export function two() {}",
    "server/b/grant.ts": "export type One = 1;",
    "server/c/grant.ts": "export { two } from '../b/rules';\nexport const one = 2;",
    "components/x/grant.tsx": "export const one = 1;",
    "server/c/grant.test.ts": "export const one = 2;",
    "server/clouds/drivers/a/driver.ts": "export const driver = 1;",
    "server/clouds/drivers/b/driver.ts": "export const driver = 1;",
  };
  expect(places(fileNameFaults(tree(files)))).toEqual(["server/c/grant.ts:1"]);
  expect(places(exportNameFaults(tree(files)))).toEqual(["server/c/grant.ts:2"]);
});

describe("state sets", () => {
  const lists = {
    "server/orders/states.ts":
      'export const ends = ["paid", "void"] as const;\nexport const orderStates = ["open", ...ends] as const;\nconst own = ["a", "b"];\nconst sets = { due: ["open", "paid"] };',
  };
  /** @param {string} text */
  const faults = (text, file = "server/billing/x.ts") => places(stateFaults(tree({ ...lists, [file]: text })));

  test("lists are what states.ts exports, with what they take from each other", () => {
    expect(stateLists(tree(lists)).map(({ name, values }) => [name, ...values])).toEqual([
      ["ends", "paid", "void"],
      ["orderStates", "open", "paid", "void"],
    ]);
  });

  test.each([
    'const due = ["open", "paid"];',
    'const due = [...others, "open", "paid"] as const;',
    'const due = new Set(["open", "paid"]);',
    'const due = a.state === "open" || (b && a.state !== "x") || a.state === "paid";',
    'const gone = a.state !== "open" && a.state !== "paid";',
    'type Due = "open" | "paid";',
    'switch (a.state) { case "open": case "paid": b(); break; default: c(); }',
    "sql`select 1 from orders where state in ('open', 'paid')`;",
  ])("may not stand elsewhere: %s", (text) => {
    expect(faults(`\n${text}`)).toEqual(["server/billing/x.ts:2"]);
  });

  test.each([
    'const due = ["open"];',
    'const words = ["open", "closed"];',
    'const due = a.state === "open" || b.state === "paid";',
    'const due = a.state === "open" || a.state === "shut";',
    "const looks = { open: 1, paid: 2 };",
    'switch (a.state) { case "open": b(); break; case "paid": c(); }',
    'call("open", "paid");',
  ])("free: %s", (text) => {
    expect(faults(text)).toEqual([]);
  });

  test("tests and programs of their own are free", () => {
    const text = 'const due = ["open", "paid"];';
    expect(faults(text, "server/billing/x.test.ts")).toEqual([]);
    expect(faults(text, "sandbox-cloud/x.ts")).toEqual([]);
  });
});

describe("comments", () => {
  /** @param {string} mark */
  const wide = (mark) => `${mark} ${"x".repeat(120)}`;
  test("are at most 120 columns wide, in every language", () => {
    const faults = [
      makeSource("server/a/x.ts", `const a = 1;\n/**\n * ${"x".repeat(120)}\n */\nconst b = "${"x".repeat(130)}";`),
      makeSource("app/a/page.tsx", `export default () => <p>{/* ${"x".repeat(120)} */}</p>;`),
      commentsOf("db/a.sql", wide("select 1; --")),
      commentsOf("agent/a.sh", `echo '${"x".repeat(120)} # no comment'\n${wide("#")}`),
      commentsOf("app/a.css", `${wide("a {} /*")} */`),
    ].flatMap((file) => widthFaults([file]));
    expect(places(faults)).toEqual([
      "server/a/x.ts:3",
      "app/a/page.tsx:1",
      "db/a.sql:1",
      "agent/a.sh:2",
      "app/a.css:1",
    ]);
  });

  test.each(["it is told so", "Tells it", "lets go of", "what is said", "beside it", "two of which", "kept"])(
    "do without: %s",
    (text) => {
      expect(places(wordFaults([makeSource("server/a/x.ts", `const a = "${text}";\n// ${text}`)]))).toEqual([
        "server/a/x.ts:2",
      ]);
    },
  );

  test("a word inside another, and the field's keep-alive, are no faults", () => {
    expect(wordFaults([makeSource("server/a/x.ts", "// besides, the bookkeeper's keep-alive, a teller")])).toEqual([]);
  });
});

test("sizes", () => {
  const long = Object.fromEntries(["a", "b", "c"].map((name) => [`server/${name}/x.ts`, `${"\n".repeat(300)}a;`]));
  expect(sizeFaults(tree(long))).toHaveLength(2);
  expect(sizeFaults(tree({ ...long, "app/a.ts": "", "app/b.ts": "", "app/c.ts": "", "app/d.ts": "" }))).toHaveLength(1);
});

test("barrels", () => {
  const only = 'export * from "./a";\nexport { b } from "./b";\n';
  const faults = barrelFaults(
    tree({ "server/usage/index.ts": only, "db/schema/index.ts": only, "db/index.ts": `${only}export const c = 1;` }),
  );
  expect(places(faults)).toEqual(["server/usage/index.ts:1"]);
});

test("documents name what is there", () => {
  const text =
    "See `server/a/b.ts`,\n`server/gone.ts`, `e2e/*.spec.ts`, [x](../README.md) and [y](gone.md#z).\n`docs/<name>.md`\nserver/a/b.ts, server/lost.ts";
  const faults = documentFaults([["docs/a.md", text]], (file) => ["server/a/b.ts", "README.md"].includes(file));
  expect(faults).toEqual([
    { file: "docs/a.md", line: 2, rule: "names server/gone.ts, which is not there" },
    { file: "docs/a.md", line: 4, rule: "names server/lost.ts, which is not there" },
    { file: "docs/a.md", line: 2, rule: "names docs/gone.md, which is not there" },
  ]);
});

test("a module's README names files of its own folder", () => {
  const text = "`b.ts`, `engine/c.ts`, **d.mjs**,\n`gone.ts`, **moved/gone.mjs**; `README.md` of the root, `*.spec.ts`";
  const there = ["server/a/b.ts", "server/a/engine/c.ts", "server/a/d.mjs", "README.md"];
  expect(documentFaults([["server/a/README.md", text]], (file) => there.includes(file))).toEqual([
    { file: "server/a/README.md", line: 2, rule: "names server/a/gone.ts, which is not there" },
    { file: "server/a/README.md", line: 2, rule: "names server/a/moved/gone.mjs, which is not there" },
  ]);
});

test("a migration from an older branch", () => {
  const entries = [
    { tag: "0000_a", when: 5 },
    { tag: "0001_b", when: 9 },
    { tag: "0002_c", when: 7 },
  ];
  expect(journalFaults("j", { entries }).map(({ rule }) => rule)).toEqual([expect.stringContaining("0002_c")]);
});

describe("names of services, meters and drivers", () => {
  const rooms = {
    "server/services/cloud-backup/backup.ts": 'export const slug = "cloud-backup";',
    "server/services/meters.ts":
      'export const all = [gauge("units", "Units"), counter("os-instances", "OS"), { slug: "users" }];',
    "server/clouds/drivers/sandbox/driver.ts": 'export const kind = { name: "sandbox", driver: "sandbox" };',
  };
  /** @param {string} file @param {string} text */
  const faults = (file, text) => places(namingFaults(tree({ ...rooms, [file]: text })));

  test.each([
    ["app/page.tsx", 'const backup = service.slug === "cloud-backup";'],
    ["cli/x.ts", "const usage = 'cloud-backup';"],
    ["server/usage/x.ts", 'if (record.meter !== "units") stop();'],
    ["server/usage/x.ts", 'if ("units" === record.meter) stop();'],
    ["server/licensing/x.ts", 'const one = { meter: "users" };'],
    ["server/licensing/x.ts", 'const one = ["os-instances"];'],
    ["components/x.tsx", 'const meters = ["processor", "units"];'],
    ["server/workflow/x.ts", 'if (cloud.driver === "sandbox") stop();'],
    ["server/clouds/add.ts", 'await add({ driver: "sandbox" });'],
  ])("%s may not: %s", (file, text) => {
    expect(faults(file, `\n${text}\n`)).toEqual([`${file}:2`]);
  });

  test.each([
    ["components/x.tsx", 'const columns = [{ key: "units" }, { key: "users" }];'],
    ["server/services/x.ts", 'const meter = "units";'],
    ["server/clouds/x.ts", 'hasCapability(cloud.driver, "storage");'],
    ["server/usage/x.test.ts", 'use({ meter: "units", service: "cloud-backup" });'],
    ["db/demo/companies.ts", 'const plan = { meter: "units", service: "cloud-backup" };'],
  ])("%s may: %s", (file, text) => {
    expect(faults(file, text)).toEqual([]);
  });

  test("the room of the services imports no module", () => {
    const file = "server/services/x.ts";
    /** @param {string} text */
    const imports = (text) => places(serviceImportFaults(tree({ [file]: text })));
    expect(imports('import { a } from "../usage/x";')).toEqual([`${file}:1`]);
    expect(imports('import type { A } from "../usage/x";\nimport { b } from "../quantity";')).toEqual([]);
  });
});

describe("a planted breach in the real tree", () => {
  const real = readTree(ROOT);
  const planted = PLANTS.flatMap(({ files }) => Object.entries(files));
  const sources = planted.filter(([file]) => /\.(tsx?|mjs)$/.test(file)).map(([file, text]) => makeSource(file, text));
  const others = planted.filter(([file]) => !/\.(tsx?|mjs)$/.test(file));
  const faults = checkStructure({
    sources: [...real.sources, ...sources],
    files: [...real.files, ...others],
    exists: real.exists,
  });

  test.each(PLANTS)("$name: $files", ({ name, files }) => {
    expect(faults.filter((fault) => fault.name === name && fault.file in files)).not.toEqual([]);
  });

  test("is there for every rule", () => {
    // The sizes are of the whole tree: one file breaks none.
    expect(Object.keys(RULES).filter((name) => !PLANTS.some((plant) => plant.name === name))).toEqual(["sizes"]);
  });
});
