import { afterAll, beforeAll, expect, test } from "vitest";
import { POST } from "@/app/api/v1/events/route";
import { inProvider } from "../../context";
import { createApiKey } from "../../identity/create-api-key";
import { recordsPerRequest, ticksPerTransaction } from "../input";
import { job, keyRequest, usageWorld, use } from "../testing";
import { type RecordingFacts, recordingFacts } from "./customer-facts";
import { judgeRecords } from "./judge-records";
import { recordUsage } from "./record-usage";

let t: Awaited<ReturnType<typeof usageWorld>>;
let key = "";
beforeAll(async () => {
  t = await usageWorld();
  const made = await inProvider(job(), (ctx) =>
    createApiKey(ctx, { customerId: "cust_acme", scopes: ["usage:write"], label: "test" }),
  );
  key = made.key;
});
afterAll(() => t.drop());

const at = new Date("2026-11-20T10:00:00Z");
const start = new Date(at.getTime() - 32 * 86_400_000);
const ticksOfOne = 32 * 96;
const month = () => use({ meter: "processor", start, at, quantity: "3072" });
const ticks = async () => {
  const [row] = await t.db.providerSql`select count(*)::int as rows, trim_scale(coalesce(sum(sum), 0))::text as sum
    from usage_ticks where meter = 'processor'`;
  return row;
};

test("records that span too much together are refused with a sentence before anything is written", async () => {
  const events = Array.from({ length: recordsPerRequest }, (_, n) => ({
    specversion: "1.0",
    id: `long-${n}`,
    source: "reader",
    type: "processor",
    subject: "mach_a",
    time: at.toISOString(),
    data: { quantity: "1", start: start.toISOString() },
  }));
  const before = await t.db.providerSql`select count(*)::int as n from usage_keys`;
  const answer = await POST(
    new Request("http://portal/api/v1/events", {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/cloudevents-batch+json" },
      body: JSON.stringify(events),
    }),
  );
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({
    code: "too_large",
    detail: expect.stringContaining(`span ${recordsPerRequest * ticksOfOne} quarters of an hour`),
  });
  expect(await t.db.providerSql`select count(*)::int as n from usage_keys`).toEqual(before);
});

test("a long record costs the process no more than a short one, and its ticks are written in the database", async () => {
  const sourceKind = "program" as const;
  const sender = { sourceKind, machineId: null, mayNameCustomer: false, unentitled: null };
  const [judged] = await inProvider(job(), async (ctx) => {
    const asked = [{ customerId: "cust_acme", records: [month()] }];
    const known = (await recordingFacts(ctx, asked, { waits: true })).get("cust_acme") as RecordingFacts;
    const incoming = { record: month(), sender, by: job(), batch: { batchId: "ubat_1", sourceKind } };
    return judgeRecords(ctx, "cust_acme", [incoming], known);
  });
  expect(JSON.stringify(judged).length).toBeLessThan(1000);
  const transactionsAfter = async (records: ReturnType<typeof use>[]) => {
    const answer = await recordUsage(keyRequest("cust_acme"), {
      sourceKind: "program",
      customerId: "cust_acme",
      records,
    });
    expect(answer).toMatchObject({ accepted: records.length });
    const [batches] = await t.db.providerSql`select count(*)::int as n from usage_batches`;
    return batches?.n as number;
  };
  const first = await transactionsAfter([month()]);
  expect(await ticks()).toEqual({ rows: ticksOfOne, sum: "3072" });
  // As many as fit into one transaction are one; one more is the next.
  const fitting = Math.floor(ticksPerTransaction / ticksOfOne);
  const second = await transactionsAfter(Array.from({ length: fitting }, month));
  expect(second - first).toBe(1);
  const third = await transactionsAfter(Array.from({ length: fitting + 1 }, month));
  expect(third - second).toBe(2);
  expect(await ticks()).toEqual({ rows: ticksOfOne, sum: String(3072 * (2 * fitting + 2)) });
});
