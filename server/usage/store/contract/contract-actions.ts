import { randomUUID } from "node:crypto";
import { type Context, inCustomer, inProvider, jobRequest } from "../../../context";
import type { MeterKind } from "../../rules";
import type { SourceKind } from "../../states";
import { tickOf } from "../../ticks";
import type { UsageStore } from "../port";
import type { JudgedRecord, RecordBatches, RecordQuery, UsageRecord } from "../stored-records";
import type { StoredTick, TickWindow } from "../use-over-time";

/** When every batch of the suite arrives. */
export const receivedAt = new Date("2026-11-20T12:00:00Z");
export const clock = (time: string) => new Date(`2026-11-20T${time}:00Z`);
export const day = { from: clock("00:00"), to: new Date("2026-11-21T00:00:00Z") };

export const asProvider = <T>(work: (ctx: Context) => Promise<T>) =>
  inProvider(jobRequest("contract", receivedAt), work);
export const asCustomer = <T>(id: string, work: (ctx: Context) => Promise<T>) =>
  inCustomer(jobRequest("contract", receivedAt), id, work);

/** A customer that no other test uses. */
export const newCustomer = () => `cust_${randomUUID()}`;
/** A meter that no other test uses: questions about everybody see the use of all tests. */
export const newMeter = () => `meter-${randomUUID()}`;

/** A counted record of one unit on one machine, with its whole quantity in the tick of its time. */
export function record(change: Partial<JudgedRecord> = {}): JudgedRecord {
  const endedAt = change.endedAt ?? clock("10:05");
  return {
    digest: randomUUID(),
    content: randomUUID(),
    source: "program",
    eventId: randomUUID(),
    meter: "units",
    machineId: "mach_1",
    cloudId: "cld_a",
    subject: null,
    serviceId: null,
    overflow: false,
    ofInstant: false,
    quantity: "1",
    value: null,
    dimensions: null,
    declared: null,
    startedAt: null,
    endedAt,
    fate: "counted",
    reason: null,
    ticks: { first: tickOf(endedAt), last: tickOf(endedAt) },
    ...change,
  };
}

export function batchOf(
  customerId: string,
  records: JudgedRecord[],
  sourceKind: SourceKind = "program",
): RecordBatches {
  const batch = { batchId: `ubat_${randomUUID()}`, sourceKind };
  return {
    customerId,
    records: [...records].sort((a, b) => (a.digest < b.digest ? -1 : 1)).map((one) => ({ ...one, batch })),
  };
}

/** What counts in one window. */
export async function ticksIn(store: UsageStore, ctx: Context, window: TickWindow): Promise<StoredTick[]> {
  const [ticks = []] = await store.ticks(ctx, [window]);
  return ticks;
}

/** The actions that most tests of a store need. */
export const actionsOn = (store: UsageStore) => ({
  append: (customerId: string, ...records: JudgedRecord[]) =>
    asProvider((ctx) => store.append(ctx, batchOf(customerId, records))),
  ticks: (customerId: string, kind: MeterKind, time = day): Promise<StoredTick[]> =>
    asProvider((ctx) => ticksIn(store, ctx, { customerId, meter: "units", kind, ...time })),
  listed: async (customerId: string, more: Partial<RecordQuery> = {}): Promise<UsageRecord[]> =>
    (await asProvider((ctx) => store.records(ctx, { customerIds: [customerId], counters: [], limit: 100, ...more })))
      .rows,
});
