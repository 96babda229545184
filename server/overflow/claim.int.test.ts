import { afterAll, beforeAll, expect, test } from "vitest";
import { overflows } from "@/db/schema";
import { inProvider } from "../context";
import { recordUsage } from "../usage/record/record-usage";
import { job, usageWorld, use } from "../usage/testing";
import { evaluateDirtyStandings } from "../workflow/evaluate";
import { claimOverflow, saveOverflow } from "./claim";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.limit({ meter: "units" });
  const at = new Date("2026-11-20T10:20:00Z");
  await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records: [use({ quantity: "9", at })] });
  await evaluateDirtyStandings(job());
});
afterAll(() => t.drop());

const state = async () => (await inProvider(job(), (ctx) => ctx.tx.select().from(overflows)))[0]?.state;

test("an overflow that is due a day ahead, by a clock set back since, is claimed; one due in a moment is not", async () => {
  const ahead = (ms: number) =>
    inProvider(job(), (ctx) => {
      const at = new Date(ctx.now.getTime() + ms);
      return ctx.tx.update(overflows).set({ nextAttemptAt: at, leasedUntil: at, leasedBy: "before" });
    });
  await ahead(10_000);
  expect(await claimOverflow(job(), "test")).toBeNull();
  await ahead(86_400_000);
  expect(await claimOverflow(job(), "test")).not.toBeNull();
  await inProvider(job(), (ctx) =>
    ctx.tx.update(overflows).set({ nextAttemptAt: ctx.now, leasedUntil: null, leasedBy: null }),
  );
});

test("a transition that states.ts does not hold is not saved; one that it holds is", async () => {
  const claim = await claimOverflow(job(), "test");
  if (!claim) throw new Error("There is no overflow to claim.");
  expect(claim.overflow.state).toBe("requested");
  const refused = inProvider(job(), (ctx) => saveOverflow(ctx, claim, { state: "settled" }));
  await expect(refused).rejects.toThrow("No overflow goes from requested to settled.");
  expect(await state()).toBe("requested");
  await inProvider(job(), (ctx) => saveOverflow(ctx, claim, { state: "declined" }));
  expect(await state()).toBe("declined");
});
