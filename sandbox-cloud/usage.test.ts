import { describe, expect, it } from "vitest";
import { type RunningPeriod, usagePage, usageRecords } from "./usage";

const at = (text: string) => Date.parse(`2026-03-01T${text}Z`);
const machine: RunningPeriod = { instance: "i-1", account: "a", vcpu: 4, fromMs: at("10:01:00"), toMs: at("10:35:00") };

describe("usage", () => {
  it("counts an instance once a tick and its vCPU hours by the time it ran", () => {
    const records = usageRecords([machine], 0, at("12:00:00"));
    const gauges = records
      .filter(({ meter }) => meter === "os-instances")
      .map(({ end, quantity }) => [end.slice(11, 19), quantity]);
    expect(gauges).toEqual([
      ["10:01:00", "1"],
      ["10:15:00", "1"],
      ["10:30:00", "1"],
    ]);
    const counters = records.filter(({ meter }) => meter === "processor");
    expect(counters.map(({ start, end, quantity }) => [start?.slice(11, 19), end.slice(11, 19), quantity])).toEqual([
      ["10:01:00", "10:15:00", "0.933333333"],
      ["10:15:00", "10:30:00", "1"],
      ["10:30:00", "10:35:00", "0.333333333"],
    ]);
  });

  it("lists a counter only when its tick has ended, and then for good", () => {
    const { toMs: _, ...running } = machine;
    const early = usageRecords([running], 0, at("10:20:00"));
    expect(early.map(({ id }) => id)).toEqual([
      "i-1:os-instances:2026-03-01T10:00:00.000Z",
      "i-1:os-instances:2026-03-01T10:15:00.000Z",
      "i-1:processor:2026-03-01T10:00:00.000Z",
    ]);
    expect(usageRecords([machine], 0, at("10:20:00"))).toEqual(early);
  });

  it("gives the same records whether read at once or in steps", () => {
    const whole = usageRecords([machine], 0, at("11:00:00"));
    const steps = new Map<string, unknown>();
    let since = 0;
    for (let until = at("10:00:00"); until <= at("11:00:00"); until += 7 * 60_000) {
      const page = usagePage([machine], since, until, 5000);
      for (const record of page.records) steps.set(record.id, record);
      since = Date.parse(page.next);
    }
    expect([...steps.values()]).toEqual(whole);
  });

  it("pages without losing a record", () => {
    const periods = Array.from({ length: 9 }, (_, n) => ({
      instance: `i-${n}`,
      account: "a",
      vcpu: 1,
      fromMs: at("00:00:00"),
    }));
    const until = at("00:00:00") + 7 * 86_400_000;
    const ids = new Set<string>();
    let [since, more, pages] = [0, true, 0];
    while (more) {
      const page = usagePage(periods, since, until, 5000);
      for (const { id } of page.records) ids.add(id);
      [since, more, pages] = [Date.parse(page.next), page.more, pages + 1];
    }
    expect(pages).toBeGreaterThan(1);
    expect(ids.size).toBe(usageRecords(periods, 0, until).length);
  });
});
