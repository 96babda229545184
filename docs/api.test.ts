import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { operations } from "@/app/api/openapi.json/operations";
import { commands } from "@/cli/commands";
import { readSources } from "@/scripts/structure/source.mjs";
import { type Action, apiScopesOf, takesProviderKey } from "@/server/identity/permissions";
import { appRouter } from "@/server/trpc/root";

// docs/api.md is made from the code: `npm run api-document` writes it, and this test fails where it is out of date.

/** Why an action of the screens has no operation for programs: by procedure, or by all of a router. */
const argued: Record<string, string> = {
  "identity.me": "a person's own session",
  "identity.setMyName": "a person's own session",
  "identity.endMySessions": "a person's own session",
  "identity.viewAs": "looking as a customer is a person's act, audited by name",
  "identity.staff": "the provider's staff decide who is staff, signed in",
  "identity.addStaff": "the provider's staff decide who is staff, signed in",
  "identity.changeStaff": "the provider's staff decide who is staff, signed in",
  "identity.endSessions": "the provider's staff decide who is staff, signed in",
  provider: "set once, by its people or at the command line",
  frame: "what surrounds a page",
  live: "streams for open pages; programs poll",
  audit: "read by people, and exported as CSV from its screen",
  notices: "mails and notices are repeated by who reads their failure",
  uploads: "files that people bring to a screen; at the command line import focus takes them from the disk",
  clouds: "connections to host clouds hold credentials, which only people enter",
  "operations.overview": "a screen's summary of what the lists give",
  "operations.work": "a screen's summary of what the lists give",
  "operations.jobs": "for monitoring: /api/health and /api/metrics",
  "operations.checks": "for monitoring: /api/health and /api/metrics",
  "operations.health": "for monitoring: /api/health and /api/metrics",
  "operations.eventCounts": "figures beside a screen's filter",
  "operations.linkCounts": "figures beside a screen's filter",
  "billing.eventCounts": "figures beside a screen's filter",
  "machines.counts": "figures beside a screen's filter",
  "machines.countsAll": "figures beside a screen's filter",
  "licenses.seatsAll": "figures beside a screen's filter",
  "licenses.expiringAll": "figures beside a screen's filter",
  "bank.counts": "figures beside a screen's filter",
  "statements.counts": "figures beside a screen's filter",
  "statements.ownCounts": "figures beside a screen's filter",
  "licenses.bulk": "the same verbs on ticked rows: programs call each",
  "billing.beforeToday": "a chart's reference line",
  "books.overview": "a screen's summary of what the lists give",
  "books.accounts": "set once, by finance or at the command line",
  "books.setAccounts": "set once, by finance or at the command line",
  "billing.clouds": "names and colors for charts",
  "plans.calculate": "a look at a draft, before it is published",
  "catalogue.artefacts": "files that installers fetch",
  "catalogue.health": "a screen's summary of probes",
  "usage.histories": "the extent of a chart",
  "usage.providerHistories": "the extent of a chart",
  "usage.outline": "a chart's line; /usage gives the figures",
  "usage.providerOutline": "a chart's line; /usage gives the figures",
  "usage.now": "a chart's last point; /usage gives the figures",
  "usage.providerNow": "a chart's last point; /usage gives the figures",
  "usage.comparedSources": "sums beside a decision; /usage-records lists the records of each source",
  "usage.fates": "counts beside a chart; /usage-records lists the records",
  "usage.providerFates": "counts beside a chart; /usage-records lists the records",
};

/** Operations that no screen has. */
const forProgramsAlone = [
  "post /events",
  "post /usage-reservations/{id}/commit",
  "get /customers/{id}/charges",
  "get /customers/{id}/charges/{charge}",
  "get /entitlements/check",
  "post /entitlements/check",
  "get /credit-limit-requests/{id}",
];

type Procedure = { _def: { type: string; meta?: { action?: Action } } };
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>).filter(
  ([, { _def }]) => _def.type !== "subscription",
);
const argumentFor = (name: string) => argued[name] ?? argued[name.split(".")[0] ?? ""];
const operationsFor = (name: string) => operations.filter(({ like }) => like.some((one) => one === name));

test("what a screen does, a program can do, or it is argued why not; and no argument is left over", () => {
  const holes = procedures.filter(([name]) => operationsFor(name).length === 0 && !argumentFor(name));
  expect(holes.map(([name]) => name)).toEqual([]);
  const names = procedures.map(([name]) => name);
  const needless = Object.keys(argued).filter(
    (one) => !names.some((name) => (name === one || name.startsWith(`${one}.`)) && operationsFor(name).length === 0),
  );
  expect(needless).toEqual([]);
  const alone = operations.filter(({ like }) => like.length === 0).map(({ method, path: at }) => `${method} ${at}`);
  expect(alone.sort()).toEqual([...forProgramsAlone].sort());
});

test("an operation asks for the permission of the screen that does the same, unless it has its own", () => {
  const others = operations.flatMap(({ method, path: at, action, like }) => {
    const theirs = procedures
      .filter(([name]) => like.some((one) => one === name))
      .map(([, { _def }]) => _def.meta?.action);
    return theirs.length === 0 || theirs.includes(action) ? [] : [`${method} ${at}: ${action}`];
  });
  expect(others.sort()).toEqual([
    "get /customers/{id}/limits/{limit}: billing.read",
    "get /customers/{id}/limits: billing.read",
    "get /customers/{id}/subscriptions/{subscription}: billing.read",
    "get /customers/{id}/subscriptions: billing.read",
    "get /plans/{slug}: catalogue.read",
    "get /plans: catalogue.read",
  ]);
});

/** The addresses of the pages that a source is part of. */
function pagesOf() {
  const sources = readSources(process.cwd()).filter(({ test: isTest }) => !isTest);
  const files = new Map(sources.map((source) => [source.path.replace(/\.tsx?$/, ""), source]));
  const importers = new Map<string, string[]>();
  for (const source of sources) {
    // A form's route belongs to the page that posts to it.
    const forms = [...source.code.matchAll(/"\/(api\/session\/[\w-]+)"/g)].map(([, form]) => `app/${form}/route`);
    for (const target of [...source.imports.map((one) => one.target), ...forms]) {
      const file = files.get(target.replace(/\.tsx?$/, ""))?.path;
      if (file) importers.set(file, [...(importers.get(file) ?? []), source.path]);
    }
  }
  const addressOf = (file: string) =>
    `/${path.posix
      .dirname(file)
      .replace(/^app\/?/, "")
      .replaceAll(/\([^)]+\)\/?/g, "")}`;
  return (name: string): string[] => {
    const [router, procedure] = name.split(".");
    const whole = new RegExp(`\\.${router}\\.${procedure}\\b`);
    const part = new RegExp(`useTRPC\\(\\)\\.${router}\\b(?!\\.)`);
    const called = new RegExp(`\\.${procedure}\\.(?:query|mutation)Options`);
    const uses = ({ code }: { code: string }) =>
      whole.test(code) || code.includes(`"${name}"`) || (part.test(code) && called.test(code));
    const open = sources
      .filter((one) => /^(?:app(?!\/api\/(?!session\/))|components)\//.test(one.path) && uses(one))
      .map((one) => one.path);
    const seen = new Set(open);
    for (let file = open.pop(); file; file = open.pop())
      for (const next of importers.get(file) ?? []) if (!seen.has(next) && seen.add(next)) open.push(next);
    const found = [...seen]
      .filter((file) => /^(?!app\/api\/).*\/(?:page|layout|route)\.tsx?$/.test(file))
      .map(addressOf);
    return [...new Set(found)].sort((a, b) => a.length - b.length || a.localeCompare(b));
  };
}

const code = (texts: string[]) => texts.map((text) => `\`${text}\``).join("<br>");
const few = (texts: string[]) =>
  texts.length > 3 ? [...texts.slice(0, 3).map((text) => `\`${text}\``), "…"].join("<br>") : code(texts);

function document(): string {
  const screens = pagesOf();
  const row = ([name, { _def }]: (typeof procedures)[number]) => {
    const api = operationsFor(name).map(({ method, path: at }) => `${method.toUpperCase()} ${at}`);
    const cli = commands.filter(({ like }) => like?.some((one) => one === name)).map((command) => command.name);
    const cells = [`\`${name}\``, `${_def.meta?.action ?? "–"}`, few(screens(name)) || "–"];
    return `| ${[...cells, code(api) || `– ${argumentFor(name)}`, code(cli) || "–"].join(" | ")} |`;
  };
  const table = (type: string) => [
    "| action | permission | screen | API | command line |",
    "|---|---|---|---|---|",
    ...procedures
      .filter(([, { _def }]) => _def.type === type)
      .sort(([a], [b]) => a.localeCompare(b))
      .map(row),
  ];
  const scopes = operations.map(
    ({ method, path: at, action, summary }) =>
      `| \`${method.toUpperCase()} ${at}\` | ${apiScopesOf(action).join(" or ")}${takesProviderKey(action) ? ", a provider's key" : ""} | ${summary} |`,
  );
  const others = commands.filter(({ like, name }) => !like && !/^first-/.test(name)).map(({ name }) => `\`${name}\``);
  return [
    "# What people and programs can do",
    "",
    "Made from the code by `npm run api-document`; `docs/api.test.ts` fails where it is out of date, and where a screen does what a program cannot and no reason is given. Programs use `/api/v1`: `/api/openapi.json` describes it, and `/api-reference` shows it. Screens are addresses of pages; a bracket stands for an id.",
    "",
    "## Acts",
    "",
    ...table("mutation"),
    "",
    "## Reads",
    "",
    ...table("query"),
    "",
    "## Operations and their scopes",
    "",
    "| operation | scope | what it does |",
    "|---|---|---|",
    ...scopes,
    "",
    `For programs alone: ${forProgramsAlone.map((one) => `\`${one}\``).join(", ")}.`,
    "",
    `On the command line alone: ${others.join(", ")}.`,
    "",
  ].join("\n");
}

test("docs/api.md is what the code says: npm run api-document writes it", async () => {
  await expect(document()).toMatchFileSnapshot("api.md");
  expect(readFileSync("README.md", "utf8")).toContain("docs/api.md");
});
