import { describe, expect, test } from "vitest";
import { type CronJobFacts, type CronRun, judgeJob } from "./cron-jobs";

const now = new Date("2026-11-21T14:05:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const run = (secondsAgo: number, tookMs: number | null, error: string | null = null): CronRun => ({
  id: `cron_${secondsAgo}`,
  startedAt: ago(secondsAgo),
  tookMs,
  error,
});
const judged = (more: Partial<CronJobFacts> = {}, runs = [run(130, 300), run(70, 400), run(10, 350)]) =>
  judgeJob(
    {
      job: "standings",
      cloud: null,
      everyMs: 60_000,
      nextDueAt: ago(-50),
      leasedUntil: null,
      startedAt: ago(10),
      tookMs: 350,
      error: null,
      runs,
      ...more,
    },
    "standings",
    now,
  );

describe("a scheduled job", () => {
  test("is on time while its runs come as they came", () => {
    expect(judged()).toMatchObject({ state: "on_time", everyMs: 60_000, medianMs: 350 });
  });

  test("is late two intervals after it was due, never before two minutes, and not where no run left a row", () => {
    expect(judged({ nextDueAt: ago(121) }).state).toBe("late");
    expect(judged({ nextDueAt: ago(119) }).state).toBe("on_time");
    expect(judged({ nextDueAt: ago(100), everyMs: 1000 }).state).toBe("on_time");
    expect(judged({ startedAt: ago(10) }, []).state).toBe("on_time");
  });

  test("is slow when the last run took much longer than the others, ended or not", () => {
    expect(judged({ tookMs: 9000 }).state).toBe("slow");
    expect(judged({ tookMs: 90 }, [run(10, 20)]).state).toBe("on_time");
    expect(judged({ leasedUntil: ago(-20), startedAt: ago(9), tookMs: null }).state).toBe("slow");
  });

  test("says that it failed, and that it runs", () => {
    expect(judged({ error: "no connection" }).state).toBe("failed");
    expect(judged({ leasedUntil: ago(-20), startedAt: ago(1), tookMs: null }).state).toBe("running");
    expect(judged({ leasedUntil: ago(1), startedAt: ago(31), tookMs: null }).state).toBe("on_time");
  });
});
