import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEntries, charges, usageConflicts, usageCorrections } from "@/db/schema";
import { type Context, inCustomer, inProvider } from "../../context";
import { needsStaff } from "../../reads/nav-badges";
import { correctOrPreview } from "../../workflow/correct-or-preview";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import type { UsageInput } from "../input";
import { usageSeries } from "../questions/series";
import { recordUsage } from "../record/record-usage";
import { conflictsPerIdentity } from "../record/store-conflicts";
import { rebuildUsage } from "../rollups/rebuild-usage";
import { settleUsage } from "../rollups/settle-usage";
import { job, now, usageWorld, use } from "../testing";
import { amendUsage, voidUsage } from "./correct-usage";
import { amendConflict, dismissConflicts } from "./decide-conflict";
import { conflictByDigest, listConflicts } from "./usage-conflicts";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const customerId = "cust_acme";
const reason = "asked the customer";
const send = (...records: UsageInput[]) => recordUsage(job(), { sourceKind: "program", customerId, records });
const staff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);
const conflictsOf = async (source: string) => (await staff((ctx) => listConflicts(ctx, { source, limit: 100 }))).rows;
const only = async (source: string) => {
  const [found, ...more] = await conflictsOf(source);
  if (!found || more.length > 0) throw new Error(`${source} has ${more.length + (found ? 1 : 0)} conflicts`);
  return found;
};
const amended = (record: string) => staff((ctx) => amendConflict(ctx, { customerId, record, reason }));
const dismissed = (...records: string[]) => staff((ctx) => dismissConflicts(ctx, { customerId, records, reason }));
const day = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") };
/** What a chart of the day says. */
const useOf = async (meter: string) => {
  const series = await staff((ctx) => usageSeries(ctx, { customerId, meter, ...day, grain: "day", groupBy: "cloud" }));
  return series.points.reduce((sum, { total }) => sum + Number(total), 0);
};
const counter = (source: string, quantity: string, more: Partial<UsageInput> = {}) =>
  use({
    ...{ source, id: "one", meter: "requests", quantity },
    ...{ start: new Date("2026-11-20T10:00:00Z"), at: new Date("2026-11-20T10:20:00Z") },
    ...more,
  });

describe("a conflict", () => {
  test("is stored with what stands and what came, who sent it and when, whatever its time", async () => {
    await send(counter("c1", "5"));
    const later = { at: new Date("2026-11-20T10:25:00Z") };
    expect(await send(counter("c1", "7", later))).toMatchObject({ conflicts: 1, accepted: 0 });
    expect(await send(counter("c1", "7", later), counter("c1", "5"))).toMatchObject({ conflicts: 1, duplicates: 1 });
    expect(await only("c1")).toMatchObject({
      ...{ customerId, customerName: "acme", source: "c1", sentBy: "test", cameAt: now, decision: null },
      stands: { quantity: "5", fate: "counted", endedAt: new Date("2026-11-20T10:20:00Z") },
      came: { quantity: "7", fate: "conflict", endedAt: later.at },
    });
    expect(await useOf("requests")).toBe(5);
  });

  test("inside one request is one too; what stands is the record that came first", async () => {
    await send(counter("c2", "1"), counter("c2", "2"), counter("c2", "2"));
    expect(await only("c2")).toMatchObject({ stands: { quantity: "1" }, came: { quantity: "2" } });
  });

  test("of an identity are ten at most, also of senders at once; what comes beyond is refused all the same", async () => {
    await send(counter("c3", "1"));
    const many = Array.from({ length: 3 * conflictsPerIdentity }, (_, n) => counter("c3", String(n + 2)));
    const answers = await Promise.all(many.map((record) => send(record)));
    expect(answers.map(({ conflicts }) => conflicts)).toEqual(many.map(() => 1));
    expect(await conflictsOf("c3")).toHaveLength(conflictsPerIdentity);
    expect(await send(...many)).toMatchObject({ conflicts: many.length });
    expect(await conflictsOf("c3")).toHaveLength(conflictsPerIdentity);
  });

  test("is listed by customer, source and state, page by page, and read alone by its own customer only", async () => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listConflicts>> = await staff((ctx) =>
        listConflicts(ctx, { source: "c3", customerId, state: "waiting", cursor, limit: 3 }),
      );
      seen.push(...page.rows.map(({ digest }) => digest));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(seen).size).toBe(conflictsPerIdentity);
    const of = (query: object) => staff((ctx) => listConflicts(ctx, { limit: 10, source: "c3", ...query }));
    expect((await of({ state: "dismissed" })).rows).toEqual([]);
    expect((await of({ customerId: "cust_other" })).rows).toEqual([]);
    await expect(of({ cursor: "nonsense" })).rejects.toMatchObject({ code: "invalid_input" });
    const digest = seen[0] ?? "";
    expect(await staff((ctx) => conflictByDigest(ctx, { customerId, digest }))).toMatchObject({ digest });
    const foreign = inCustomer(job(), "cust_other", (ctx) => conflictByDigest(ctx, { customerId, digest }));
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
  });

  test("is stored by the customer's own role, which cannot decide it", async () => {
    const program = {
      ...job(),
      actor: { kind: "key" as const, id: "key_1", label: "own key", customerId, scopes: ["usage:write" as const] },
    };
    await send(counter("c4", "1"));
    await recordUsage(program, { sourceKind: "program", customerId, records: [counter("c4", "2")] });
    const { digest, sentBy } = await only("c4");
    expect(sentBy).toBe("own key");
    const own = inCustomer(job(), customerId, (ctx) =>
      dismissConflicts(ctx, { customerId, records: [digest], reason }),
    );
    await expect(own).rejects.toThrow();
  });
});

describe("dismissed", () => {
  test("leaves what counts, once, with who and why, and is not amended any more", async () => {
    await send(counter("d1", "5"), counter("d1", "6"));
    const before = await useOf("requests");
    const { digest } = await only("d1");
    const { conflicts } = await staff(needsStaff);
    expect(await dismissed(digest, digest)).toEqual({ decided: 1, known: 0 });
    expect((await staff(needsStaff)).conflicts).toBe(conflicts - 1);
    expect(await dismissed(digest)).toEqual({ decided: 0, known: 1 });
    await expect(amended(digest)).rejects.toThrow(/was dismissed by test before/);
    expect(await only("d1")).toMatchObject({ decision: "dismissed", reason, decidedBy: "test", decidedAt: now });
    expect(await useOf("requests")).toBe(before);
    const lines = (await staff(({ tx }) => tx.select().from(auditEntries))).filter((one) => one.subjectId === digest);
    expect(lines).toMatchObject([{ action: "usage_conflict.dismissed", detail: { reason } }]);
  });

  test("is all or nothing: one that is no conflict of this customer leaves the others waiting", async () => {
    await send(counter("d2", "5"), counter("d2", "6"));
    const { digest } = await only("d2");
    await expect(dismissed(digest, "00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({
      code: "not_found",
    });
    const other = staff((ctx) => dismissConflicts(ctx, { customerId: "cust_other", records: [digest], reason }));
    await expect(other).rejects.toMatchObject({ code: "not_found" });
    expect(await only("d2")).toMatchObject({ decision: null });
  });
});

describe("amended", () => {
  test("what came counts at its own time and place; a preview says what follows, and stores nothing", async () => {
    await t.limit({ meter: "bandwidth", limit: "10", overRate: "1", period: "month" });
    const at = (quantity: string, more: Partial<UsageInput> = {}) =>
      counter("a1", quantity, { meter: "bandwidth", ...more });
    await send(at("12"));
    await evaluateDirtyStandings(job());
    const span = { start: new Date("2026-11-20T09:00:00Z"), at: new Date("2026-11-20T09:30:00Z") };
    await send(at("15", { ...span, cloud: "cloud-b", subject: null }));
    const { digest } = await only("a1");
    const looked = await staff((ctx) =>
      correctOrPreview(ctx, { customerId, preview: true }, (tried) =>
        amendConflict(tried, { customerId, record: digest, reason }),
      ),
    );
    expect(looked).toMatchObject({
      ...{ correctionId: null, records: 1, figures: [{ meter: "bandwidth", before: "12", after: "15" }] },
      preview: { windows: [{ before: { use: "12" }, after: { use: "15" }, charge: { minor: 300n } }] },
    });
    expect(await only("a1")).toMatchObject({ decision: null });

    const { correctionId } = await amended(digest);
    const found = await only("a1");
    expect(found).toMatchObject({
      decision: "amended",
      correctionId,
      stands: { quantity: "15", fate: "counted", ...{ startedAt: span.start, endedAt: span.at, cloudId: "cld_b" } },
    });
    await evaluateDirtyStandings(job());
    const charged = (await staff(({ tx }) => tx.select().from(charges))).filter(({ meter }) => meter === "bandwidth");
    expect(charged.reduce((sum, { quantity }) => sum + Number(quantity), 0)).toBe(5);
    expect(await useOf("bandwidth")).toBe(15);
    const [correction] = (await staff(({ tx }) => tx.select().from(usageCorrections))).filter(
      ({ id }) => id === correctionId,
    );
    expect(correction).toMatchObject({ kind: "amend", reason, selection: { conflict: digest } });
    await settleUsage(job());
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
    await expect(amended(digest)).rejects.toThrow(/was amended by test before/);
    await expect(dismissed(digest)).rejects.toThrow(/was amended by test before/);
    expect(await send(at("12"), at("15", span))).toMatchObject({ accepted: 0 });
  });

  test("of several contents the next takes the place of what the one before put there", async () => {
    await send(counter("a2", "5"), counter("a2", "6"), counter("a2", "7"));
    const before = await useOf("requests");
    const [first, second] = (await conflictsOf("a2")).sort((a, b) => Number(a.came.quantity) - Number(b.came.quantity));
    await amended(first?.digest ?? "");
    expect(await useOf("requests")).toBe(before + 1);
    expect((await conflictsOf("a2")).map(({ stands }) => stands?.quantity)).toEqual(["6", "6"]);
    await amended(second?.digest ?? "");
    expect(await useOf("requests")).toBe(before + 2);
  });

  test("by two at once it counts once", async () => {
    await send(counter("a3", "5"), counter("a3", "9"));
    const before = await useOf("requests");
    const { digest } = await only("a3");
    const both = await Promise.allSettled([amended(digest), amended(digest), dismissed(digest)]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await useOf("requests")).toBe(before + ((await only("a3")).decision === "amended" ? 4 : 0));
  });

  test("is refused where what stands does not count, is the same by now, or what came has no place", async () => {
    await send(counter("a4", "5"), counter("a4", "6"));
    const { digest, stands } = await only("a4");
    if (!stands) throw new Error("nothing stands");
    await staff((ctx) => voidUsage(ctx, { customerId, which: { records: [stands] }, reason }));
    await expect(amended(digest)).rejects.toThrow("does not count, so nothing can take its place");

    await send(counter("a5", "5"), counter("a5", "6"));
    const five = await only("a5");
    if (!five.stands) throw new Error("nothing stands");
    const { digest: stood, endedAt } = five.stands;
    const records = [{ digest: stood, endedAt, quantity: "6" }];
    await staff((ctx) => amendUsage(ctx, { customerId, records, reason }));
    await expect(amended(five.digest)).rejects.toThrow("is what counts already");

    await send(counter("a6", "5"), counter("a6", "6", { subject: "nobody", cloud: null }));
    await expect(amended((await only("a6")).digest)).rejects.toThrow("nobody, which is no machine of this customer");
    await send(counter("a7", "5"), counter("a7", "6", { meter: "no-meter" }));
    await expect(amended((await only("a7")).digest)).rejects.toMatchObject({ code: "not_found" });
    await expect(amended("00000000-0000-4000-8000-000000000000")).rejects.toMatchObject({ code: "not_found" });
    expect(await staff(({ tx }) => tx.select().from(usageConflicts))).toContainEqual(
      expect.objectContaining({ source: "a7", decision: null }),
    );
  });
});
