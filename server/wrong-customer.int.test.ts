import { afterAll, beforeAll, expect, test } from "vitest";
import { billingEvents } from "@/db/schema";
import { auditOf, listAudit } from "./audit/queries";
import { listSubscriptions } from "./billing/list-subscriptions";
import { exchangesOf, repositoryOf } from "./clouds/queries";
import { machineFilter } from "./collection/input";
import { machineById, reportsOf } from "./collection/queries";
import { addCustomer } from "./configuration/add-customer";
import { companyProfile, customerById, serviceConfigurationOf } from "./configuration/queries";
import { type Context, inCustomer, inProvider, jobRequest } from "./context";
import { createApiKey } from "./identity/create-api-key";
import { inviteMember } from "./identity/invite-member";
import { apiKeysOf, invitationsOf } from "./identity/queries";
import { licenseFilter } from "./licensing/input";
import { documentsOf, licenseOf, verdictOf } from "./licensing/queries";
import { draftOfMonth } from "./money/open-months";
import { observationOf } from "./monitoring/queries";
import { noticesAbout } from "./notifications/queries";
import { customerExposure } from "./overflow/customer-exposure";
import { reconcileOverflows } from "./overflow/reconcile-overflows";
import { OverflowWorld } from "./overflow/testing/overflow-world";
import { accountsOf } from "./reads/cloud-accounts";
import { eventPage } from "./reads/event-page";
import { licensesOf } from "./reads/license-list";
import { linksOf } from "./reads/link-list";
import { machineDetail } from "./reads/machine-detail";
import { machinesOf } from "./reads/machine-list";
import { overflowsAtWork, standingsOf } from "./reads/standings";
import { linkFilter } from "./setup/input";
import { installersOf, stepsOf } from "./setup/queries";
import { listBatches, usageSnapshot } from "./usage/questions/queries";
import { usageSeries } from "./usage/questions/series";
import { deliverDueNotices } from "./workflow/deliver-due-notices";
import { evaluateDirtyStandings } from "./workflow/evaluate";

/**
 * Each module's reads, run as the wrong customer, find nothing: row-level security stands behind whatever a query
 * forgets. Each is first run as the owner, so that a query that finds nothing at all proves nothing.
 */
let world: OverflowWorld;
let other: string;
let own: { customerId: string; machineId: string; licenseId: string; eventId: string; number: number };
const job = () => jobRequest("test");

beforeAll(async () => {
  world = await OverflowWorld.open();
  const first = await world.machine(world.clouds[0], "first-a", 9);
  for (let n = 0; n < 60 && (await world.overflows())[0]?.state !== "settled"; n++) {
    await world.round();
    await evaluateDirtyStandings(job());
    await reconcileOverflows(job());
    await deliverDueNotices(job());
    world.pass(2);
  }
  await inProvider(job(), async (ctx) => {
    await inviteMember(ctx, { customerId: world.customerId, email: "invited@northwind.example", role: "billing" });
    await createApiKey(ctx, { customerId: world.customerId, scopes: ["usage:read"], label: "Northwind's program" });
    other = (await addCustomer(ctx, { name: "Another company" })).id;
    const [event] = await ctx.tx.select().from(billingEvents);
    const license = await licenseOf(ctx, world.customerId, first.machineId);
    own = {
      customerId: world.customerId,
      machineId: first.machineId,
      licenseId: license?.id ?? "",
      eventId: event?.id ?? "",
      number: event?.number ?? 0,
    };
  });
});
afterAll(() => world.close());

const hour = 3_600_000;
const window = () => ({
  from: new Date(Date.parse("2026-11-20T10:00:00Z")),
  to: new Date(Date.parse("2026-11-20T10:00:00Z") + 3 * hour),
});

const reads: [string, (ctx: Context) => Promise<unknown>][] = [
  ["audit: log", (ctx) => listAudit(ctx, { limit: 50 })],
  ["audit: of a machine", (ctx) => auditOf(ctx, "machine", own.machineId)],
  ["billing: standings", (ctx) => standingsOf(ctx, own.customerId)],
  ["billing: overflows", (ctx) => overflowsAtWork(ctx, own.customerId)],
  ["billing: exposure", (ctx) => customerExposure(ctx, own.customerId)],
  ["billing: running period", (ctx) => draftOfMonth(ctx, own.customerId)],
  ["billing: subscriptions", (ctx) => listSubscriptions(ctx, own.customerId)],
  ["clouds: exchanges", async (ctx) => exchangesOf(ctx, "overflow", (await world.overflows())[0]?.id ?? "")],
  ["collection: machine", (ctx) => machineById(ctx, own.customerId, own.machineId)],
  ["collection: machines", (ctx) => machinesOf(ctx, own.customerId, machineFilter.parse({}))],
  ["collection: machines of all", (ctx) => machinesOf(ctx, null, machineFilter.parse({}))],
  ["collection: reports", (ctx) => reportsOf(ctx, own.customerId, own.machineId)],
  ["configuration: customer", (ctx) => customerById(ctx, own.customerId)],
  ["configuration: profile", (ctx) => companyProfile(ctx, own.customerId)],
  ["configuration: of a machine", (ctx) => serviceConfigurationOf(ctx, own.machineId)],
  ["identity: invitations", (ctx) => invitationsOf(ctx, own.customerId)],
  ["identity: keys", (ctx) => apiKeysOf(ctx, own.customerId)],
  ["licensing: license", (ctx) => licenseOf(ctx, own.customerId, own.machineId)],
  ["licensing: licenses", (ctx) => licensesOf(ctx, own.customerId, licenseFilter.parse({}))],
  ["licensing: licenses of all", (ctx) => licensesOf(ctx, null, licenseFilter.parse({}))],
  ["licensing: accounts", (ctx) => accountsOf(ctx, own.customerId)],
  ["licensing: documents", (ctx) => documentsOf(ctx, own.customerId, own.licenseId)],
  ["licensing: verdict", (ctx) => verdictOf(ctx, own.customerId, own.machineId)],
  ["monitoring: event", (ctx) => eventPage(ctx, own.number)],
  ["monitoring: observation", (ctx) => observationOf(ctx, own.customerId, own.machineId)],
  ["notifications: about an event", (ctx) => noticesAbout(ctx, "billing_event", own.eventId)],
  ["setup: links", (ctx) => linksOf(ctx, own.customerId, linkFilter.parse({}))],
  ["setup: links of all", (ctx) => linksOf(ctx, null, linkFilter.parse({}))],
  ["setup: installers", (ctx) => installersOf(ctx, own.customerId, own.machineId)],
  ["setup: steps", (ctx) => stepsOf(ctx, own.customerId, own.machineId)],
  [
    "usage: snapshot",
    (ctx) => usageSnapshot(ctx, { customerId: own.customerId, meter: "units", kind: "gauge", ...window() }),
  ],
  ["usage: batches", (ctx) => listBatches(ctx, { customerId: own.customerId, limit: 50 })],
  ["workflow: machine detail", (ctx) => machineDetail(ctx, own.customerId, own.machineId)],
];

/** A result as text, bigints as decimals: what is in it can be looked for. */
const said = async (work: Promise<unknown>): Promise<string> =>
  JSON.stringify(await work, (_, value) => (typeof value === "bigint" ? value.toString() : value)) ?? "";

test.each(reads)("%s", async (_, read) => {
  const owner = await said(inCustomer(job(), own.customerId, read));
  expect(owner.length, "the owner finds something").toBeGreaterThan(20);
  const wrong = await said(inCustomer(job(), other, read)).catch((error: Error) => `refused: ${error.name}`);
  for (const needle of [own.customerId, own.machineId, own.licenseId, own.eventId, "Northwind", "northwind", "first-a"])
    expect(wrong.includes(needle), `${needle} in ${wrong.slice(0, 300)}`).toBe(false);
  expect(wrong).not.toBe(owner);
});

test("a machine's repository and a series of use are nobody else's either", async () => {
  expect(await inCustomer(job(), other, (ctx) => repositoryOf(ctx, own.machineId))).toBeNull();
  const series = await inCustomer(job(), other, (ctx) =>
    usageSeries(ctx, { customerId: own.customerId, meter: "units", grain: "hour", groupBy: "cloud", ...window() }),
  ).catch((error: Error) => ({ refused: error.name }));
  expect(JSON.stringify(series)).not.toContain("cld_");
});
