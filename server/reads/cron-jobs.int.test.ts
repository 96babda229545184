import { afterAll, beforeAll, expect, test } from "vitest";
import { clouds, cronRuns, jobLeases } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { type Context, inProvider, jobRequest } from "../context";
import { cronJobs } from "./cron-jobs";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const now = new Date("2026-11-21T14:05:00Z");
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test", now), work);

test("each job with its interval, its last run and its last 24 recorded runs; a poll names its cloud", async () => {
  await provider(async ({ tx }) => {
    await tx.insert(clouds).values({
      id: "cld_a",
      slug: "a",
      name: "Cloud A",
      driver: "none",
      colorIndex: 1,
      createdAt: now,
    });
    const lease = { everyMs: 60_000, nextDueAt: ago(-20), startedAt: ago(40) };
    await tx.insert(jobLeases).values([
      { job: "poll:cld_a", ...lease, endedAt: ago(38), error: "It does not answer." },
      { job: "standings", ...lease, endedAt: ago(100), holder: "host:1:run", leasedUntil: ago(-10) },
    ]);
    await tx.insert(cronRuns).values(
      Array.from({ length: 30 }, (_, n) => ({
        id: `cron_${n}`,
        job: "poll:cld_a",
        startedAt: ago(40 + 60 * n),
        endedAt: ago(38 + 60 * n),
        error: n === 0 ? "It does not answer." : null,
      })),
    );
  });
  const [poll, standings] = await provider(cronJobs);
  expect(poll).toMatchObject({
    id: "poll:cld_a",
    job: "poll",
    cloud: "Cloud A",
    everyMs: 60_000,
    startedAt: ago(40),
    tookMs: 2000,
    error: "It does not answer.",
    medianMs: 2000,
    state: "failed",
  });
  expect(poll?.runs).toHaveLength(24);
  expect(poll?.runs.at(-1)).toEqual({ id: "cron_0", startedAt: ago(40), tookMs: 2000, error: "It does not answer." });
  expect(standings).toMatchObject({ job: "standings", cloud: null, tookMs: null, runs: [], state: "running" });
});
