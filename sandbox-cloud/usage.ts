import { iso } from "./clock";

/** The grain of the cloud's metering: 15 minutes of UTC. */
const TICK_MS = 15 * 60 * 1000;
const HOUR_MS = 3_600_000n;

/** The time during which an instance ran; `toMs` is absent while it runs. */
export interface RunningPeriod {
  instance: string;
  account: string;
  vcpu: number;
  fromMs: number;
  toMs?: number;
}

export interface UsageRecord {
  id: string;
  instance: string;
  account: string;
  meter: "os-instances" | "processor";
  quantity: string;
  start?: string;
  end: string;
}

/**
 * What the cloud metered, with an end from `sinceMs` to `untilMs`, both included, ordered by end. Everything follows
 * from the running periods, so a record has the same id and content at every reading.
 *
 * `os-instances` is a gauge of 1 for each tick in which the instance ran, taken at the start of the tick (in its first
 * tick at its start). `processor` is a counter of vCPU·h for what it ran of a tick, listed once the tick or the
 * instance has ended.
 */
export function usageRecords(periods: RunningPeriod[], sinceMs: number, untilMs: number): UsageRecord[] {
  const records: { endMs: number; record: UsageRecord }[] = [];
  for (const { instance, account, vcpu, fromMs, toMs = Number.POSITIVE_INFINITY } of periods) {
    const firstMs = Math.max(fromMs, sinceMs - TICK_MS);
    for (let tickMs = firstMs - (firstMs % TICK_MS); tickMs <= untilMs && tickMs < toMs; tickMs += TICK_MS) {
      const startMs = Math.max(tickMs, fromMs);
      if (startMs >= toMs) continue;
      const add = (meter: UsageRecord["meter"], quantity: string, endMs: number, start?: string) => {
        if (endMs < sinceMs || endMs > untilMs) return;
        const id = `${instance}:${meter}:${iso(tickMs)}`;
        records.push({
          endMs,
          record: { id, instance, account, meter, quantity, ...(start && { start }), end: iso(endMs) },
        });
      };
      const endMs = Math.min(tickMs + TICK_MS, toMs);
      add("os-instances", "1", startMs);
      add("processor", vcpuHours(vcpu, endMs - startMs), endMs, iso(startMs));
    }
  }
  records.sort((a, b) => a.endMs - b.endMs || (a.record.id < b.record.id ? -1 : 1));
  return records.map(({ record }) => record);
}

/** vCPU·h as a decimal string, rounded down at nine places. */
function vcpuHours(vcpu: number, ms: number): string {
  const nano = (BigInt(vcpu) * BigInt(ms) * 1_000_000_000n) / HOUR_MS;
  const text = nano.toString().padStart(10, "0");
  return `${text.slice(0, -9)}.${text.slice(-9)}`.replace(/\.?0+$/, "");
}

/**
 * One answer of `GET /v1/usage`: at most `pageSize` records and those of the last one's instant. `next` is the `since`
 * of the next reading; with `more` that reading has records already.
 */
export function usagePage(periods: RunningPeriod[], sinceMs: number, untilMs: number, pageSize: number) {
  const all = usageRecords(periods, sinceMs, untilMs);
  const last = all[pageSize - 1];
  if (all.length <= pageSize || !last) return { records: all, next: iso(Math.max(sinceMs, untilMs)), more: false };
  // A page never ends between two records of the same instant, so that `next` skips none.
  const records = all.filter((record) => record.end <= last.end);
  return { records, next: iso(Date.parse(last.end) + 1), more: records.length < all.length };
}
