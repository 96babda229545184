import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { adjustments, charges, statementLines, usageCorrectedRecords, usageCorrections } from "@/db/schema";
import { type Context, inProvider, jobRequest } from "../../context";
import { balanceOwed } from "../../money/ledger";
import { correctOrPreview } from "../../workflow/correct-or-preview";
import { decideProposed } from "../../workflow/decide-adjustment";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import type { UsageInput } from "../input";
import { listUsageRecords } from "../questions/list-usage-records";
import { usageSeries } from "../questions/series";
import { recordUsage } from "../record/record-usage";
import { rebuildUsage } from "../rollups/rebuild-usage";
import { settleUsage } from "../rollups/settle-usage";
import { job, now, usageWorld, use } from "../testing";
import { amendUsage, voidUsage } from "./correct-usage";
import type { Corrected } from "./make-correction";
import type { CorrectedRecords } from "./records-meant";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const customerId = "cust_acme";
const reason = "the meter counted twice";
const send = (...records: UsageInput[]) => recordUsage(job(), { sourceKind: "program", customerId, records });
const staff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);
const voided = (which: CorrectedRecords) => staff((ctx) => voidUsage(ctx, { customerId, which, reason }));
const listed = async (meter: string) =>
  (await staff((ctx) => listUsageRecords(ctx, { customerId, filter: { meter, limit: 1000 } }))).rows;
const named = async (meter: string, ...ids: string[]) =>
  (await listed(meter)).filter(({ eventId, fate }) => ids.includes(eventId) && fate !== "amended");
const amended = async (meter: string, id: string, quantity: string) =>
  staff(async (ctx) =>
    amendUsage(ctx, {
      ...{ customerId, reason },
      records: (await named(meter, id)).map(({ digest, endedAt }) => ({ digest, endedAt, quantity })),
    }),
  );
const judged = () => evaluateDirtyStandings(job());
const charged = async (meter: string) =>
  (await staff(({ tx }) => tx.select().from(charges))).filter((row) => row.meter === meter);
const proposals = async (meter: string) =>
  (await staff(({ tx }) => tx.select().from(adjustments))).filter((row) => row.meter === meter);
const day = { from: new Date("2026-11-20T00:00:00Z"), to: new Date("2026-11-21T00:00:00Z") };
/** What a chart of the day says. */
const useOf = async (meter: string) => {
  const series = await staff((ctx) => usageSeries(ctx, { customerId, meter, ...day, grain: "day", groupBy: "cloud" }));
  return series.points.reduce((sum, { total }) => sum + Number(total), 0);
};
const counter = (id: string, quantity: string, meter = "requests", hour = "10:00") =>
  use({
    id,
    meter,
    quantity,
    start: new Date(`2026-11-20T${hour}:00Z`),
    at: new Date(`2026-11-20T${hour.slice(0, 2)}:20:00Z`),
  });

describe("a void", () => {
  test("takes use out of every figure; it stays stored, with who and why, and its identity stays taken", async () => {
    await send(counter("v1", "5"), counter("v2", "7"));
    const [record] = await named("requests", "v1");
    const made = await voided({ records: [record as { digest: string; endedAt: Date }] });
    expect(made).toMatchObject({ records: 1, figures: [{ meter: "requests", before: "5", after: "0" }] });
    expect(await useOf("requests")).toBe(7);
    expect(await named("requests", "v1")).toMatchObject([
      { fate: "voided", quantity: "5", reason: "The provider voided it." },
    ]);
    expect(await staff(({ tx }) => tx.select().from(usageCorrections))).toMatchObject([
      { kind: "void", records: 1, reason, madeBy: "test", figures: [{ before: "5", after: "0" }] },
    ]);
    expect(await send(counter("v1", "5"))).toMatchObject({ duplicates: 1, accepted: 0 });
    await expect(voided({ records: [record as { digest: string; endedAt: Date }] })).rejects.toThrow(
      "there is nothing to correct",
    );
    await settleUsage(job());
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  });

  test("of a question takes what the list of records shows for it, and nothing else", async () => {
    const at = (id: string, time: string, subject = "mach_a") =>
      use({ id, subject, meter: "storage", quantity: "3", at: new Date(`2026-11-20T${time}:00Z`) });
    await send(at("q1", "08:00"), at("q2", "09:00"), at("q3", "09:59"), at("q4", "10:00"), at("q5", "09:30", "mach_b"));
    const time = { from: new Date("2026-11-20T09:00:00Z"), to: new Date("2026-11-20T10:00:00Z") };
    const made = await voided({ meter: "storage", ...time, machineId: "mach_a" });
    expect(made.records).toBe(2);
    const fates = (await listed("storage")).map(({ eventId, fate }) => `${eventId} ${fate}`).sort();
    expect(fates).toEqual(["q1 counted", "q2 voided", "q3 voided", "q4 counted", "q5 counted"]);
  });
});

describe("an amended record", () => {
  test("counts with its new quantity at its own time and place; what it said stays stored", async () => {
    await send(use({ id: "a1", meter: "os-instances", quantity: "40", at: new Date("2026-11-20T08:05:00Z") }));
    expect(await amended("os-instances", "a1", "4")).toMatchObject({
      records: 1,
      figures: [{ meter: "os-instances", before: "40", after: "4" }],
    });
    expect(await useOf("os-instances")).toBe(4);
    const rows = await listed("os-instances");
    expect(rows.map(({ fate, quantity, reason: why }) => [fate, quantity, why]).sort()).toEqual([
      ["amended", "40", "The provider amended it."],
      ["counted", "4", "The provider amended it from 40."],
    ]);
    const [corrected] = await staff(({ tx }) => tx.select().from(usageCorrectedRecords)).then((all) =>
      all.filter(({ replacedBy }) => replacedBy !== null),
    );
    expect(corrected?.replacedBy).toBe(rows.find(({ fate }) => fate === "counted")?.digest);
    // An amendment is amended like any other record.
    await amended("os-instances", "a1", "6");
    expect(await useOf("os-instances")).toBe(6);
    await expect(amended("os-instances", "a1", "6.0")).rejects.toThrow("counts 6 already");
  });
});

describe("billed use", () => {
  test("that is voided proposes what was billed too much; only finance takes it back, and once", async () => {
    await t.limit({ meter: "memory", limit: "10", overRate: "0.333" });
    await send(counter("b1", "14", "memory"), counter("b2", "3", "memory"));
    await judged();
    expect((await charged("memory")).map(({ quantity, amountMinor }) => [quantity, amountMinor])).toEqual([
      ["7", 233n],
    ]);
    const owed = await staff((ctx) => balanceOwed(ctx, customerId, "EUR"));
    const [record] = await named("memory", "b2");
    const which = { records: [record as { digest: string; endedAt: Date }] };
    const looked = await staff((ctx) =>
      correctOrPreview(ctx, { customerId, preview: true }, (inner) => voidUsage(inner, { customerId, which, reason })),
    );
    expect(looked).toMatchObject({
      correctionId: null,
      records: 1,
      preview: {
        windows: [
          {
            before: { use: "17", excess: "7" },
            after: { use: "14", excess: "4" },
            charge: null,
            takenBack: { minor: -100n, currency: "EUR" },
            raises: false,
          },
        ],
      },
    });
    expect(await useOf("memory")).toBe(17);
    await voided(which);
    await judged();
    expect(await charged("memory")).toHaveLength(1);
    const [proposed] = await proposals("memory");
    expect(proposed).toMatchObject({
      ...{ state: "proposed", due: "4", billed: "7", quantity: "-3", amountMinor: -100n, currency: "EUR" },
    });
    // Use that comes afterwards makes the proposal smaller, and is not charged while it lasts.
    await send(counter("b3", "1", "memory"));
    await judged();
    expect(await proposals("memory")).toMatchObject([
      { id: proposed?.id, due: "5", quantity: "-2", amountMinor: -66n },
    ]);
    expect(await charged("memory")).toHaveLength(1);

    const decide = (decision: "confirmed" | "rejected") =>
      staff((ctx) => decideProposed(ctx, { customerId, id: proposed?.id ?? "", decision, reason: "agreed" }));
    await Promise.all([decide("confirmed"), decide("confirmed")]);
    await expect(decide("rejected")).rejects.toThrow("is confirmed already");
    await judged();
    expect((await charged("memory")).map(({ quantity, amountMinor }) => [quantity, amountMinor])).toEqual([
      ["7", 233n],
      ["-2", -66n],
    ]);
    expect(await staff((ctx) => balanceOwed(ctx, customerId, "EUR"))).toBe(owed - 66n);
    const lines = (await staff(({ tx }) => tx.select().from(statementLines))).filter(({ meter }) => meter === "memory");
    expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(167n);
    expect(await proposals("memory")).toMatchObject([{ state: "confirmed", decidedBy: "test", reason: "agreed" }]);
    // The next use is charged as if it had been so from the beginning.
    await send(counter("b4", "2", "memory"));
    await judged();
    expect((await charged("memory")).reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(233n);
    expect(await proposals("memory")).toHaveLength(1);
  });

  test("a rejected proposal leaves what was billed; a proposal of old figures is refused; one of nothing is withdrawn", async () => {
    await t.limit({ meter: "bandwidth", limit: "1", overRate: "1" });
    await send(counter("c1", "5", "bandwidth"), counter("c2", "2", "bandwidth"));
    await judged();
    const decide = async (decision: "confirmed" | "rejected") => {
      const open = (await proposals("bandwidth")).find(({ state }) => state === "proposed");
      return staff((ctx) => decideProposed(ctx, { customerId, id: open?.id ?? "", decision, reason: "looked" }));
    };
    await amended("bandwidth", "c2", "1");
    await judged();
    await decide("rejected");
    await judged();
    expect(await proposals("bandwidth")).toMatchObject([{ state: "rejected", chargeId: null, quantity: "-1" }]);
    // Amended further, before anything was judged again.
    await amended("bandwidth", "c1", "3");
    await judged();
    await send(counter("c3", "1", "bandwidth"));
    await expect(decide("confirmed")).rejects.toThrow("has changed since this was proposed");
    await send(counter("c4", "2", "bandwidth"));
    await judged();
    expect((await proposals("bandwidth")).map(({ state }) => state).sort()).toEqual(["rejected", "withdrawn"]);
    expect((await charged("bandwidth")).reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(600n);
  });

  test("more use by an amendment is charged like any use", async () => {
    await t.limit({ meter: "processor", limit: "10", overRate: "1" });
    await send(counter("d1", "8", "processor"));
    await judged();
    await amended("processor", "d1", "12.5");
    await judged();
    expect(await charged("processor")).toMatchObject([{ quantity: "3", amountMinor: 300n }]);
  });
});

test("two gauges without a machine in one tick add up, and a later reading of one replaces its own", async () => {
  const reading = (source: string, quantity: string, at = "10:01") =>
    use({ source, meter: "units", subject: null, cloud: "cloud-a", quantity, at: new Date(`2026-11-20T${at}:00Z`) });
  await send(reading("one", "5"), reading("two", "7"));
  expect(await useOf("units")).toBe(12);
  await send(reading("one", "6", "10:02"));
  expect(await useOf("units")).toBe(13);
  await voided({ meter: "units", from: new Date("2026-11-20T10:02:00Z"), to: new Date("2026-11-20T10:03:00Z") });
  expect(await useOf("units")).toBe(12);
});

test("whatever is recorded and corrected in whatever order, ticks and rollups are those of what still counts", async () => {
  const minute = 60_000;
  const begin = day.from.getTime();
  const step = fc.record({
    counter: fc.boolean(),
    machine: fc.constantFrom("mach_a", "mach_b", null),
    source: fc.constantFrom("one", "two"),
    at: fc.integer({ min: 1, max: 600 }),
    length: fc.integer({ min: 1, max: 130 }),
    quantity: fc.integer({ min: 1, max: 9_999 }).map((n) => String(n / 100)),
    correct: fc.constantFrom("none", "none", "void", "amend"),
    settle: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (steps) => {
      const of = "cust_other";
      const run = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("property", now), work);
      const counting = async (meter: string) =>
        (await run((ctx) => listUsageRecords(ctx, { customerId: of, filter: { meter, limit: 1000 } }))).rows.filter(
          ({ fate }) => fate === "counted" || fate === "late",
        );
      for (const [
        n,
        { counter: isCounter, machine, source, at, length, quantity, correct, settle },
      ] of steps.entries()) {
        const meter = isCounter ? "requests" : "units";
        const times = {
          at: new Date(begin + at * minute),
          start: isCounter ? new Date(begin + Math.max(0, at - length) * minute) : null,
        };
        const subject = machine && "mach_foreign";
        const cloud = machine === "mach_b" ? "cloud-b" : "cloud-a";
        await recordUsage(job(), {
          ...{ sourceKind: "program", customerId: of },
          records: [use({ ...times, meter, quantity, subject, cloud, source, id: `p${n}-${Math.random()}` })],
        });
        const all = await counting(meter);
        const chosen = all[(at * 7) % Math.max(1, all.length)];
        if (!chosen || correct === "none") continue;
        const name = { digest: chosen.digest, endedAt: chosen.endedAt };
        await run(
          (ctx): Promise<Corrected> =>
            correct === "void"
              ? voidUsage(ctx, { customerId: of, which: { records: [name] }, reason })
              : amendUsage(ctx, { customerId: of, records: [{ ...name, quantity: "12345.5" }], reason }).catch(
                  (error) => voidUsage(ctx, { customerId: of, which: { records: [name] }, reason: String(error) }),
                ),
        );
        if (settle) await settleUsage(job());
      }
      await settleUsage(job());
      expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
      const counted = await counting("requests");
      const chart = await run((ctx) =>
        usageSeries(ctx, { customerId: of, meter: "requests", ...day, grain: "day", groupBy: "cloud" }),
      );
      const total = chart.points.reduce((sum, point) => sum + Number(point.total), 0);
      expect(total).toBeCloseTo(
        counted.reduce((sum, { quantity }) => sum + Number(quantity), 0),
        6,
      );
    }),
    { numRuns: 12 },
  );
});

test("use that is sent while it is corrected is neither lost nor counted twice", async () => {
  const meter = "support-events";
  const one = (id: string) => counter(id, "1", meter);
  await send(...Array.from({ length: 20 }, (_, n) => one(`old${n}`)));
  const old = (await listed(meter)).map(({ digest, endedAt }) => ({ digest, endedAt }));
  await Promise.all([
    ...Array.from({ length: 4 }, async (_, sender) => {
      for (let n = 0; n < 15; n++) await send(one(`new${sender}-${n}`));
    }),
    ...[old.slice(0, 10), old.slice(10)].map((records) => voided({ records })),
  ]);
  expect(await useOf(meter)).toBe(60);
  await settleUsage(job());
  expect(await useOf(meter)).toBe(60);
  expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
});
