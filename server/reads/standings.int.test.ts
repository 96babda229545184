import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customers, overflows, resourceReservations } from "@/db/schema";
import { inCustomer, newRequest } from "../context";
import { entriesUntil } from "../money/balance-at";
import { draftOfMonth } from "../money/open-months";
import { customerExposure, exposureAt } from "../overflow/customer-exposure";
import { recordUsage } from "../usage/record/record-usage";
import { job, now, usageWorld, use } from "../usage/testing";
import { evaluateDirtyStandings } from "../workflow/evaluate";
import { listEvents } from "./event-list";
import { eventPage } from "./event-page";
import { overflowsAtWork, standingsOf } from "./standings";

let t: Awaited<ReturnType<typeof usageWorld>>;
const member = (customerId: string) =>
  newRequest({ kind: "customer", id: "user_1", label: "Somebody", role: "billing", customerId }, now);
const asAcme = <T>(work: Parameters<typeof inCustomer<T>>[2]) => inCustomer(member("cust_acme"), "cust_acme", work);
/** A member of the other company, asking with this company's id. */
const asOther = <T>(work: Parameters<typeof inCustomer<T>>[2]) => inCustomer(member("cust_other"), "cust_other", work);

beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "units", limit: "8", period: "month", overRate: "1.80" });
  await t.limit({ meter: "storage", limit: null, period: "month" });
  const record = (subject: string, quantity: string, minute: number) =>
    recordUsage(job(), {
      sourceKind: "program",
      customerId: "cust_acme",
      records: [use({ subject, quantity, at: new Date(`2026-11-20T10:${minute}:00Z`) })],
    });
  await record("mach_a", "6", 20);
  await record("mach_b", "2", 20);
  await evaluateDirtyStandings(job());
  await record("mach_b", "5", 21);
  await evaluateDirtyStandings(job());
  await t.db.withProvider((tx) =>
    tx.update(customers).set({ creditLimitMinor: 5000n }).where(eq(customers.id, "cust_acme")),
  );
});
afterAll(() => t.drop());

describe("standings", () => {
  test("each limit stands with its figures, what answers it and what it has cost", async () => {
    const [units, storage] = await asAcme((ctx) => standingsOf(ctx, "cust_acme")).then((rows) =>
      [...rows].sort((a, b) => (a.meter < b.meter ? 1 : -1)),
    );
    expect(units).toMatchObject({ meter: "units", limit: "8", currency: "EUR", soFarMinor: 540n, carriesMeter: true });
    expect(units?.standing).toMatchObject({ over: true, figures: { use: "11", covered: "8", excess: "3" } });
    expect(units?.standing?.thresholdMetAt).toEqual(now);
    expect(units?.overflows).toMatchObject([{ state: "requested", excess: "3" }]);
    expect(storage).toMatchObject({ meter: "storage", limit: null, overflows: [], soFarMinor: 0n });
    expect(storage?.standing).toMatchObject({ judgedAt: null, over: false, figures: { use: "0", excess: "0" } });
    // November in the customer's zone: it begins an hour before UTC's does.
    expect(storage?.windowStart).toEqual(new Date("2026-10-31T23:00:00Z"));
  });
});

describe("billing events", () => {
  test("a company reads its own as staff do, with reasons and charges", async () => {
    const { rows } = await asAcme((ctx) => listEvents(ctx, { customer: "cust_acme", limit: 50 }));
    expect(rows).toMatchObject([{ meter: "units", cloudName: "Cloud B", excess: "3", amountMinor: 540n }]);
    const page = await asAcme((ctx) => eventPage(ctx, rows[0]?.number ?? 0));
    expect(page).toMatchObject({
      event: { limit: "8", aggregate: "11", breakdown: { by: "rise", cloudId: "cld_b", machineId: "mach_b" } },
      standing: { thresholdMetAt: now },
      overflow: { state: "requested" },
      charges: [{ quantity: "3", amountMinor: 540n, state: "posted" }],
    });
  });
});

describe("money", () => {
  test("exposure is what is not paid and the estimates of machines at work, held against the credit limit", async () => {
    expect(await asAcme((ctx) => customerExposure(ctx, "cust_acme"))).toMatchObject({
      unpaidMinor: 540n,
      estimates: [],
      exposureMinor: 540n,
      creditLimitMinor: 5000n,
      leftMinor: 4460n,
    });
    await t.db.withProvider((tx) => tx.update(overflows).set({ state: "configured", estimateMinor: 700n }));
    const working = await asAcme((ctx) => customerExposure(ctx, "cust_acme"));
    expect(working).toMatchObject({ estimatedMinor: 700n, exposureMinor: 1240n, leftMinor: 3760n });
    await t.db.withProvider((tx) => tx.update(overflows).set({ state: "held_approval" }));
    expect(await asAcme((ctx) => customerExposure(ctx, "cust_acme"))).toMatchObject({
      estimates: [],
      exposureMinor: 540n,
    });
  });

  test("exposure of the past holds what was posted by then, and the machines for which capacity was held", async () => {
    const [overflow] = await t.db.withProvider((tx) => tx.select().from(overflows));
    if (!overflow) throw new Error("There is no overflow.");
    const minute = (n: number) => new Date(now.getTime() + n * 60_000);
    await t.db.withProvider(async (tx) => {
      await tx.update(overflows).set({ estimateMinor: 700n });
      await tx.insert(resourceReservations).values({
        ...{ customerId: overflow.customerId, id: "resv_past", overflowId: overflow.id, cloudId: "cld_b" },
        ...{ flavor: "small", reservedAt: minute(10), releasedAt: minute(20) },
      });
    });
    const then = async (n: number) => {
      const { owedMinor, estimatedMinor, exposureMinor } = await asAcme((ctx) =>
        exposureAt(ctx, "cust_acme", minute(n)),
      );
      return [owedMinor, estimatedMinor, exposureMinor];
    };
    expect(await then(-30)).toEqual([0n, 0n, 0n]);
    expect(await then(9)).toEqual([540n, 0n, 540n]);
    expect(await then(10)).toEqual([540n, 700n, 1240n]);
    expect(await then(20)).toEqual([540n, 0n, 540n]);
  });

  test("the running period is a draft: a line for the event with its charges, in the customer's month", async () => {
    const draft = await asAcme((ctx) => draftOfMonth(ctx, "cust_acme"));
    expect(draft).toMatchObject({
      start: new Date("2026-10-31T23:00:00Z"),
      end: new Date("2026-11-30T23:00:00Z"),
      fees: [], // the plan of these tests costs nothing
      useMinor: 540n,
      netMinor: 540n,
      lines: [{ meter: "units", cloudName: "Cloud B", amountMinor: 540n, charges: [{ quantity: "3" }] }],
    });
    const lines = draft.lines.reduce((total, { amountMinor }) => total + amountMinor, 0n);
    expect(lines + draft.feesMinor).toBe(draft.netMinor);
  });
});

test("another company finds nothing of it, whatever id it asks with", async () => {
  const [event] = (await asAcme((ctx) => listEvents(ctx, { limit: 1 }))).rows;
  expect(event?.number).toBeGreaterThan(0);
  expect(await asOther((ctx) => standingsOf(ctx, "cust_acme"))).toEqual([]);
  expect(await asOther((ctx) => overflowsAtWork(ctx, "cust_acme"))).toEqual([]);
  for (const customer of ["cust_acme", "cust_other", undefined])
    expect((await asOther((ctx) => listEvents(ctx, { ...(customer && { customer }), limit: 50 }))).rows).toEqual([]);
  const notFound = { code: "not_found" };
  await expect(asOther((ctx) => eventPage(ctx, event?.number ?? 0))).rejects.toMatchObject(notFound);
  await expect(asOther((ctx) => customerExposure(ctx, "cust_acme"))).rejects.toMatchObject(notFound);
  await expect(asOther((ctx) => exposureAt(ctx, "cust_acme"))).rejects.toMatchObject(notFound);
  await expect(asOther((ctx) => entriesUntil(ctx, { customerId: "cust_acme", limit: 9 }))).rejects.toMatchObject(
    notFound,
  );
  await expect(asOther((ctx) => draftOfMonth(ctx, "cust_acme"))).rejects.toMatchObject(notFound);
});
