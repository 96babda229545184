import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  adjustments,
  auditEntries,
  charges,
  customers,
  limitTerms,
  machines,
  meters,
  subscriptionParameters,
  subscriptions,
  usageAuthorities,
  usageCorrections,
  usageHours,
  usageRecords,
  usageSpans,
  usageTicks,
} from "@/db/schema";
import { type Context, inProvider } from "../../context";
import { correctOrPreview } from "../../workflow/correct-or-preview";
import { evaluateDirtyStandings } from "../../workflow/evaluate";
import type { UsageInput } from "../input";
import { recordUsage } from "../record/record-usage";
import { rebuildUsage } from "../rollups/rebuild-usage";
import { settleUsage } from "../rollups/settle-usage";
import { countedFates, type SourceKind } from "../states";
import { job, now, usageWorld, use } from "../testing";
import { amendUsage, voidUsage } from "./correct-usage";
import { decideSetAside } from "./decide-set-aside";
import { type AuthorityDecision, setAuthority } from "./set-authority";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const acme = "cust_acme";
const reason = "the program reads the meters themselves";
const staff = <T>(work: (ctx: Context) => Promise<T>) => inProvider(job(), work);
const clock = (time: string) => new Date(`2026-11-20T${time}:00Z`);
const send = (sourceKind: SourceKind, records: UsageInput[], customerId = acme) =>
  recordUsage(job(), { sourceKind, customerId, records });
const decide = (decision: Partial<AuthorityDecision>) =>
  staff((ctx) =>
    setAuthority(ctx, {
      ...{ customerId: acme, cloudId: "cld_a", meter: "requests", sourceKind: "program", reason },
      validFrom: clock("09:00"),
      ...decision,
    }),
  );
const recordsOf = async (customerId: string, meter?: string) =>
  (await staff(({ tx }) => tx.select().from(usageRecords))).filter(
    (row) => row.customerId === customerId && (meter === undefined || row.meter === meter),
  );
const fatesOf = async (meter: string) =>
  Object.fromEntries((await recordsOf(acme, meter)).map(({ eventId, fate }) => [eventId, fate]));
const ticksOf = async (customerId: string, meter?: string) =>
  (await staff(({ tx }) => tx.select().from(usageTicks))).filter(
    (row) => row.customerId === customerId && (meter === undefined || row.meter === meter),
  );
const counter = (id: string, quantity: string, meter: string, from = "09:00", to = "09:10") =>
  use({ id, meter, quantity, start: clock(from), at: clock(to) });

/** A customer like acme, with a limit of an hour on both meters of the drawn histories. */
let companies = 0;
async function newCompany(): Promise<string> {
  const customerId = `cust_drawn_${++companies}`;
  await t.db.withProvider(async (tx) => {
    const [like] = (await tx.select().from(customers)).filter(({ id }) => id === acme);
    if (!like) throw new Error("There is no customer to copy.");
    await tx.insert(customers).values({ ...like, id: customerId, name: customerId, identifier: customerId });
    const own = (await tx.select().from(machines)).filter((one) => one.customerId === acme);
    await tx
      .insert(machines)
      .values(
        own.map((one) => ({ ...one, customerId, id: `${one.id}_${customerId}`, serial: null, instanceId: null })),
      );
    const [agreed] = (await tx.select().from(subscriptions)).filter((one) => one.customerId === acme);
    if (!agreed) throw new Error("There is no subscription to copy.");
    await tx.insert(subscriptions).values({ ...agreed, customerId, id: `subs_${customerId}` });
    const common = { customerId, validFrom: agreed.validFrom, createdAt: agreed.createdAt };
    for (const meter of ["requests", "storage"]) {
      const id = `spar_${meter}_${customerId}`;
      await tx.insert(subscriptionParameters).values({
        ...{ ...common, id, meter, subscriptionId: `subs_${customerId}`, period: "hour", anchorDay: 1 },
        ...{ billingFactor: "1", placement: "placed" },
      });
      await tx.insert(limitTerms).values({
        ...{ ...common, id: `term_${id}`, parameterId: id, limit: "8", thresholdPercent: "100", overRate: "0.1" },
        ...{ billingStep: "1", overflowPolicy: "off", overflowMachinesMax: 1, answerMinutes: 60 },
      });
    }
  });
  return customerId;
}

type Drawn = { kind: SourceKind; gauge: boolean; machine: "a" | "desk"; minute: number; length: number; n: number };
const kinds = ["program", "driver", "file"] as const;
const drawnRecord: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom(...kinds),
  gauge: fc.boolean(),
  machine: fc.constantFrom("a" as const, "desk" as const),
  minute: fc.integer({ min: 0, max: 600 }),
  length: fc.integer({ min: 0, max: 70 }),
  n: fc.integer({ min: 1, max: 999 }),
});
const drawnDecision = fc.record({
  kind: fc.constantFrom(...kinds),
  gauge: fc.boolean(),
  tick: fc.integer({ min: 0, max: 40 }),
});
type Decision = { kind: SourceKind; gauge: boolean; tick: number };
const since = new Date("2026-11-20T00:30:00Z").getTime();
const timeOf = ({ minute }: Drawn) => new Date(since + minute * 60_000);
const fromOf = ({ tick }: Decision) => new Date(since + tick * 15 * 60_000);
const meterOf = (gauge: boolean) => (gauge ? "storage" : "requests");

/** What any order must come to: the fate of each record, by what was decided and by the kind that came first. */
function expectedFates(records: readonly Drawn[], decisions: readonly Decision[]): boolean[] {
  return records.map((record) => {
    // A counter's last instant is the one before its end.
    const usedAt = timeOf(record).getTime() - (record.gauge ? 0 : 1);
    const rules = decisions
      .map((one, place) => ({ ...one, place }))
      .filter((one) => one.gauge === record.gauge && fromOf(one).getTime() <= usedAt && record.machine === "a")
      .sort((a, b) => a.tick - b.tick || a.place - b.place);
    const first = records.find((one) => one.gauge === record.gauge && one.machine === record.machine)?.kind;
    return (rules.at(-1)?.kind ?? first) === record.kind;
  });
}

async function figuresOf(customerId: string) {
  await settleUsage(job());
  const of = <T extends { customerId: string; machineId?: string }>(rows: T[]) =>
    rows
      .filter((row) => row.customerId === customerId)
      .map((row) => JSON.stringify(row).replaceAll(customerId, "it"))
      .sort();
  return {
    fates: (await recordsOf(customerId))
      .map(({ eventId, fate, reason: why }) => `${eventId} ${fate} ${why ?? ""}`)
      .sort(),
    ticks: of(await staff(({ tx }) => tx.select().from(usageTicks))),
    hours: of(await staff(({ tx }) => tx.select().from(usageHours))),
    spans: of(await staff(({ tx }) => tx.select().from(usageSpans))),
  };
}

describe("a decision", () => {
  test("for the past counts what was shadowed, with who, when and why; later decisions stand", async () => {
    await send("driver", [counter("s1", "5", "memory"), counter("s2", "6", "memory", "10:00", "10:10")]);
    await send("program", [counter("s3", "7", "memory"), counter("s4", "8", "memory", "10:00", "10:10")]);
    expect(await fatesOf("memory")).toEqual({ s1: "counted", s2: "counted", s3: "shadowed", s4: "shadowed" });
    await decide({ meter: "memory", sourceKind: "driver", validFrom: clock("10:00") });
    const made = await decide({ meter: "memory", validFrom: clock("08:07") });
    expect(made).toMatchObject({ records: 2, figures: [{ meter: "memory", before: "5", after: "7" }] });
    expect(await fatesOf("memory")).toEqual({ s1: "shadowed", s2: "counted", s3: "counted", s4: "shadowed" });
    const rows = (await staff(({ tx }) => tx.select().from(usageAuthorities))).filter(
      ({ meter }) => meter === "memory",
    );
    expect(
      rows
        .map((row) => [row.validFrom.toISOString(), row.sourceKind, row.setBy, row.reason])
        .sort(([a], [b]) => String(a).localeCompare(String(b))),
    ).toEqual([
      ["1970-01-01T00:00:00.000Z", "driver", "first record", null],
      ["2026-11-20T08:00:00.000Z", "program", "test", reason],
      ["2026-11-20T10:00:00.000Z", "driver", "test", reason],
    ]);
    expect(await staff(({ tx }) => tx.select().from(usageCorrections))).toContainEqual(
      expect.objectContaining({
        ...{ id: made.correctionId, kind: "authority", records: 2, reason, madeBy: "test" },
        selection: {
          ...{ cloud: "cld_a", meter: "memory", sourceKind: "program" },
          ...{ from: "2026-11-20T08:00:00.000Z", to: "2026-11-20T10:00:00.000Z" },
        },
      }),
    );
    const audited = (await staff(({ tx }) => tx.select().from(auditEntries))).filter(
      ({ action, detail }) => action === "usage_authority.set" && detail.meter === "memory",
    );
    expect(audited.map(({ actorLabel, detail }) => [actorLabel, detail.reason, detail.records])).toContainEqual([
      ...["test", reason, "2"],
    ]);
    // The same again changes nothing.
    expect(await decide({ meter: "memory", validFrom: clock("08:00") })).toMatchObject({
      correctionId: null,
      records: 0,
    });
  });

  test("leaves voided, amended, set-aside and unknown records as they are", async () => {
    const at = (id: string, quantity: string, change: Partial<UsageInput> = {}) =>
      use({ id, meter: "storage", quantity, at: clock("09:05"), ...change });
    await send("driver", [at("k0", "1"), at("k1", "2"), at("k2", "3", { at: clock("09:20") })]);
    await t.db.withProvider((tx) => tx.update(meters).set({ plausibleRecord: "100" }));
    await send("program", [
      ...[at("k3", "101"), at("k4", "4", { subject: "nobody" }), at("k5", "5", { at: clock("09:40") })],
      at("k6", "6", { at: clock("09:50") }),
    ]);
    const named = async (id: string) =>
      (await recordsOf(acme, "storage"))
        .filter(({ eventId, fate }) => eventId === id && fate === "counted")
        .map(({ digest, endedAt }) => ({ digest, endedAt }));
    const one = { customerId: acme, reason };
    const k1 = await named("k1");
    await staff((ctx) => voidUsage(ctx, { ...one, which: { records: k1 } }));
    const k2 = (await named("k2")).map((name) => ({ ...name, quantity: "30" }));
    await staff((ctx) => amendUsage(ctx, { ...one, records: k2 }));
    await decide({ meter: "storage", validFrom: clock("08:00") });
    const fates = (await recordsOf(acme, "storage")).map(({ eventId, quantity, fate, reason: why }) =>
      `${eventId} ${quantity} ${fate} ${why ?? ""}`.trim(),
    );
    expect(fates.sort()).toEqual([
      "k0 1 shadowed For this cloud and meter the program's figures count.",
      "k1 2 voided The provider voided it.",
      "k2 3 amended The provider amended it.",
      "k2 30 shadowed The provider amended it from 3. For this cloud and meter the program's figures count.",
      "k3 101 set_aside 101 GiB is 1 above the plausible maximum of one record of Storage, 100 GiB.",
      "k4 4 unknown_machine No machine of this customer has the id, serial or instance nobody.",
      "k5 5 counted",
      "k6 6 counted",
    ]);
    // What is released counts as it was decided; and back again, with what its reason says of it.
    const [aside] = (await recordsOf(acme, "storage")).filter(({ fate }) => fate === "set_aside");
    await staff((ctx) => decideSetAside(ctx, { ...one, records: [aside?.digest ?? ""], decision: "released" }));
    await decide({ meter: "storage", sourceKind: "driver", validFrom: clock("08:00") });
    const back = (await recordsOf(acme, "storage")).filter(({ digest }) => digest === aside?.digest);
    expect(back).toMatchObject([{ fate: "shadowed", reason: expect.stringMatching(/released it\. For this cloud/) }]);
    const amended = (await recordsOf(acme, "storage")).filter(({ quantity }) => quantity === "30");
    expect(amended).toMatchObject([{ fate: "counted", reason: "The provider amended it from 3." }]);
    expect((await ticksOf(acme, "storage")).map(({ last }) => last).sort()).toEqual(["1", "30"]);
    await t.db.withProvider((tx) => tx.update(meters).set({ plausibleRecord: null }));
    await settleUsage(job());
    expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
  });

  test("proposes what was billed too much to be taken back; a preview shows it and stores nothing", async () => {
    await t.limit({ meter: "bandwidth", limit: "10", overRate: "1" });
    await send("driver", [counter("b1", "17", "bandwidth", "10:00", "10:10")]);
    await send("program", [counter("b2", "12", "bandwidth", "10:00", "10:10")]);
    await evaluateDirtyStandings(job());
    const asked = { customerId: acme, cloudId: "cloud-a", meter: "bandwidth", sourceKind: "program" as const, reason };
    const looked = await staff((ctx) =>
      correctOrPreview(ctx, { customerId: acme, preview: true }, (inner) =>
        setAuthority(inner, { ...asked, validFrom: clock("10:00") }),
      ),
    );
    expect(looked).toMatchObject({
      correctionId: null,
      records: 2,
      figures: [{ meter: "bandwidth", before: "17", after: "12" }],
      preview: {
        windows: [
          {
            before: { use: "17", excess: "7" },
            after: { use: "12", excess: "2" },
            charge: null,
            takenBack: { minor: -500n, currency: "EUR" },
          },
        ],
      },
    });
    expect(await fatesOf("bandwidth")).toEqual({ b1: "counted", b2: "shadowed" });
    await decide({ meter: "bandwidth", validFrom: clock("10:00") });
    await evaluateDirtyStandings(job());
    const proposed = (await staff(({ tx }) => tx.select().from(adjustments))).filter(
      ({ meter }) => meter === "bandwidth",
    );
    expect(proposed).toMatchObject([{ state: "proposed", due: "2", billed: "7", quantity: "-5", amountMinor: -500n }]);
    // Back again before finance has decided: nothing is left of the proposal, and nothing is charged again.
    await decide({ meter: "bandwidth", sourceKind: "driver", validFrom: clock("10:00") });
    await evaluateDirtyStandings(job());
    const all = await staff(({ tx }) => tx.select().from(adjustments));
    expect(all.filter(({ meter }) => meter === "bandwidth")).toMatchObject([{ state: "withdrawn" }]);
    const charged = (await staff(({ tx }) => tx.select().from(charges))).filter(({ meter }) => meter === "bandwidth");
    expect(charged.map(({ quantity }) => quantity)).toEqual(["7"]);
  });

  test("more than a year back, on an unknown cloud or meter, is refused with what to do", async () => {
    const tooOld = new Date(now.getTime() - 400 * 86_400_000);
    await expect(decide({ validFrom: tooOld })).rejects.toMatchObject({
      code: "invalid_input",
      message: "That is more than a year back. Choose a later time.",
    });
    await expect(decide({ cloudId: "nowhere" })).rejects.toMatchObject({ code: "not_found" });
    await expect(decide({ meter: "nothing" })).rejects.toMatchObject({ code: "not_found" });
  });

  test("made before the first record decides from its time on; before it the kind that came first counts", async () => {
    await decide({ meter: "processor", validFrom: clock("09:30") });
    await send("driver", [counter("f1", "1", "processor", "10:00", "10:10")]);
    await send("program", [counter("f2", "2", "processor"), counter("f3", "4", "processor", "10:00", "10:10")]);
    await send("driver", [counter("f4", "8", "processor")]);
    expect(await fatesOf("processor")).toEqual({ f1: "shadowed", f2: "shadowed", f3: "counted", f4: "counted" });
    // A counter that ends as the decision begins is use before it.
    await send("driver", [counter("f5", "16", "processor", "09:20", "09:30")]);
    expect((await fatesOf("processor")).f5).toBe("counted");
  });
});

test("in whichever order records and decisions come, fates and figures are those of the decision first", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(drawnRecord, { minLength: 4, maxLength: 24 }),
      fc.array(drawnDecision, { minLength: 1, maxLength: 4 }),
      fc.infiniteStream(fc.boolean()),
      async (records, decisions, flips) => {
        const inputOf = (customerId: string, place: number) => {
          const { gauge, machine, length, n } = records[place] as Drawn;
          const at = timeOf(records[place] as Drawn);
          const start = gauge || length === 0 ? null : new Date(at.getTime() - length * 60_000);
          const subject = `mach_${machine}_${customerId}`;
          return use({ id: `e${place}`, meter: meterOf(gauge), subject, at, start, quantity: `${n / 8}` });
        };
        const live = async (decidedFirst: boolean) => {
          const customerId = await newCompany();
          const waiting = [...decisions];
          const next = async () => {
            const { kind, gauge, ...one } = waiting.shift() as Decision;
            await decide({
              ...{ customerId, meter: meterOf(gauge), sourceKind: kind },
              validFrom: fromOf({ kind, gauge, ...one }),
            });
          };
          if (decidedFirst) while (waiting.length > 0) await next();
          for (const [place, { kind }] of records.entries()) {
            while (waiting.length > 0 && flips.next().value) await next();
            await send(kind, [inputOf(customerId, place)], customerId);
          }
          while (waiting.length > 0) await next();
          return { customerId, ...(await figuresOf(customerId)) };
        };
        const [{ customerId, ...drawn }, { customerId: _, ...first }] = [await live(false), await live(true)];
        expect(drawn).toEqual(first);
        const stored = new Map((await recordsOf(customerId)).map(({ eventId, fate }) => [eventId, fate]));
        const counted = records.map((_, place) => countedFates.some((fate) => fate === stored.get(`e${place}`)));
        expect(counted).toEqual(expectedFates(records, decisions));
      },
    ),
    { numRuns: 12 },
  );
  expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
});

test("senders and decisions at once: every record has the fate of what was decided, and the ticks are its", async () => {
  for (let round = 0; round < 6; round++) {
    const customerId = await newCompany();
    const own = (kind: SourceKind, part: number) =>
      Array.from({ length: 20 }, (_, n) =>
        use({
          ...{ id: `${kind}-${part}-${n}`, source: kind, meter: "requests", subject: `mach_a_${customerId}` },
          ...{ at: new Date(clock("09:00").getTime() + (part * 20 + n) * 20_000), quantity: "1" },
        }),
      );
    const parts = [0, 1, 2, 3];
    await Promise.all([
      ...parts.flatMap((part) => kinds.map((kind) => send(kind, own(kind, part), customerId))),
      ...kinds.map((sourceKind) => decide({ customerId, sourceKind, validFrom: clock("09:00") })),
      decide({ customerId, sourceKind: "file", validFrom: clock("09:15") }),
    ]);
    const decided = (await staff(({ tx }) => tx.select().from(usageAuthorities)))
      .filter((row) => row.customerId === customerId)
      .sort((a, b) => a.validFrom.getTime() - b.validFrom.getTime());
    const rows = await recordsOf(customerId);
    expect(rows).toHaveLength(240);
    for (const { sourceKind, endedAt, fate } of rows) {
      const authority = decided.findLast(({ validFrom }) => validFrom < endedAt)?.sourceKind;
      expect([sourceKind, endedAt.toISOString(), countedFates.includes(fate)]).toEqual([
        ...[sourceKind, endedAt.toISOString(), sourceKind === authority],
      ]);
    }
    const ticks = await ticksOf(customerId);
    expect(ticks.reduce((sum, { records }) => sum + records, 0)).toBe(80);
  }
  await settleUsage(job());
  expect(await rebuildUsage(job())).toMatchObject({ changed: 0 });
}, 120_000);
