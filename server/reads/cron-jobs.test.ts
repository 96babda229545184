import { describe, expect, test } from "vitest";
import { type CronRun, judgeRuns } from "./cron-jobs";

const now = new Date("2026-11-21T14:05:00Z");
const run = (secondsAgo: number, tookMs: number | null, error: string | null = null): CronRun => ({
  id: `cron_${secondsAgo}`,
  startedAt: new Date(now.getTime() - secondsAgo * 1000),
  tookMs,
  error,
});

describe("a scheduled job", () => {
  test("is on time while its runs come as they came", () => {
    const job = judgeRuns("reconcile", [run(130, 300), run(70, 400), run(10, 350)], now);
    expect(job).toMatchObject({ state: "on_time", everyMs: 60_000, medianMs: 350 });
  });

  test("is late after three of its intervals, never before two minutes", () => {
    expect(judgeRuns("a", [run(420, 300), run(360, 300), run(300, 300)], now).state).toBe("late");
    expect(judgeRuns("a", [run(102, 300), run(101, 300), run(100, 300)], now).state).toBe("on_time");
  });

  test("is slow when the last run took much longer than the others", () => {
    expect(judgeRuns("a", [run(130, 1000), run(70, 1000), run(10, 9000)], now).state).toBe("slow");
    expect(judgeRuns("a", [run(130, 20), run(70, 20), run(10, 90)], now).state).toBe("on_time");
  });

  test("says that it failed, and that it runs", () => {
    expect(judgeRuns("a", [run(70, 300), run(10, 300, "no connection")], now).state).toBe("failed");
    expect(judgeRuns("a", [run(70, 300), run(1, null)], now).state).toBe("running");
  });
});
