import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { inProvider, jobRequest } from "../context";
import { agentFor, makeCustomer, makeLink, shipCatalogue, someFacts } from "../setup/testing/portal";
import { changeMeter } from "../workflow/change-meter";
import { auditLog } from "./audit-log";
import { namedThings } from "./named-things";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
});
afterAll(() => t.drop());

const provider = <T>(work: Parameters<typeof inProvider<T>>[1]) => inProvider(jobRequest("test"), work);

test("what the log of an installation names by id has a name; what is no id or gone has none", async () => {
  const customerId = await makeCustomer();
  const link = await makeLink(customerId);
  await agentFor(link.token, { ...someFacts(), hostname: "archiv-03" }).install();
  const { rows, things } = await provider((ctx) => auditLog(ctx, { customerId, limit: 200 }));
  expect(rows.length).toBeGreaterThan(8);
  const unnamed = rows.filter(({ subjectId }) => !things[subjectId]).map(({ subjectKind }) => subjectKind);
  expect(unnamed).toEqual([]);
  const names = new Set(rows.map(({ subjectId }) => things[subjectId]?.name));
  expect(names).toContain("archiv-03");
  expect(names).toContain("License of archiv-03");
  expect(await provider((ctx) => namedThings(ctx, ["archiv-03", "mach_none", `mach_${"0".repeat(26)}`]))).toEqual({});
});

test("every kind that an entry may be about is asked for without a fault", async () => {
  const kinds =
    "cust mach lic link evt ovf chrg stnd subs clrq cacc user invt key cld svc plan ntc auth btch impt corr adjm";
  const ids = kinds.split(" ").map((kind) => `${kind}_${"0".repeat(26)}`);
  expect(await provider((ctx) => namedThings(ctx, ids))).toEqual({});
});

test("a meter is named by the log as people know it", async () => {
  await provider((ctx) => changeMeter(ctx, { slug: "support-events", plausibleRecord: "100" }));
  const { rows, things } = await provider((ctx) => auditLog(ctx, { action: "meter.changed", limit: 50 }));
  expect(rows.map(({ subjectId }) => things[subjectId]?.name)).toEqual(["Support events"]);
});
