import { and, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { billingEvents, charges, customers, machines, meters } from "@/db/schema";
import type { NewParameter } from "../billing/add-subscription";
import { markClosedWindows } from "../billing/mark-closed-windows";
import { inProvider, jobRequest } from "../context";
import { moneyToDecimal } from "../money";
import type { UsageInput } from "../usage/input";
import { recordUsage } from "../usage/record/record-usage";
import type { SourceKind } from "../usage/states";
import { machineRequest, usageWorld, use } from "../usage/testing";
import { subscribe } from "./agree-limits";
import { evaluateDirtyStandings } from "./evaluate";

// Scenarios as they happen on the database, with time passing; the engine alone: server/billing/engine/scenarios.
// Results are worked out by hand: each window that was charged, by its begin in UTC.

let t: Awaited<ReturnType<typeof usageWorld>>;
let companies = 0;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider((tx) =>
    tx.update(meters).set({ aggregation: "average" }).where(eq(meters.slug, "os-instances")),
  );
});
afterAll(() => t.drop());

const at = (text: string) => new Date(`${text.replace(" ", "T")}Z`);
type Sent = Partial<UsageInput> & { quantity: string; time: string; from?: string };

/** A company in a zone, with one machine in cloud A and one on premises. */
async function company(timeZone: string, meter: string) {
  const customerId = `cust_s${++companies}`;
  const [inCloud, onDesk] = [`mach_${customerId}_a`, `mach_${customerId}_desk`];
  await t.db.withProvider(async (tx) => {
    const [acme] = await tx.select().from(customers).where(eq(customers.id, "cust_acme"));
    const [machine] = await tx.select().from(machines).where(eq(machines.id, "mach_a"));
    if (!acme || !machine) throw new Error("There is nobody to copy.");
    await tx.insert(customers).values({ ...acme, id: customerId, name: customerId, identifier: customerId, timeZone });
    const own = { ...machine, customerId, serial: null, instanceId: null };
    await tx.insert(machines).values([
      { ...own, id: inCloud },
      { ...own, id: onDesk, cloudId: null },
    ]);
  });
  const evaluate = (now: string) => evaluateDirtyStandings(jobRequest("test", at(now)));
  return {
    ...{ inCloud, onDesk },
    limit: async (limit: string, change: Partial<Omit<NewParameter, "referenceShares">> & { from: string }) => {
      const { from, ...terms } = change;
      await inProvider(jobRequest("test", at(from)), async (ctx) => {
        const parameter = { meter, limit, period: "month", overRate: "1", overflowPolicy: "off", ...terms } as const;
        await subscribe(ctx, { customerId, planId: "plan_1", validFrom: at(from), parameters: [parameter] });
      });
    },
    /** Sends records and judges; `now` is the time of the last use unless it is named. */
    send: async (sent: Sent[], { now, kind = "program" }: { now?: string; kind?: SourceKind } = {}) => {
      const received =
        now ??
        sent
          .map(({ time }) => time)
          .sort()
          .at(-1) ??
        "";
      const records = sent.map(({ time, from, ...record }) =>
        use({ ...{ meter, subject: inCloud, at: at(time), start: from ? at(from) : null }, ...record }),
      );
      const request =
        kind === "agent"
          ? { ...machineRequest(inCloud, customerId), now: at(received) }
          : jobRequest("test", at(received));
      const answer = await recordUsage(request, { sourceKind: kind, customerId, records });
      await evaluate(received);
      return answer.fates;
    },
    /** The cron, at a time: windows that have closed are judged. */
    cron: async (now: string) => {
      await inProvider(jobRequest("test", at(now)), markClosedWindows);
      await evaluate(now);
    },
    bills: async () => {
      const rows = await t.db.withProvider((tx) =>
        tx
          .select()
          .from(charges)
          .where(and(eq(charges.customerId, customerId), eq(charges.meter, meter))),
      );
      const events = await t.db.withProvider((tx) =>
        tx.select().from(billingEvents).where(eq(billingEvents.customerId, customerId)),
      );
      const starts = [...new Set([...rows, ...events].map(({ windowStart }) => windowStart.getTime()))].sort(
        (a, b) => a - b,
      );
      return starts.map((start) => {
        const own = rows.filter(({ windowStart }) => windowStart.getTime() === start);
        const units = own.reduce((sum, { quantity }) => sum + Number(quantity), 0);
        const amount = moneyToDecimal({ minor: own.reduce((sum, row) => sum + row.amountMinor, 0n), currency: "EUR" });
        const raised = events.filter(({ windowStart }) => windowStart.getTime() === start).length;
        return `${new Date(start).toISOString().slice(0, 16)}: ${units} for ${amount}, ${raised} event`;
      });
    },
  };
}

describe("periods and zones", () => {
  test("on the day on which clocks go back, the twenty-fifth hour belongs to the day", async () => {
    const own = await company("Europe/Berlin", "bandwidth");
    await own.limit("10", { period: "day", from: "2026-10-20 00:00" });
    await own.send([{ quantity: "6", time: "2026-10-24 22:05" }]);
    await own.send([{ quantity: "6", time: "2026-10-25 22:50" }]);
    await own.send([{ quantity: "6", time: "2026-10-25 23:05" }]);
    expect(await own.bills()).toEqual(["2026-10-24T22:00: 2 for 2.00, 1 event"]);
  });

  test("on the day on which clocks go forward, the day ends an hour earlier", async () => {
    const own = await company("Europe/Berlin", "bandwidth");
    await own.limit("10", { period: "day", from: "2026-03-20 00:00" });
    await own.send([{ quantity: "6", time: "2026-03-29 21:50" }]);
    await own.send([{ quantity: "6", time: "2026-03-29 22:05" }]);
    expect(await own.bills()).toEqual([]);
    await own.send([{ quantity: "5", time: "2026-03-28 23:05" }], { now: "2026-03-29 22:06" });
    expect(await own.bills()).toEqual(["2026-03-28T23:00: 1 for 1.00, 1 event"]);
  });

  test("a counter over the turn of a month in Kathmandu is split at its midnight", async () => {
    const own = await company("Asia/Kathmandu", "bandwidth");
    await own.limit("10", { from: "2026-04-01 00:00" });
    await own.send([{ quantity: "48", from: "2026-04-30 12:15", time: "2026-05-01 00:15" }]);
    expect(await own.bills()).toEqual([
      "2026-03-31T18:15: 14 for 14.00, 1 event",
      "2026-04-30T18:15: 14 for 14.00, 1 event",
    ]);
  });

  test("a month from the 31st ends with the last day of February, and the leap day begins the next", async () => {
    const own = await company("UTC", "bandwidth");
    await own.limit("10", { from: "2028-01-01 00:00", anchorDay: 31 });
    await own.send([{ quantity: "6", time: "2028-01-31 12:00" }]);
    await own.send([{ quantity: "6", time: "2028-02-28 12:00" }]);
    await own.send([{ quantity: "6", time: "2028-02-29 12:00" }]);
    expect(await own.bills()).toEqual(["2028-01-31T00:00: 2 for 2.00, 1 event"]);
  });

  test("a week is that from Monday, local time", async () => {
    const own = await company("Asia/Kolkata", "bandwidth");
    await own.limit("10", { period: "week", from: "2026-02-01 00:00" });
    await own.send([{ quantity: "11", time: "2026-03-01 18:20" }]);
    await own.send([{ quantity: "11", time: "2026-03-01 18:35" }]);
    expect(await own.bills()).toEqual([
      "2026-02-22T18:30: 1 for 1.00, 1 event",
      "2026-03-01T18:30: 1 for 1.00, 1 event",
    ]);
  });
});

describe("averages and time", () => {
  test("an average is billed by the cron ten minutes after its day, local time, and late use adds the difference", async () => {
    const own = await company("America/New_York", "os-instances");
    await own.limit("8", { period: "day", from: "2026-07-01 00:00" });
    await own.send([{ quantity: "10", time: "2026-07-14 12:00" }]);
    await own.cron("2026-07-15 04:09");
    expect(await own.bills()).toEqual([]);
    await own.cron("2026-07-15 04:10");
    expect(await own.bills()).toEqual(["2026-07-14T04:00: 2 for 2.00, 1 event"]);
    expect(await own.send([{ quantity: "14", time: "2026-07-14 13:00" }], { now: "2026-07-16 08:00" })).toEqual({
      late: 1,
    });
    expect(await own.bills()).toEqual(["2026-07-14T04:00: 4 for 4.00, 1 event"]);
  });

  test("an average that late use lowers takes nothing back", async () => {
    const own = await company("UTC", "os-instances");
    await own.limit("8", { period: "hour", from: "2026-07-01 00:00" });
    await own.send([{ quantity: "10", time: "2026-07-14 12:00" }]);
    await own.cron("2026-07-14 13:10");
    await own.send([{ quantity: "2", time: "2026-07-14 12:30" }], { now: "2026-07-14 14:00" });
    expect(await own.bills()).toEqual(["2026-07-14T12:00: 2 for 2.00, 1 event"]);
  });
});

describe("sources and identities", () => {
  test("a program's figures beside an agent's are stored and never added", async () => {
    const own = await company("UTC", "bandwidth");
    await own.limit("10", { from: "2026-03-01 00:00" });
    await own.send([{ quantity: "12", time: "2026-03-02 10:00", source: own.inCloud, subject: null }], {
      kind: "agent",
    });
    expect(await own.send([{ quantity: "12", time: "2026-03-02 10:01" }])).toEqual({ shadowed: 1 });
    expect(await own.bills()).toEqual(["2026-03-01T00:00: 2 for 2.00, 1 event"]);
  });

  test("and a program's figures of another cloud count: each cloud has its own authority", async () => {
    const own = await company("UTC", "bandwidth");
    await own.limit("10", { from: "2026-03-01 00:00" });
    await own.send([{ quantity: "8", time: "2026-03-02 10:00", source: own.inCloud, subject: null }], {
      kind: "agent",
    });
    await own.send([{ quantity: "8", time: "2026-03-02 10:01", subject: own.onDesk }]);
    expect(await own.bills()).toEqual(["2026-03-01T00:00: 6 for 6.00, 1 event"]);
  });

  test("a record that is sent again, also at another time, costs nothing more; with another quantity it is a conflict", async () => {
    const own = await company("UTC", "bandwidth");
    await own.limit("10", { from: "2026-03-01 00:00" });
    await own.send([{ id: "one", quantity: "12", time: "2026-03-02 10:00" }]);
    await own.send([{ id: "one", quantity: "12", time: "2026-03-02 11:00" }]);
    await own.send([{ id: "one", quantity: "99", time: "2026-03-02 10:00" }], { now: "2026-03-02 11:00" });
    expect(await own.bills()).toEqual(["2026-03-01T00:00: 2 for 2.00, 1 event"]);
  });

  test("use of a cloud that names no machine counts beside that of machines", async () => {
    const own = await company("UTC", "storage");
    await own.limit("10", { period: "hour", from: "2026-03-01 00:00" });
    await own.send([
      { quantity: "7", time: "2026-03-02 10:05" },
      { quantity: "5", time: "2026-03-02 10:06", subject: null, cloud: "cloud-b" },
    ]);
    expect(await own.bills()).toEqual(["2026-03-02T10:00: 2 for 2.00, 1 event"]);
  });
});

describe("maxima under limits that change", () => {
  test("what a machine moves from one cloud to another within minutes is used once", async () => {
    const own = await company("UTC", "storage");
    await own.limit("8", { period: "hour", from: "2026-03-01 00:00" });
    await own.send([
      { quantity: "6", time: "2026-03-02 10:01" },
      { quantity: "2", time: "2026-03-02 10:02", subject: own.onDesk },
    ]);
    await own.send([
      { quantity: "5", time: "2026-03-02 10:16", subject: own.onDesk },
      { quantity: "3", time: "2026-03-02 10:17" },
    ]);
    expect(await own.bills()).toEqual([]);
  });

  test("late use under the first of two limits bills nothing that the second has billed", async () => {
    const own = await company("UTC", "storage");
    await own.limit("4", { period: "hour", from: "2026-03-01 00:00" });
    await own.limit("3", { period: "hour", from: "2026-03-02 10:15" });
    await own.send([{ quantity: "11", time: "2026-03-02 10:16" }]);
    await own.send([{ quantity: "8", time: "2026-03-02 10:05" }], { now: "2026-03-02 10:20" });
    expect(await own.bills()).toEqual(["2026-03-02T10:00: 4 for 4.00, 2 event"]);
  });
});
