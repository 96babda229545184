import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { meters } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { type TableScan, watchPlans } from "@/db/testing-plans";
import { largeCustomer, makeVolume } from "@/db/testing-volume";
import { markClosedWindows } from "../billing/mark-closed-windows";
import { clockNow } from "../clock";
import { type Context, inCustomer, inProvider, jobRequest } from "../context";
import { customerExposure } from "../overflow/customer-exposure";
import { consoleOverview } from "../reads/console-overview";
import { standingsOf } from "../reads/standings";
import { shipCatalogue } from "../setup/testing/portal";
import { balancesAt, entriesUntil } from "./balance-at";
import { journalPage } from "./journal";
import { balancesOwed, postEntry } from "./ledger";
import { draftOfMonth } from "./open-months";

/** Reads of money at 100,000 standings, charges, lines and postings; one customer owns a fifth. */
const at = clockNow();
let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let watch: ReturnType<typeof watchPlans>;

beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  await makeVolume(t.ownerUrl, {
    at,
    tables: [
      "customers",
      "machines",
      "subscriptions",
      "subscription_parameters",
      "limit_terms",
      "standings",
      "billing_events",
      "overflows",
      "statements",
      "statement_lines",
      "charges",
      "ledger_accounts",
      "ledger_entries",
      "ledger_postings",
    ],
  });
  await t.db.withProvider((tx) => tx.update(meters).set({ aggregation: "average" }).where(eq(meters.slug, "storage")));
  watch = watchPlans(t.url);
});
afterAll(async () => {
  await watch.end();
  await t.drop();
});

const request = jobRequest("volume", at);

/** Whole tables read, and many rows read to answer with few. */
const faults = (scans: TableScan[], tables?: string[]) =>
  scans
    .filter(({ table }) => !tables || tables.includes(table))
    .filter(({ node, rows }) => node === "Seq Scan" || (rows ?? 0) > 1000)
    .map(({ node, table, rows, query }) => `${node} ${table} (${rows} rows): ${query}`);

describe.each([
  ["the customer", (work: (ctx: Context) => Promise<unknown>) => inCustomer(request, largeCustomer, work)],
  ["staff", (work: (ctx: Context) => Promise<unknown>) => inProvider(request, work)],
])("read by %s", (_, run) => {
  test.each<[string, (ctx: Context) => Promise<unknown>]>([
    ["standings", (ctx) => standingsOf(ctx, largeCustomer)],
    ["exposure", (ctx) => customerExposure(ctx, largeCustomer)],
    ["running period", (ctx) => draftOfMonth(ctx, largeCustomer)],
  ])("%s", async (__, read) => {
    expect(faults(await watch.scansOf(() => run(read)))).toEqual([]);
  });
});

test("the volume has something to read", async () => {
  await inCustomer(request, largeCustomer, async (ctx) => {
    expect((await standingsOf(ctx, largeCustomer)).filter(({ standing }) => standing)).not.toHaveLength(0);
    expect((await draftOfMonth(ctx, largeCustomer)).lines.length).toBeGreaterThan(100);
  });
});

test("what all customers owe is read from balances, one a customer, account and currency", async () => {
  const scans = await watch.scansOf(() => inProvider(request, balancesOwed));
  expect(scans.map(({ table }) => table)).toEqual(["ledger_accounts"]);
});

test("the overview reads no table of standings, charges or postings whole", async () => {
  const scans = await watch.scansOf(() => inProvider(request, consoleOverview));
  expect(scans.some(({ table }) => table === "standings")).toBe(true);
  const whole = scans.filter(({ node }) => node === "Seq Scan");
  expect(faults(whole, ["standings", "charges", "billing_events", "ledger_entries", "ledger_postings"])).toEqual([]);
});

test.each<[string, (ctx: Context) => Promise<unknown>]>([
  ["a page of a month's journal", (ctx) => journalPage(ctx, { month: "2026-11", limit: 50 })],
  ["a page of what makes up a balance", (ctx) => entriesUntil(ctx, { customerId: largeCustomer, limit: 50 })],
  ["a balance of the past", (ctx) => balancesAt(ctx, { customerId: largeCustomer, currency: "EUR", at })],
])("no table of the ledger is read whole for %s", async (_, read) => {
  const scans = await watch.scansOf(() => inProvider({ ...request, lists: true }, read));
  const whole = scans.filter(({ node }) => node === "Seq Scan");
  expect(faults(whole, ["ledger_entries", "ledger_postings", "statements", "statement_fees"])).toEqual([]);
});

test("windows that closed are found by their index", async () => {
  const scans = await watch.scansOf(() => inProvider(request, markClosedWindows));
  expect(scans.filter(({ node }) => node !== "ModifyTable").map(({ node, table }) => [node, table])).toEqual([
    [expect.stringMatching(/Index|Bitmap/), "subscriptions"],
    [expect.stringMatching(/Index|Bitmap/), "subscription_parameters"],
    [expect.stringMatching(/Index|Bitmap/), "standings"],
  ]);
});

test("an entry is posted without a scan", async () => {
  const entry = { debit: "unbilled", credit: "revenue", causeKind: "test", causeId: "1", description: "" } as const;
  const scans = await watch.scansOf(() =>
    inProvider(request, (ctx) =>
      postEntry(ctx, { ...entry, customerId: largeCustomer, amount: { minor: 1n, currency: "EUR" } }),
    ),
  );
  expect(scans.filter(({ node }) => node === "Seq Scan")).toEqual([]);
});
