import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  adjustments,
  auditEntries,
  billingEvents,
  charges,
  customers,
  meters,
  standings,
  usageAuthorities,
  usageCorrections,
} from "@/db/schema";
import { changeCustomerState } from "../../configuration/change-customer";
import { type Context, inProvider, newRequest } from "../../context";
import { newId } from "../../ids";
import { correctOrPreview } from "../../workflow/correct-or-preview";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import { previewUse } from "../../workflow/preview-use";
import { listUsageRecords } from "../questions/list-usage-records";
import { usageSeries } from "../questions/series";
import type { EnteredUse } from "../record/entered-use";
import { recordUsage } from "../record/record-usage";
import { rebuildUsage } from "../rollups/rebuild-usage";
import { settleUsage } from "../rollups/settle-usage";
import { job, now, usageWorld, use } from "../testing";
import { backfillUsage } from "./back-fill";
import { amendUsage, voidUsage } from "./correct-usage";
import { setAuthority } from "./set-authority";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const customerId = "cust_acme";
const reason = "the agent was away";
const staff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);
const by = (name: string) => newRequest({ kind: "staff", id: `user_${name}`, label: name, role: "operator" }, now);
const fill = (...uses: EnteredUse[]) => staff((ctx) => backfillUsage(ctx, { customerId, uses, reason }));
const judged = async () => {
  while ((await evaluateDirtyStandings(job())).judged > 0);
};
const at = (time: string) => new Date(`2026-11-20T${time}:00Z`);
const listed = async (meter: string) =>
  (await staff((ctx) => listUsageRecords(ctx, { customerId, filter: { meter, limit: 1000 } }))).rows;
const day = { from: at("00:00"), to: new Date("2026-11-21T00:00:00Z") };
/** What a chart of the day says. */
const charted = async (meter: string) => {
  const series = await staff((ctx) => usageSeries(ctx, { customerId, meter, ...day, grain: "day", groupBy: "cloud" }));
  return series.points.reduce((sum, { total }) => sum + Number(total), 0);
};
const chargesOf = async (meter: string) =>
  (await staff(({ tx }) => tx.select().from(charges).orderBy(charges.id))).filter((row) => row.meter === meter);

/** A meter of its own; a source of this kind has reported it in cloud A, B and on-premises. */
async function ownMeter(
  aggregation: "sum" | "max" | "last" | "average" = "sum",
  kind: "driver" | "agent" | "none" = "driver",
) {
  const slug = `m${newId("request", now)}`;
  await t.db.withProvider(async (tx) => {
    const [units] = await tx.select().from(meters).where(eq(meters.slug, "units"));
    const of = { slug, aggregation, kind: aggregation === "sum" ? ("counter" as const) : ("gauge" as const) };
    if (units) await tx.insert(meters).values({ ...units, ...of, unit: "GiB" });
  });
  if (kind === "driver")
    await recordUsage(job(), {
      ...{ customerId, sourceKind: "driver" },
      records: ["cloud-a", "cloud-b", "on-premises"].map((cloud) =>
        use({ meter: slug, source: "cloud:a", subject: null, cloud, quantity: "0", at: at("00:20") }),
      ),
    });
  return slug;
}

describe("a back-fill", () => {
  test("counts at its own time and place, with who and why, and makes nobody the authority", async () => {
    const meter = await ownMeter();
    const authorities = () =>
      staff(({ tx }) => tx.select().from(usageAuthorities).where(eq(usageAuthorities.meter, meter)));
    const before = await authorities();
    const made = await inProvider(by("Olivia Park"), (ctx) =>
      backfillUsage(ctx, {
        ...{ customerId, reason },
        uses: [
          { meter, machine: "SER-A", quantity: "2048", unit: "MiB", start: at("09:00"), time: at("09:30") },
          { meter, cloud: "cloud-b", quantity: "3", time: at("10:15") },
        ],
      }),
    );
    expect(made).toMatchObject({ records: 2, duplicates: 0, figures: [{ meter, before: "0", after: "5" }] });
    expect(await charted(meter)).toBe(5);
    expect((await listed(meter)).filter(({ source }) => source === "staff:back-fill")).toMatchObject([
      { machineId: null, cloudId: "cld_b", quantity: "3", fate: "counted", batchId: made.correctionId },
      {
        ...{ machineId: "mach_a", cloudId: "cld_a", quantity: "2", startedAt: at("09:00"), endedAt: at("09:30") },
        ...{ sourceKind: "driver", reason: "The provider back-filled it." },
      },
    ]);
    expect(await authorities()).toEqual(before);
    expect(
      await staff(({ tx }) =>
        tx
          .select()
          .from(usageCorrections)
          .where(eq(usageCorrections.id, made.correctionId ?? "")),
      ),
    ).toMatchObject([{ kind: "backfill", records: 2, reason, madeBy: "Olivia Park" }]);
    expect(
      await staff(({ tx }) =>
        tx
          .select()
          .from(auditEntries)
          .where(eq(auditEntries.subjectId, made.correctionId ?? "")),
      ),
    ).toMatchObject([{ action: "usage.back_filled", actorLabel: "Olivia Park", detail: { records: "2", reason } }]);
    await settleUsage(job());
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  });

  test("where nobody has reported is refused, until staff decide whose figures count", async () => {
    const meter = await ownMeter("sum", "none");
    const one = { meter, cloud: "cloud-a", quantity: "3", time: at("10:15") };
    await expect(fill(one)).rejects.toThrow("No source has reported");
    expect(await listed(meter)).toEqual([]);
    await staff((ctx) =>
      setAuthority(ctx, {
        ...{ customerId, cloudId: "cld_a", meter, sourceKind: "program" },
        validFrom: at("10:00"),
        reason,
      }),
    );
    expect(await fill(one)).toMatchObject({ records: 1 });
    await expect(fill({ ...one, time: at("09:15") })).rejects.toThrow("No source has reported");
    const [record] = await listed(meter);
    const amended = { digest: record?.digest ?? "", endedAt: at("10:15"), quantity: "4" };
    await staff((ctx) => amendUsage(ctx, { customerId, records: [amended], reason }));
    const rows = await staff(({ tx }) => tx.select().from(usageAuthorities).where(eq(usageAuthorities.meter, meter)));
    expect(rows.map(({ setBy }) => setBy)).toEqual(["test"]);
  });

  test("counts no more once another source's figures do", async () => {
    const meter = await ownMeter();
    await fill({ meter, cloud: "cloud-a", quantity: "3", time: at("10:15") });
    await staff((ctx) =>
      setAuthority(ctx, {
        ...{ customerId, cloudId: "cld_a", meter, sourceKind: "file" },
        validFrom: at("10:00"),
        reason,
      }),
    );
    expect(await charted(meter)).toBe(0);
  });
});

describe("the same back-fill again", () => {
  test("is a duplicate, whoever enters it and however the machine is named; another quantity is a conflict", async () => {
    const meter = await ownMeter();
    const one = { meter, machine: "mach_a", quantity: "5", start: at("09:00"), time: at("09:30") };
    await fill(one);
    const again = await inProvider(by("somebody else"), (ctx) =>
      backfillUsage(ctx, { customerId, reason, uses: [{ ...one, machine: "i-a", quantity: "5120", unit: "MiB" }] }),
    );
    expect(again).toEqual({ correctionId: null, records: 0, figures: [], touched: [], duplicates: 1 });
    const other = { ...one, time: at("09:45"), quantity: "1" };
    await expect(fill(other, { ...one, quantity: "6" })).rejects.toThrow(
      /^Use 2: 5 of .* was back-filled there before/,
    );
    expect(await charted(meter)).toBe(5);
    expect(await fill(one, other, other)).toMatchObject({ records: 1, duplicates: 2 });
    await expect(fill({ ...other, quantity: "7", time: at("10:00") }, { ...other, time: at("10:00") })).rejects.toThrow(
      "Use 2: 7 of",
    );
    expect(await charted(meter)).toBe(6);
  });

  test("after an amendment is held against what counts now, and after a void it counts again", async () => {
    const meter = await ownMeter();
    const one = { meter, cloud: "cloud-a", quantity: "5", time: at("09:30") };
    const counting = async () =>
      (await listed(meter)).filter(({ source, fate }) => source === "staff:back-fill" && fate === "counted");
    const named = async () => (await counting()).map(({ digest, endedAt }) => ({ digest, endedAt }));
    await fill(one);
    const amended = (await named()).map((record) => ({ ...record, quantity: "8" }));
    await staff((ctx) => amendUsage(ctx, { customerId, records: amended, reason }));
    expect(await charted(meter)).toBe(8);
    expect(await fill({ ...one, quantity: "8" })).toMatchObject({ duplicates: 1, records: 0 });
    await expect(fill(one)).rejects.toThrow("8 of");
    for (const quantity of ["6", "7"]) {
      const records = await named();
      await staff((ctx) => voidUsage(ctx, { customerId, which: { records }, reason }));
      expect(await charted(meter)).toBe(0);
      expect(await fill({ ...one, quantity })).toMatchObject({ records: 1, duplicates: 0 });
      expect(await fill({ ...one, quantity })).toMatchObject({ records: 0, duplicates: 1 });
    }
    expect((await counting()).map(({ quantity }) => quantity)).toEqual(["7"]);
    await settleUsage(job());
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  });

  test("entered by two at once counts once", async () => {
    const meter = await ownMeter();
    const one = { meter, cloud: "cloud-a", quantity: "5", time: at("09:30") };
    const made = await Promise.all(Array.from({ length: 4 }, () => fill(one)));
    expect(made.map(({ records }) => records).sort()).toEqual([0, 0, 0, 1]);
    expect(await charted(meter)).toBe(5);
    const two = await Promise.allSettled(["1", "2"].map((quantity) => fill({ ...one, time: at("09:40"), quantity })));
    expect(two.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

test("beside senders of the same use nothing is lost and nothing waits for ever", async () => {
  const meter = await ownMeter();
  await t.limit({ meter, limit: "1000", period: "day" });
  const send = (n: number) =>
    recordUsage(job(), {
      ...{ customerId, sourceKind: "driver" },
      records: [use({ meter, source: "cloud:a", subject: "mach_a", at: at("09:30"), quantity: String(n) })],
    });
  const made = Array.from({ length: 8 }, (_, n) => [
    send(n),
    fill({ meter, machine: "mach_a", quantity: String(n), time: new Date(at("09:15").getTime() + n * 60_000) }),
  ]);
  await Promise.all(made.flat());
  expect(await charted(meter)).toBe(56);
});

test("of a suspended customer as of any other; of a closed one what was used until then", async () => {
  const meter = await ownMeter();
  const change = (to: "suspend" | "close", when: Date) =>
    inProvider({ ...job(), now: when }, (ctx) =>
      changeCustomerState(ctx, { customerId, change: to, reason: "asked for" }),
    );
  try {
    await change("suspend", at("08:00"));
    expect(await fill({ meter, quantity: "1", cloud: "cloud-a", time: at("08:15") })).toMatchObject({ records: 1 });
    await change("close", at("09:00"));
    const until = { meter, quantity: "2", cloud: "cloud-a", start: at("08:30"), time: at("09:00") };
    expect(await fill(until)).toMatchObject({ records: 1 });
    const after = { ...until, time: at("09:15") };
    await expect(fill({ ...until, quantity: "2" }, after)).rejects.toMatchObject({
      ...{ code: "conflict", message: expect.stringMatching(/^Use 2: acme was closed at 20 Nov 2026, 09:00 UTC/) },
    });
    const assumed = (use: Partial<EnteredUse>) =>
      staff((ctx) => previewUse(ctx, { customerId, uses: [{ ...until, start: undefined, ...use }] }));
    expect((await assumed({})).uses).toHaveLength(1);
    // Without a time it would come now.
    await expect(assumed({ time: undefined as never })).rejects.toThrow("Use 1: acme was closed at");
  } finally {
    await staff(({ tx }) => tx.update(customers).set({ state: "active", closedAt: null }));
  }
});

describe("use of a window that has closed", () => {
  test("is late use: it counts there, is charged there, and takes nothing back", async () => {
    const meter = await ownMeter("last");
    await t.limit({ meter, limit: "2", overRate: "0.5" });
    await recordUsage(job(), {
      ...{ customerId, sourceKind: "driver" },
      records: [use({ meter, source: "cloud:a", subject: null, cloud: "cloud-a", quantity: "5", at: at("08:20") })],
    });
    await judged();
    expect((await chargesOf(meter)).map(({ quantity }) => quantity)).toEqual(["3"]);
    // The source of a reading without a machine stands apart: both add up in a tick, and the last tick is the window's.
    await fill({ meter, cloud: "cloud-a", quantity: "9", time: at("08:50") });
    await judged();
    expect((await chargesOf(meter)).map(({ quantity }) => quantity)).toEqual(["3", "4"]);
    await fill({ meter, cloud: "cloud-a", quantity: "1", time: at("08:58") });
    await judged();
    const filled = (await listed(meter)).filter(({ source }) => source === "staff:back-fill");
    expect(filled.map(({ fate }) => fate)).toEqual(["late", "late"]);
    expect(filled[0]?.reason).toBe(
      "The provider back-filled it. It came after its window had closed; it is counted there.",
    );
    const [standing] = await staff(({ tx }) =>
      tx
        .select()
        .from(standings)
        .where(eq(standings.windowStart, at("08:00"))),
    );
    expect(standing?.figures?.aggregate).toBe("1");
    expect(await chargesOf(meter)).toHaveLength(2);
    expect(await staff(({ tx }) => tx.select().from(adjustments))).toEqual([]);
  });
});

describe("a preview", () => {
  const filling = fc.array(
    fc.record({
      place: fc.constantFrom(
        { machine: "mach_a" },
        { machine: "mach_b" },
        { machine: "mach_desk" },
        { cloud: "cloud-a" },
      ),
      quarter: fc.nat({ max: 16 }),
      minute: fc.constantFrom(1, 5, 14),
      quantity: fc.nat({ max: 500 }).map((cents) => String(cents / 100)),
    }),
    { minLength: 1, maxLength: 8 },
  );
  test("is what happens: windows, charges and events", async () => {
    let charged = 0;
    await fc.assert(
      fc.asyncProperty(filling, fc.constantFrom("sum", "max", "last", "average"), async (given, aggregation) => {
        const meter = await ownMeter(aggregation);
        await t.limit({ meter, limit: "3", overRate: "0.5", period: "hour" });
        await judged();
        const times = new Map(
          given.map(({ place, quarter, minute, quantity }) => [
            JSON.stringify([place, quarter, minute]),
            { meter, ...place, quantity, time: new Date(at("06:00").getTime() + (quarter * 15 + minute) * 60_000) },
          ]),
        );
        const uses = [...times.values()];
        const correct = (inner: Context) => backfillUsage(inner, { customerId, uses, reason });
        const looked = await staff((ctx) => correctOrPreview(ctx, { customerId, preview: true }, correct));
        expect((await listed(meter)).filter(({ source }) => source === "staff:back-fill")).toEqual([]);
        const made = await staff((ctx) => correctOrPreview(ctx, { customerId, preview: false }, correct));
        expect([looked.records, looked.figures]).toEqual([made.records, made.figures]);
        await judged();
        for (const window of looked.preview?.windows ?? []) {
          const [standing] = await staff(({ tx }) =>
            tx.select().from(standings).where(eq(standings.parameterId, window.limitId)),
          ).then((all) => all.filter(({ windowStart }) => windowStart.getTime() === window.windowStart.getTime()));
          expect(standing?.figures).toMatchObject({ aggregate: window.after.use, increment: window.after.excess });
          const own = (await chargesOf(meter)).filter(
            ({ windowStart }) => windowStart.getTime() === window.windowStart.getTime(),
          );
          expect(own.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(window.charge?.minor ?? 0n);
          const events = await staff(({ tx }) =>
            tx
              .select()
              .from(billingEvents)
              .where(eq(billingEvents.standingId, standing?.id ?? "")),
          );
          expect(events.length > 0).toBe(window.raises);
          charged += window.charge ? 1 : 0;
        }
      }),
      { numRuns: 25 },
    );
    expect(charged).toBeGreaterThan(0);
  });
});

test("no program takes the identity of a back-fill", async () => {
  const answer = await recordUsage(job(), {
    ...{ customerId, sourceKind: "program" },
    records: [use({ source: "staff:back-fill" })],
  });
  expect(answer).toMatchObject({ rejected: 1, accepted: 0 });
  expect(answer.faults[0]?.detail).toContain("Sources that begin with staff: are the portal's own");
});
