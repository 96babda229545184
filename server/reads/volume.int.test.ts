import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { type TableScan, watchPlans } from "@/db/testing-plans";
import { growingTables, makeVolume } from "@/db/testing-volume";
import { clockNow } from "../clock";
import type { CurrentUser } from "../identity/current-user";
import { shipCatalogue } from "../setup/testing/portal";
import { createCallerFactory } from "../trpc/init";
import { appRouter } from "../trpc/root";

const at = clockNow();
const staff: CurrentUser = { id: "user_staff", email: "s@x.example", name: null, staffRole: "owner", memberships: [] };
const createCaller = createCallerFactory(appRouter);
const callerFor = (user: CurrentUser) =>
  createCaller({ user, now: at, requestId: "req_volume", wantedCompany: null, viewAs: null });
type Api = ReturnType<typeof callerFor>;

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let watch: ReturnType<typeof watchPlans>;

beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
  await makeVolume(t.ownerUrl, { at, tables: growingTables.filter((table) => !table.startsWith("usage_")) });
  watch = watchPlans(t.url);
}, 240_000);
afterAll(async () => {
  await watch.end();
  await t.drop();
});

/** Scans that a hot read may not make: of a whole growing table, or of many rows to answer with few. */
const faults = (scans: TableScan[], most = 1000) =>
  scans
    .filter(({ node, rows }) => node === "Seq Scan" || rows > most)
    .map(({ node, table, rows, query }) => `${node} ${table} (${rows} rows): ${query}`);

type Read = [name: string, read: (api: Api) => Promise<unknown>];

const consoleReads: Read[] = [
  ["machines, newest", (api) => api.machines.listAll({})],
  ["machines, oldest", (api) => api.machines.listAll({ sort: "oldest" })],
];

describe("console", () => {
  test.each(consoleReads)("%s", async (_, read) => {
    expect(faults(await watch.scansOf(() => read(callerFor(staff))))).toEqual([]);
  });
});
