import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { type TableScan, watchPlans } from "@/db/testing-plans";
import { growingTables, largeCustomer, makeVolume } from "@/db/testing-volume";
import { clockNow } from "../clock";
import { inCustomer, jobRequest } from "../context";
import type { CurrentUser } from "../identity/current-user";
import { licenseFilter } from "../licensing/input";
import { agentFor, makeLink, shipCatalogue } from "../setup/testing/portal";
import type { Answer } from "../setup/testing/simulated-agent";
import { createCallerFactory } from "../trpc/init";
import { appRouter } from "../trpc/root";
import { licensesOf } from "./license-list";
import { consoleReads, machineLists } from "./testing/console-reads";
import { portalReads } from "./testing/portal-reads";
import { usageReads } from "./testing/usage-reads";
import type { VolumeFacts } from "./testing/volume-read";

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
const staffApi = callerFor(staff);
const memberApi = callerFor(member);

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let watch: ReturnType<typeof watchPlans>;
let facts: VolumeFacts;

beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  await makeVolume(t.ownerUrl, { at, tables: growingTables });
  watch = watchPlans(t.url);
  const [row] = await watch.db.providerSql<{ id: string }[]>`select id from services limit 1`;
  const hour = { meter: "units", from: new Date(at.getTime() - 3_600_000).toISOString(), to: at.toISOString() };
  facts = { service: row?.id ?? "", at, hour };
});
afterAll(async () => {
  await watch.end();
  await t.drop();
});

/** The most rows that one scan of a hot read touches, where not an index alone answers it. */
const mostRows = 25_000;

/** Scans that a hot read may not make: of a whole growing table, row by row, or of very many rows. */
const faults = (scans: TableScan[]) =>
  scans
    .filter(({ node, rows }) =>
      node === "Seq Scan" ? rows !== 0 : node !== "Index Only Scan" && (rows ?? 0) > mostRows,
    )
    .map(({ node, table, rows, query }) => `${node} ${table} (${rows} rows): ${query}`);

test("a planted scan is a fault, by its plan and by its rows", async () => {
  const planted = (work: () => Promise<unknown>) => watch.scansOf(work).then(faults);
  expect(await planted(() => watch.db.providerSql`select id from machines where os = ${"none"}`)).toHaveLength(1);
  expect(
    await planted(() => watch.db.providerSql`select max(os) from machines where id > ${""} group by id`),
  ).toHaveLength(1);
});

test("a list is planned for its own values, however often it is read", () =>
  inCustomer({ ...jobRequest("volume", at), lists: true }, largeCustomer, async (ctx) => {
    for (let n = 0; n < 8; n++) await licensesOf(ctx, largeCustomer, licenseFilter.parse({}));
    const plans = await ctx.tx.execute<{ custom: number; generic: number }>(
      sql`select custom_plans as custom, generic_plans as generic from pg_prepared_statements
           where statement like '%from "licenses" inner join%'`,
    );
    expect(plans.some(({ custom }) => Number(custom) >= 8)).toBe(true);
    expect(plans.filter(({ generic }) => Number(generic) > 0)).toEqual([]);
  }));

describe("console", () => {
  test.each([...machineLists, ...consoleReads, ...usageReads])("%s", async (_, read) => {
    expect(faults(await watch.scansOf(() => read(staffApi, facts)))).toEqual([]);
  });
});
describe("portal", () => {
  test.each(portalReads)("%s", async (_, read) => {
    expect(faults(await watch.scansOf(() => read(memberApi, facts)))).toEqual([]);
  });
});
describe("machines", () => {
  test("collect, enrol, acknowledge, heartbeat of a machine among many", async () => {
    const agent = agentFor((await makeLink(largeCustomer)).token);
    const stepped = async (step: () => Promise<Answer>) => {
      let answer: Answer | undefined;
      const scans = await watch.scansOf(async () => {
        answer = await step();
      });
      expect(faults(scans)).toEqual([]);
      expect(answer).toMatchObject({ status: 200 });
    };
    await stepped(() => agent.collect());
    expect(agent.envelope).not.toBe("");
    await stepped(() => agent.layDown());
    await stepped(() => agent.enrol());
    await stepped(() => agent.acknowledge());
    agent.application = "running";
    await stepped(() => agent.report("outcome", "finished", "done"));
    await stepped(() => agent.heartbeat());
    await stepped(() => agent.heartbeat());
    await stepped(() => agent.release());
  });
});
