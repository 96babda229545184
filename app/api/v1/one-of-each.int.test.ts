import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clouds } from "@/db/schema";
import { listServices } from "@/server/catalogue/queries";
import { inProvider, jobRequest } from "@/server/context";
import { openCloudAccount } from "@/server/licensing/open-cloud-account";
import { importFocus } from "@/server/usage/imports/import-focus";
import { recordUsage } from "@/server/usage/record/record-usage";
import { call, type ProgramsWorld, programsWorld } from "./testing";

// Of what programs list they read one: the same row, with the same scopes, and nobody else's.

let t: ProgramsWorld;
let importId: string;
let foreign: string;

beforeAll(async () => {
  t = await programsWorld();
  const made = async (method: "post" | "patch", address: string, body: unknown) => {
    const { status, body: answer } = await call(t.keys.all, method, address, body);
    expect([address, answer, status < 300]).toEqual([address, answer, true]);
  };
  await made("patch", "/meters/requests", { plausibleRecord: "1000" });
  const rates = { thresholdPercent: "80", overRate: "1.50", billingStep: "1" };
  const terms = { limit: "8", period: "month", overflowPolicy: "off", ...rates };
  for (const meter of ["units", "processor"])
    await made("post", `/customers/${t.own}/limits`, { plan: "compute-node-10", meter, ...terms });
  const at = new Date(Date.now() - 3_600_000);
  const sent = (id: string, quantity: string) => ({
    ...{ id, quantity, at, start: null, meter: "requests", source: "one-of-each" },
    ...{ subject: null, cloud: null, customer: null },
  });
  for (const customerId of [t.own, t.foreign])
    await recordUsage(jobRequest("test"), {
      sourceKind: "program",
      customerId,
      records: [sent("plain", "7"), sent("poison", "5000"), sent("plain", "8")],
    });
  await inProvider(jobRequest("test"), async (ctx) => {
    await ctx.tx.insert(clouds).values({
      ...{ id: "cld_a", slug: "cloud-a", name: "Cloud A", driver: "none", region: null, colorIndex: 1 },
      createdAt: ctx.now,
    });
  });
  const fixture = path.join(process.env.SPILLWAY_HOME ?? ".", "fixtures/focus_small.csv");
  const files = [{ path: fixture, name: "focus_small.csv" }];
  ({ importId } = await importFocus(jobRequest("test"), { customerId: t.own, cloudId: "cloud-a", files }));
  await inProvider(jobRequest("test"), async (ctx) => {
    const [offer] = await listServices(ctx);
    for (const customerId of [t.own, t.foreign])
      await openCloudAccount(ctx, { customerId, serviceId: offer?.service.id ?? "" });
  });
  const scopes = ["usage:read", "billing:read", "provisioning:read"];
  const other = await call(t.keys.all, "post", "/api-keys", { customer: t.foreign, label: "other", scopes });
  foreign = other.body.key;
});
afterAll(() => t.drop());

type Row = Record<string, string>;
type Collection = {
  list: () => string;
  /** Of the rows in the list's answer. */
  name: string;
  one: (row: Row) => string;
  /** What the one has that its row has not, and the other way round. */
  more?: object;
  less?: string;
};
const collections: [string, Collection][] = [
  [
    "batches",
    { name: "batches", list: () => `/usage-batches?customer=${t.own}`, one: ({ id }) => `/usage-batches/${id}` },
  ],
  [
    "what is set aside",
    {
      name: "records",
      list: () => `/set-aside-usage?customer=${t.own}`,
      one: ({ record, customerId }) => `/set-aside-usage/${record}?customer=${customerId}`,
    },
  ],
  [
    "conflicts",
    {
      name: "conflicts",
      list: () => `/usage-conflicts?customer=${t.own}`,
      one: ({ record, customerId }) => `/usage-conflicts/${record}?customer=${customerId}`,
    },
  ],
  [
    "records",
    {
      name: "records",
      list: () => `/usage-records?customer=${t.own}`,
      one: ({ record, customerId, endedAt }) => `/usage-records/${record}?customer=${customerId}&endedAt=${endedAt}`,
      less: "quantityInTime",
    },
  ],
  [
    "rows of a file",
    {
      name: "rows",
      list: () => `/usage-imports/${importId}/rows`,
      one: ({ rowNumber }) => `/usage-imports/${importId}/rows/${rowNumber}`,
    },
  ],
  [
    "cloud accounts",
    {
      name: "cloudAccounts",
      list: () => `/customers/${t.own}/cloud-accounts`,
      one: ({ id }) => `/customers/${t.own}/cloud-accounts/${id}`,
    },
  ],
  [
    "subscriptions",
    {
      name: "subscriptions",
      list: () => `/customers/${t.own}/subscriptions`,
      one: ({ id }) => `/customers/${t.own}/subscriptions/${id}`,
    },
  ],
  [
    "standings",
    {
      name: "standings",
      list: () => `/customers/${t.own}/standings`,
      one: ({ limitId }) => `/customers/${t.own}/standings/${limitId}`,
      more: { failing: [] },
    },
  ],
];

describe.each(collections)("%s", (_, { list, name, one, more = {}, less = "" }) => {
  const rowsOf = async (key: string): Promise<Row[]> => {
    const { status, body } = await call(key, "get", list());
    expect([status, body.detail]).toEqual([200, undefined]);
    expect(body[name].length).toBeGreaterThan(0);
    return body[name];
  };

  test("each row that is listed is read alone, as the list shows it, by the provider and by its own company", async () => {
    for (const key of [t.keys.all, t.keys.ownAll])
      for (const row of await rowsOf(key)) {
        const { status, body } = await call(key, "get", one(row));
        const { serverTime: _serverTime, ...shown } = body;
        const { [less]: _less, ...listed } = row;
        expect([status, shown]).toEqual([200, { ...listed, ...more }]);
      }
  });

  test("another company's is not found, by any way of naming it", async () => {
    const [row = {}] = await rowsOf(t.keys.all);
    for (const address of [one(row), one(row).replace(/customer=[^&]*&?/, ""), one({ ...row, customerId: t.foreign })])
      expect([address, (await call(foreign, "get", address)).status]).toEqual([address, 404]);
  });

  test("a key without the scope of the list is refused", async () => {
    const [row = {}] = await rowsOf(t.keys.all);
    const without = await call(t.keys.all, "post", "/api-keys", {
      ...{ customer: t.own, label: "none", scopes: ["access:read"] },
    });
    for (const address of [list(), one(row)]) expect((await call(without.body.key, "get", address)).status).toBe(403);
  });

  test.each([
    "none",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "' or 1=1 --",
    "\0",
    "\ud800",
    "\u202e",
    "x".repeat(4000),
  ])("what is no name of one is 400 or 404: %j", async (name) => {
    const [row = {}] = await rowsOf(t.keys.all);
    const hostile = one({ ...row, id: name, record: name, rowNumber: name, limitId: name });
    expect([400, 404]).toContain((await call(t.keys.ownAll, "get", hostile)).status);
  });
});

test("a record is named with its time and, by a provider's key, with its customer", async () => {
  const { body } = await call(t.keys.all, "get", `/usage-records?customer=${t.own}&meter=requests&fate=counted`);
  const [{ record, endedAt }] = body.records;
  const read = async (query: string, key = t.keys.all) => {
    const answer = await call(key, "get", `/usage-records/${record}?${query}`);
    return [answer.status, answer.body.detail ?? answer.body.record];
  };
  expect(await read(`endedAt=${endedAt}&customer=${t.own}`)).toEqual([200, record]);
  expect(await read(`endedAt=${endedAt}`, t.keys.ownAll)).toEqual([200, record]);
  expect(await read(`endedAt=${endedAt}`)).toEqual([400, expect.stringContaining("must name the customer")]);
  expect(await read(`customer=${t.own}`)).toEqual([400, expect.stringContaining("endedAt")]);
  expect(await read(`endedAt=yesterday&customer=${t.own}`)).toEqual([400, expect.stringContaining("endedAt")]);
  expect((await read(`endedAt=${endedAt}&customer=${t.foreign}`))[0]).toBe(404);
  expect((await read(`endedAt=1999-01-01T00:00:00Z&customer=${t.own}`))[0]).toBe(404);
  expect((await read(`endedAt=${endedAt}&customer=${t.own}&more=1`))[0]).toBe(400);
});

test("a record that is decided is no longer set aside, and stays a record with its fate", async () => {
  const { body } = await call(t.keys.all, "get", `/set-aside-usage?customer=${t.own}`);
  const [{ record, endedAt }] = body.records;
  const decision = { customer: t.own, records: [record], reason: "a test" };
  expect((await call(t.keys.all, "post", "/set-aside-usage/rejection", decision)).status).toBe(200);
  expect((await call(t.keys.ownAll, "get", `/set-aside-usage/${record}`)).status).toBe(404);
  expect((await call(t.keys.ownAll, "get", `/usage-records/${record}?endedAt=${endedAt}`)).body).toMatchObject({
    fate: "implausible",
  });
});
