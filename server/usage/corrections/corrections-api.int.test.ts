import { afterAll, beforeAll, expect, test } from "vitest";
import { POST as confirmRoute } from "@/app/api/v1/adjustments/[id]/confirmation/route";
import { GET as adjustmentRoute } from "@/app/api/v1/adjustments/[id]/route";
import { GET as adjustmentsRoute } from "@/app/api/v1/adjustments/route";
import { POST as amendConflictRoute } from "@/app/api/v1/usage-conflicts/amendment/route";
import { POST as dismissRoute } from "@/app/api/v1/usage-conflicts/dismissal/route";
import { GET as conflictsRoute } from "@/app/api/v1/usage-conflicts/route";
import { GET as correctionRoute } from "@/app/api/v1/usage-corrections/[id]/route";
import { POST as amendRoute } from "@/app/api/v1/usage-corrections/amendment/route";
import { POST as backfillRoute } from "@/app/api/v1/usage-corrections/back-fill/route";
import { GET as correctionsRoute } from "@/app/api/v1/usage-corrections/route";
import { POST as voidRoute } from "@/app/api/v1/usage-corrections/void/route";
import { GET as recordsRoute } from "@/app/api/v1/usage-records/route";
import { type ApiScope, inProvider } from "../../context";
import { createApiKey } from "../../identity/create-api-key";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import { recordUsage } from "../record/record-usage";
import { job, usageWorld, use } from "../testing";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const keyOf = (customerId: string | null, ...scopes: ApiScope[]) =>
  inProvider(job(), (ctx) => createApiKey(ctx, { customerId, scopes, label: "test" })).then(({ key }) => key);
type Route = (request: Request, about: { params: Promise<Record<string, string>> }) => Promise<Response>;
const call = async (route: unknown, key: string, body?: unknown, params: Record<string, string> = {}, query = "") => {
  const answer = await (route as Route)(
    new Request(`http://portal/api/v1/x${query}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    }),
    { params: Promise.resolve(params) },
  );
  return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
};

test("programs correct use, see what it would change first, and decide what is taken back", async () => {
  await t.limit({ meter: "requests", limit: "10", overRate: "1" });
  const time = { start: new Date("2026-11-20T10:00:00Z"), at: new Date("2026-11-20T10:20:00Z") };
  const records = ["9", "8"].map((quantity, n) => use({ ...time, id: `api${n}`, meter: "requests", quantity }));
  await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records });
  await evaluateDirtyStandings(job());
  const own = await keyOf("cust_acme", "usage:read", "usage:write", "billing:read", "billing:write");
  const other = await keyOf("cust_other", "usage:read", "billing:read");
  const provider = await keyOf(null, "usage:read", "usage:write", "billing:read", "billing:write");
  const usageOnly = await keyOf(null, "usage:read", "usage:write");

  const listed = await call(recordsRoute, provider, undefined, {}, "?meter=requests&customer=acme");
  const [record] = listed.body.records.filter(({ quantity }: { quantity: string }) => quantity === "8");
  const named = { record: record.record, endedAt: record.endedAt };
  const about = { customer: "acme", reason: "counted twice" };

  const looked = await call(voidRoute, provider, { ...about, records: [named], preview: true });
  expect(looked).toMatchObject({
    status: 200,
    body: {
      correctionId: null,
      records: 1,
      figures: [{ meter: "requests", before: "8", after: "0" }],
      windows: [{ before: { use: "17" }, after: { use: "9" }, chargeMinor: null, takenBackMinor: "-700" }],
    },
  });
  expect((await call(correctionsRoute, provider)).body.corrections).toEqual([]);

  // Who may not, and what says nothing.
  expect((await call(voidRoute, own, { ...about, records: [named] })).status).toBe(403);
  const wrong: [object, RegExp][] = [
    [{ records: [named], importId: "impt_1" }, /Name records, or an import, or a meter with from and to\./],
    [{ meter: "requests" }, /Name records, or an import, or a meter/],
    [{ meter: "requests", from: "2026-11-20T10:00:00Z", to: "2026-11-20T09:00:00Z" }, /from must be before to/],
    [{ records: [] }, /Name at least one record/],
    [{ records: [{ ...named, record: "x" }] }, /It is no record's id/],
    [{ records: [named], reason: "" }, /Give a reason/],
    [{ importId: "impt_1", more: 1 }, /There is no field more here/],
  ];
  for (const [which, sentence] of wrong) {
    const { status, body } = await call(voidRoute, provider, { ...about, ...which });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(sentence)]);
  }
  expect((await call(voidRoute, provider, { ...about, importId: "impt_1" })).status).toBe(404);

  const amended = await call(amendRoute, provider, { ...about, records: [{ ...named, quantity: "3.0" }] });
  expect(amended).toMatchObject({ status: 200, body: { records: 1, figures: [{ before: "8", after: "3" }] } });
  expect((await call(amendRoute, provider, { ...about, records: [{ ...named, quantity: "4" }] })).status).toBe(409);
  expect((await call(amendRoute, provider, { ...about, records: [{ ...named, quantity: "-4" }] })).status).toBe(400);

  const id = amended.body.correctionId;
  const own1 = (await call(correctionRoute, own, undefined, { id })).body;
  expect(own1).toMatchObject({ id, kind: "amend", records: 1, reason: null, madeBy: null });
  expect((await call(correctionRoute, provider, undefined, { id })).body).toMatchObject({ reason: "counted twice" });
  expect((await call(correctionRoute, other, undefined, { id })).status).toBe(404);
  expect((await call(correctionsRoute, other)).body.corrections).toEqual([]);

  await evaluateDirtyStandings(job());
  const [proposal] = (await call(adjustmentsRoute, provider, undefined, {}, "?state=proposed")).body.adjustments;
  expect(proposal).toMatchObject({ billed: "7", due: "2", quantity: "-5", amountMinor: "-500", currency: "EUR" });
  expect((await call(adjustmentsRoute, other)).body.adjustments).toEqual([]);
  const decision = { customer: "acme", reason: "agreed with them" };
  const params = { id: proposal.id };
  expect((await call(confirmRoute, usageOnly, decision, params)).status).toBe(403);
  expect((await call(confirmRoute, own, decision, params)).status).toBe(403);
  expect((await call(confirmRoute, provider, { ...decision, customer: "other" }, params)).status).toBe(404);
  expect((await call(confirmRoute, provider, decision, params)).status).toBe(204);
  expect((await call(adjustmentRoute, own, undefined, params)).body).toMatchObject({
    ...{ state: "confirmed", decidedBy: null, reason: null },
  });
  expect((await call(adjustmentRoute, provider, undefined, params)).body).toMatchObject({ reason: "agreed with them" });
});

test("programs list conflicts, and decide them: what counts stays, or what came counts", async () => {
  const time = { start: new Date("2026-11-20T10:00:00Z"), at: new Date("2026-11-20T10:20:00Z") };
  const sent = (quantity: string) => use({ ...time, id: "twice", source: "cms", meter: "bandwidth", quantity });
  await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records: ["1", "2", "3"].map(sent) });
  const own = await keyOf("cust_acme", "usage:read", "usage:write");
  const provider = await keyOf(null, "usage:read", "usage:write");
  const query = "?customer=acme&source=cms";
  const listed = async (key: string, more = "") => (await call(conflictsRoute, key, undefined, {}, query + more)).body;
  const { conflicts } = await listed(provider);
  const byQuantity = (quantity: string) =>
    conflicts.find(({ came }: { came: { quantity: string } }) => came.quantity === quantity)?.record;
  expect(conflicts[0]).toMatchObject({ stands: { quantity: "1", fate: "counted" }, sentBy: "test", state: "waiting" });
  expect((await listed(own)).conflicts[0]).toMatchObject({ sentBy: null, stands: { quantity: "1" } });

  const about = { customer: "acme", reason: "asked them" };
  expect((await call(amendConflictRoute, own, { ...about, record: byQuantity("2") })).status).toBe(403);
  const wrong: [unknown, object, RegExp][] = [
    [amendConflictRoute, { record: "x" }, /It is no record's id/],
    [amendConflictRoute, { record: byQuantity("2"), reason: "" }, /Give a reason/],
    [dismissRoute, { records: [] }, /Name at least one record/],
    [dismissRoute, { records: [byQuantity("2")], more: 1 }, /There is no field more here/],
  ];
  for (const [route, given, sentence] of wrong) {
    const { status, body } = await call(route, provider, { ...about, ...given });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(sentence)]);
  }
  expect((await call(conflictsRoute, provider, undefined, {}, "?state=open")).status).toBe(400);

  const looked = await call(amendConflictRoute, provider, { ...about, record: byQuantity("2"), preview: true });
  expect(looked.body).toMatchObject({ correctionId: null, figures: [{ before: "1", after: "2" }] });
  const made = await call(amendConflictRoute, provider, { ...about, record: byQuantity("2") });
  expect(made).toMatchObject({ status: 200, body: { records: 1, correctionId: expect.any(String) } });
  const dismissal = { ...about, records: [byQuantity("3")] };
  expect((await call(dismissRoute, provider, dismissal)).body).toMatchObject({ decided: 1, known: 0 });
  expect((await call(dismissRoute, provider, dismissal)).body).toMatchObject({ decided: 0, known: 1 });
  expect((await call(dismissRoute, provider, { ...about, records: [byQuantity("2")] })).status).toBe(409);
  expect((await listed(provider, "&state=waiting")).conflicts).toEqual([]);
  expect((await listed(provider, "&state=amended")).conflicts).toMatchObject([
    { stands: { quantity: "2", fate: "counted" }, reason: "asked them", correctionId: made.body.correctionId },
  ]);
});

test("programs of the provider back-fill use that no sender reported", async () => {
  const provider = await keyOf(null, "usage:read", "usage:write");
  const own = await keyOf("cust_acme", "usage:read", "usage:write");
  const at = new Date("2026-11-20T10:20:00Z");
  const first = use({ meter: "bandwidth", quantity: "1", at });
  await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records: [first] });
  const records = [
    { meter: "bandwidth", machine: "SER-A", quantity: "1024", unit: "MiB", time: "2026-11-20T09:20:00Z" },
  ];
  const about = { customer: "acme", reason: "the agent was away", records };
  const looked = await call(backfillRoute, provider, { ...about, preview: true });
  expect(looked).toMatchObject({ status: 200, body: { correctionId: null, records: 1, duplicates: 0, windows: [] } });
  const made = await call(backfillRoute, provider, about);
  expect(made.body).toMatchObject({ figures: [{ meter: "bandwidth", before: "0", after: "1" }], windows: null });
  expect((await call(backfillRoute, provider, about)).body).toMatchObject({ correctionId: null, duplicates: 1 });
  const id = made.body.correctionId;
  expect((await call(correctionRoute, own, undefined, { id })).body).toMatchObject({ kind: "backfill", madeBy: null });
  const listed = await call(recordsRoute, own, undefined, {}, "?meter=bandwidth");
  expect(JSON.stringify(listed.body)).not.toContain("the agent was away");
  expect((await call(backfillRoute, own, about)).status).toBe(403);
  const many = {
    ...about,
    records: Array.from({ length: 1001 }, () => ({ meter: "x", quantity: "1", time: "2026-11-20T09:20:00Z" })),
  };
  const wrong: [object, RegExp][] = [
    [{ records: [] }, /Name at least one use/],
    [many, /Name at most 1,000 uses/],
    [{ records: [{ ...records[0], quantity: "-1" }] }, /quantity/],
    [{ records: [{ ...records[0], meter: "nothing" }] }, /Use 1: There is no meter nothing/],
    [{ records: [{ ...records[0], source: "mine" }] }, /There is no field source here/],
  ];
  for (const [which, sentence] of wrong) {
    const { status, body } = await call(backfillRoute, provider, { ...about, ...which });
    expect([status, body.detail]).toEqual([400, expect.stringMatching(sentence)]);
  }
  const other = await call(backfillRoute, provider, { ...about, records: [{ ...records[0], quantity: "3" }] });
  expect([other.status, other.body.detail]).toEqual([
    409,
    expect.stringContaining("Amend that record, or void it first"),
  ]);
});
