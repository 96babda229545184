import { afterAll, beforeAll, expect, test } from "vitest";
import { inProvider } from "@/server/context";
import { createApiKey } from "@/server/identity/create-api-key";
import { recordUsage } from "@/server/usage/record/record-usage";
import { job, usageWorld, use } from "@/server/usage/testing";
import { evaluateDirtyStandings } from "@/server/workflow/evaluate";
import { ask } from "../testing";
import { billingEventsAnswer } from "./contract";
import { GET } from "./route";

let t: Awaited<ReturnType<typeof usageWorld>>;
const keys: Record<string, string> = {};
beforeAll(async () => {
  t = await usageWorld();
  const make = async (name: string, customerId: string | null, scope: "billing:read" | "usage:read") => {
    const made = await inProvider(job(), (ctx) => createApiKey(ctx, { customerId, scopes: [scope], label: name }));
    keys[name] = made.key;
  };
  await make("acme", "cust_acme", "billing:read");
  await make("other", "cust_other", "billing:read");
  await make("provider", null, "billing:read");
  await make("usage", "cust_acme", "usage:read");
  await t.limit({ meter: "units" });
  // Limit 8: the first crossing by 1; then by more than what the first event asked for.
  for (const [minute, quantity] of [
    [20, "9"],
    [25, "30"],
  ] as const) {
    const at = new Date(`2026-11-20T10:${minute}:00Z`);
    await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records: [use({ quantity, at })] });
    await evaluateDirtyStandings(job());
  }
});
afterAll(() => t.drop());

test("events with their figures and what answers them, newest first, page by page", async () => {
  const answer = await ask(GET, { key: keys.acme as string });
  const page = billingEventsAnswer.parse(answer.body);
  const [first] = page.billingEvents.slice(-1);
  expect(first).toMatchObject({
    ordinal: 1,
    customerId: "cust_acme",
    meter: "units",
    cloud: "cloud-a",
    firstMachineId: "mach_a",
    limit: "8",
    aggregate: "9",
    excess: "1",
    amountMinor: "10",
    currency: "EUR",
    overflow: { state: "requested", error: null },
  });
  let after: string | null = null;
  const seen: string[] = [];
  do {
    const next: Awaited<ReturnType<typeof ask>> = await ask(GET, {
      key: keys.provider as string,
      query: `customer=acme&meter=units&since=2026-11-01T00:00:00Z&limit=1${after ? `&after=${after}` : ""}`,
    });
    seen.push(...billingEventsAnswer.parse(next.body).billingEvents.map(({ id }) => id));
    after = next.body.next;
  } while (after);
  expect(seen).toEqual(page.billingEvents.map(({ id }) => id));
});

test("another company's are not there; other scopes and bad input get their sentence", async () => {
  expect((await ask(GET, { key: keys.other as string })).body).toMatchObject({ billingEvents: [], next: null });
  expect((await ask(GET, { key: keys.other as string, query: "customer=acme" })).status).toBe(404);
  const refused = await ask(GET, { key: keys.usage as string });
  expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining("billing:read")]);
  expect((await ask(GET, {})).status).toBe(401);
  for (const query of ["since=yesterday", "after=x", "group=lost", "limit=many", "nonsense=1"])
    expect([query, (await ask(GET, { key: keys.acme as string, query })).status]).toEqual([query, 400]);
});
