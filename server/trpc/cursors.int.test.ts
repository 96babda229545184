import { afterAll, beforeAll, expect, test } from "vitest";
import { clouds, usageImports } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { clockNow } from "../clock";
import type { CurrentUser } from "../identity/current-user";
import { makeCustomer } from "../setup/testing/portal";
import { createCallerFactory } from "./init";
import { type AppRouter, appRouter } from "./root";

type Api = ReturnType<AppRouter["createCaller"]>;

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let staffApi: Api;
let memberApi: Api;

beforeAll(async () => {
  t = await makeTestDatabase();
  const customerId = await makeCustomer();
  const person = (more: Partial<CurrentUser>): Api => {
    const user = { id: "user_1", email: "p@x.example", name: null, staffRole: null, memberships: [], ...more };
    return createCallerFactory(appRouter)({
      user,
      now: clockNow(),
      requestId: "req_cursor",
      wantedCompany: null,
      viewAs: null,
    });
  };
  staffApi = person({ staffRole: "owner" });
  memberApi = person({
    memberships: [{ customerId, customerName: "Northwind GmbH", customerState: "active", role: "owner" }],
  });
  await t.db.withProvider((tx) =>
    tx.insert(clouds).values({
      id: "cld_a",
      slug: "a",
      name: "A",
      driver: "none",
      colorIndex: 1,
      createdAt: clockNow(),
    }),
  );
  await t.db.withProvider((tx) =>
    tx.insert(usageImports).values({
      customerId,
      id: "impt_1",
      cloudId: "cld_a",
      fileName: "use.csv",
      fileSha256: "",
      state: "finished",
      rows: 0,
      counted: 0,
      listed: 0,
      duplicates: 0,
      reasons: {},
      totals: {},
      importedBy: "test",
      importedAt: clockNow(),
    }),
  );
});
afterAll(() => t.drop());

const cursor = "zzz";
const time = { from: "2020-01-01T00:00:00Z", to: "2020-02-01T00:00:00Z" };
test.each<[string, () => Promise<unknown>]>([
  ["machines", () => staffApi.machines.listAll({ cursor })],
  ["licenses", () => staffApi.licenses.listAll({ cursor })],
  ["links", () => staffApi.links.listAll({ cursor })],
  ["customers", () => staffApi.customers.list({ cursor })],
  ["audit", () => staffApi.audit.list({ cursor })],
  ["notices", () => staffApi.notices.list({ cursor })],
  ["exchanges", () => staffApi.clouds.exchanges({ cursor })],
  ["billing events", () => staffApi.operations.events({ cursor })],
  ["usage records", () => staffApi.usage.providerRecords({ cursor })],
  ["imports", () => staffApi.usage.providerImports({ cursor })],
  ["a FOCUS export", () => staffApi.usage.providerFocus({ ...time, cursor })],
  ["own FOCUS export", () => memberApi.usage.focus({ ...time, cursor })],
  ["rows of an import", () => staffApi.usage.providerImportRows({ importId: "impt_1", cursor })],
  ["own machines", () => memberApi.machines.list({ cursor })],
  ["own licenses", () => memberApi.licenses.list({ cursor })],
  ["own links", () => memberApi.links.list({ cursor })],
  ["own audit", () => memberApi.audit.own({ cursor })],
  ["own billing events", () => memberApi.billing.events({ cursor })],
  ["own usage records", () => memberApi.usage.records({ cursor })],
  ["own imports", () => memberApi.usage.imports({ cursor })],
])("a cursor that no page gave is refused with a sentence: %s", async (_, read) => {
  await expect(read()).rejects.toMatchObject({
    message: "This page's cursor is not right. Start again at the first page.",
  });
});
