import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { type TableScan, watchPlans } from "@/db/testing-plans";
import { growingTables, largeCustomer, makeVolume } from "@/db/testing-volume";
import { clockNow } from "../clock";
import type { CurrentUser } from "../identity/current-user";
import { agentFor, makeLink, shipCatalogue } from "../setup/testing/portal";
import { createCallerFactory } from "../trpc/init";
import { appRouter } from "../trpc/root";

const at = clockNow();
const staff: CurrentUser = { id: "user_staff", email: "s@x.example", name: null, staffRole: "owner", memberships: [] };
const member: CurrentUser = {
  id: "user_member",
  email: "m@x.example",
  name: null,
  staffRole: null,
  memberships: [{ customerId: largeCustomer, customerName: "Large", customerState: "active", role: "owner" }],
};
const createCaller = createCallerFactory(appRouter);
const callerFor = (user: CurrentUser) =>
  createCaller({ user, now: at, requestId: "req_volume", wantedCompany: null, viewAs: null });
type Api = ReturnType<typeof callerFor>;
const staffApi = callerFor(staff);
const memberApi = callerFor(member);

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let watch: ReturnType<typeof watchPlans>;
let service: string;

beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  await makeVolume(t.ownerUrl, { at, tables: growingTables.filter((table) => !table.startsWith("usage_")) });
  watch = watchPlans(t.url);
  const [row] = await watch.db.providerSql`select id from services limit 1`;
  service = row?.id;
}, 240_000);
afterAll(async () => {
  await watch.end();
  await t.drop();
});

/** Scans that a hot read may not make: of a whole growing table, row by row. */
const faults = (scans: TableScan[]) =>
  scans
    .filter(({ node }) => node === "Seq Scan")
    .map(({ node, table, rows, query }) => `${node} ${table} (${rows} rows): ${query}`);

type Read = [name: string, read: (api: Api) => Promise<unknown>];

const machineLists: Read[] = [
  ["newest", (api) => api.machines.listAll({})],
  ["oldest", (api) => api.machines.listAll({ sort: "oldest" })],
  ["by name", (api) => api.machines.listAll({ sort: "name" })],
  ["by state", (api) => api.machines.listAll({ sort: "state" })],
  ["by heartbeat", (api) => api.machines.listAll({ sort: "heartbeat" })],
  ["silent", (api) => api.machines.listAll({ states: ["silent"] })],
  ["active", (api) => api.machines.listAll({ states: ["active"] })],
  ["overflow", (api) => api.machines.listAll({ kind: "overflow" })],
  ["cloud", (api) => api.machines.listAll({ cloudId: "cld_2" })],
  ["none", (api) => api.machines.listAll({ cloudId: "on-premises" })],
  ["service", (api) => api.machines.listAll({ serviceId: service })],
  ["search", (api) => api.machines.listAll({ search: "host-00" })],
  ["search nothing", (api) => api.machines.listAll({ search: "nothing at all" })],
  ["search customer", (api) => api.machines.listAll({ search: "company 00ff" })],
  ["counts", (api) => api.machines.countsAll()],
];
const consoleReads: Read[] = [
  ...machineLists,
  ["licenses newest", (api) => api.licenses.listAll({})],
  ["licenses by customer", (api) => api.licenses.listAll({ sort: "customer" })],
  ["licenses by machine", (api) => api.licenses.listAll({ sort: "machine" })],
  ["licenses by state", (api) => api.licenses.listAll({ sort: "state" })],
  ["licenses by expiry", (api) => api.licenses.listAll({ sort: "expiry" })],
  ["licenses suspended", (api) => api.licenses.listAll({ states: ["suspended"] })],
  ["licenses not valid", (api) => api.licenses.listAll({ verdict: "not_valid" })],
  ["licenses with a verdict", (api) => api.licenses.listAll({ verdict: "SUSPENDED" })],
  ["licenses searched", (api) => api.licenses.listAll({ search: "host-00" })],
  ["license detail", (api) => api.licenses.detail({ customerId: largeCustomer, licenseId: "lic_000015" })],
  ["seats", (api) => api.licenses.seatsAll()],
  ["expiring", (api) => api.licenses.expiringAll()],
  ["links newest", (api) => api.links.listAll({})],
  ["links by expiry", (api) => api.links.listAll({ sort: "expiry" })],
  ["links open", (api) => api.links.listAll({ state: "open" })],
  ["links revoked", (api) => api.links.listAll({ state: "revoked" })],
  ["links searched", (api) => api.links.listAll({ search: "00ff" })],
  ["link uses", (api) => api.links.uses({ customerId: largeCustomer, linkId: "link_000015" })],
  ["link counts", (api) => api.operations.linkCounts()],
  ["customers", (api) => api.customers.list({})],
  ["customers applied", (api) => api.customers.list({ state: "suspended" })],
  ["customers searched", (api) => api.customers.list({ search: "y 00ff" })],
  ["customer", (api) => api.customers.get({ customerId: largeCustomer })],
  ["limits of a customer", (api) => api.subscriptions.ofCustomer({ customerId: "cust_000007" })],
  ["team of a customer", (api) => api.identity.team({ customerId: "cust_000007" })],
  ["credit limit requests", (api) => api.customers.creditLimitRequests()],
  ["audit", (api) => api.audit.list({})],
  ["audit of a customer", (api) => api.audit.list({ customerId: largeCustomer })],
  ["audit of an act", (api) => api.audit.list({ action: "license.granted" })],
  ["audit of staff", (api) => api.audit.list({ actorKind: "staff" })],
  ["audit of a thing", (api) => api.audit.list({ subjectId: "lic_000015" })],
  ["notices", (api) => api.notices.list({})],
  ["notices failing", (api) => api.notices.list({ state: "failing" })],
  ["notices waiting", (api) => api.notices.list({ state: "waiting" })],
  ["notices to clouds", (api) => api.notices.list({ kind: "cloud" })],
  ["open notices", (api) => api.notices.open()],
  ["exchanges", (api) => api.clouds.exchanges({})],
  ["exchanges failed", (api) => api.clouds.exchanges({ outcome: "failed" })],
  ["exchanges of a cloud", (api) => api.clouds.exchanges({ cloud: "cloud-1" })],
  ["exchanges of a thing", (api) => api.clouds.exchanges({ subject: "mach_000015" })],
  ["exchanges searched", (api) => api.clouds.exchanges({ q: "i-00012" })],
  ["events", (api) => api.operations.events({})],
  ["events by amount", (api) => api.operations.events({ sort: "amount" })],
  ["events stuck", (api) => api.operations.events({ group: "stuck" })],
  ["events carried", (api) => api.operations.events({ group: "carried" })],
  ["events of a meter", (api) => api.operations.events({ meter: "units" })],
  ["events of a cloud", (api) => api.operations.events({ cloud: "cloud-1" })],
  ["events of a customer", (api) => api.operations.events({ customer: largeCustomer })],
  ["events searched", (api) => api.operations.events({ q: "Company 00ff" })],
  ["events by number", (api) => api.operations.events({ q: "EV-2031" })],
  ["events since", (api) => api.operations.events({ since: new Date(at.getTime() - 3_600_000) })],
  ["event counts", (api) => api.operations.eventCounts({})],
  ["event counts of a meter", (api) => api.operations.eventCounts({ meter: "units", cloud: "cloud-1" })],
  ["event counts of a search", (api) => api.operations.eventCounts({ q: "Company 00ff" })],
  ["jobs", (api) => api.operations.jobs()],
  ["health", (api) => api.operations.health()],
  ["frame", (api) => api.frame.console()],
  ["staff", (api) => api.identity.staff()],
  ["provider's keys", (api) => api.keys.providerList()],
  ["machine", (api) => api.machines.detail({ customerId: largeCustomer, machineId: "mach_000010" })],
  ["standings", (api) => api.billing.standings({ customerId: "cust_000007" })],
  ["exposure", (api) => api.billing.exposure({ customerId: "cust_000007" })],
];
const portalReads: Read[] = [
  ["frame", (api) => api.frame.portal()],
  ["machines newest", (api) => api.machines.list({})],
  ["machines by name", (api) => api.machines.list({ sort: "name" })],
  ["machines by state", (api) => api.machines.list({ sort: "state" })],
  ["machines by heartbeat", (api) => api.machines.list({ sort: "heartbeat" })],
  ["machines silent", (api) => api.machines.list({ states: ["silent"] })],
  ["machines searched", (api) => api.machines.list({ search: "host-00" })],
  ["machine counts", (api) => api.machines.counts()],
  ["machine", (api) => api.machines.detail({ machineId: "mach_000010" })],
  ["licenses", (api) => api.licenses.list({})],
  ["accounts", (api) => api.licenses.accounts()],
  ["links", (api) => api.links.list({})],
  ["links open", (api) => api.links.list({ kind: "ordinary", state: "open" })],
  ["profile", (api) => api.configuration.profile()],
  ["team", (api) => api.identity.team()],
  ["keys", (api) => api.keys.list()],
  ["services", (api) => api.catalogue.services()],
  ["standings", (api) => api.billing.standings()],
  ["exposure", (api) => api.billing.exposure()],
  ["period", (api) => api.billing.period()],
  ["events", (api) => api.billing.events({})],
  ["events by amount", (api) => api.billing.events({ sort: "amount" })],
  ["events stuck", (api) => api.billing.events({ group: "stuck" })],
  ["event counts", (api) => api.billing.eventCounts({})],
  ["overflows at work", (api) => api.overflows.atWork()],
  ["audit", (api) => api.audit.own({})],
];

describe("console", () => {
  test.each(consoleReads)("%s", async (_, read) => {
    expect(faults(await watch.scansOf(() => read(staffApi)))).toEqual([]);
  });
});
describe("portal", () => {
  test.each(portalReads)("%s", async (_, read) => {
    expect(faults(await watch.scansOf(() => read(memberApi)))).toEqual([]);
  });
});
describe("machines", () => {
  test("collect, of a machine among many", async () => {
    const agent = agentFor((await makeLink(largeCustomer)).token);
    expect(faults(await watch.scansOf(() => agent.collect()))).toEqual([]);
  });
});
