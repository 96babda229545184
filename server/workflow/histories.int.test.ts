import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import Decimal from "decimal.js";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { meters, plans } from "@/db/schema";
import { bundleProgram } from "../overflow/testing/sandbox-process";
import { pricedPlan, usageWorld } from "../usage/testing";
import { billsOf, type Certainty } from "./testing/bills";
import {
  changingHistories,
  type DrawnHistory,
  type HistoryMeter,
  type HistoryStep,
  historyMeters,
  steadyHistories,
} from "./testing/drawn-history";
import { dueNow, expectBilling } from "./testing/expected-billing";
import { monthsOf } from "./testing/expected-offsets";
import { HistoryCompany } from "./testing/history-company";

/**
 * Random histories against the reference model (server/billing/engine/reference-model.ts): records in random batches
 * and orders, sent again, in conflict, late, by two senders at once; limits that begin, change and end, for the past
 * too, with covers and reference shares, by limit billing and by offset billing; voids and amends; changes of the
 * billing time zone; evaluators at random moments and two at once; the scheduled sweeps; processes killed with SIGKILL
 * at any statement, whose work others go on with. Whenever all is judged:
 *
 * - A window's figures are the model's, of the records that count and the limits as they are now. So they never depend
 *   on order or pacing.
 * - What all limits of a meter have billed of a window is what is due of them now, but never less than what was billed
 *   before (docs/rules.md 4.8, 4.10). Only this may depend on pacing: a limit raised for the past, a newer reading that
 *   is lower, an average that late use lowers find billed what was due in between, or not. No limit bills more than
 *   is due of itself, and its amount is the price of all that it billed, rounded once.
 * - Where use of a window was voided or amended, what its limits billed beyond what is due is proposed to be taken
 *   back, and nowhere else; nothing is taken back but what finance confirms.
 * - A window has a first event where it was over when it was judged, and further ones numbered on; without overflow
 *   it has one. A first event states the excess and what it costs beyond the covers, and names the cloud that is over
 *   its reference share by most; one that was raised while use came states what was over by then.
 * - Of offset billing each closed window has the net of its margins at its exact price, and each month of a limit the
 *   sum of its windows' prices, rounded once; whatever came in between, and nothing of it is ever proposed.
 * - Where limits are agreed before use and no reading is replaced, nothing that is due ever falls, apart from averages
 *   and last values: then two plays of a history in other orders and paces charge the same, and what is due.
 *
 * `SPILLWAY_HISTORY_SEED` plays the one history of a seed that a failure printed (CONTRIBUTING.md, "Tests").
 */
const fixed = process.env.SPILLWAY_HISTORY_SEED;
const first = fixed === undefined ? Date.now() % 1_000_000_000 : Number(fixed);
const histories = fixed !== undefined ? 1 : process.env.SPILLWAY_LONG ? 500 : 15;

let t: Awaited<ReturnType<typeof usageWorld>>;
let program: string;
beforeAll(async () => {
  t = await usageWorld();
  program = join(mkdtempSync(join(process.cwd(), "node_modules/.histories-")), "history.mjs");
  await bundleProgram("server/workflow/testing/history-process.ts", program);
  await t.db.withProvider(async (tx) => {
    const [plan] = await tx.select().from(plans);
    if (!plan) throw new Error("The world has no plan.");
    await tx.insert(plans).values({ ...plan, id: "plan_2", slug: "second" });
    await pricedPlan(tx, { planId: "plan_2", prices: [{ currency: "EUR", components: [] }] });
    for (const [slug, aggregation] of Object.entries(historyMeters))
      await tx.update(meters).set({ aggregation }).where(eq(meters.slug, slug));
  });
});
afterAll(async () => {
  rmSync(dirname(program), { recursive: true, force: true });
  await t.drop();
});

/** Draws a history from each seed, and shrinks one that fails for some minutes. */
async function forSeeds(drawn: fc.Arbitrary<DrawnHistory>, check: (history: DrawnHistory) => Promise<void>) {
  for (let seed = first; seed < first + histories; seed++)
    await fc
      .assert(fc.asyncProperty(drawn, check), {
        seed,
        numRuns: 1,
        endOnFailure: true,
        interruptAfterTimeLimit: 300_000,
      })
      .catch((error: unknown) => {
        throw new Error(`The history of SPILLWAY_HISTORY_SEED=${seed} fails.`, { cause: error });
      });
}

async function send(company: HistoryCompany, step: HistoryStep, uses: number[]): Promise<void> {
  const { sending, parts, again, kill, judging } = step;
  const batches = Array.from({ length: parts }, (_, part) => uses.filter((_, index) => index % parts === part));
  const known = again.filter(({ which }) => company.knows(which));
  if (kill !== null) {
    const killed = company.sendKilled(program, batches, { kill, isSwept: judging === "sweeps" });
    await Promise.all([killed, ...(sending === "raced" ? [company.evaluate()] : [])]);
    await company.send([], known);
    return;
  }
  if (sending === "in turn") {
    for (const batch of batches) await company.send(batch);
    await company.send([], known);
    return;
  }
  const evaluators = sending === "raced" ? [company.evaluate(), company.evaluate()] : [];
  await Promise.all([...batches.map((batch) => company.send(batch)), company.send([], known), ...evaluators]);
}

async function play(step: HistoryStep, n: number, company: HistoryCompany): Promise<void> {
  company.now = company.endOf(n);
  if (step.moves) await company.move(step.moves);
  for (const act of step.limits) await company.agree(act);
  for (const correction of step.corrections) await company.correct(correction);
  const before = await billsOf(t.db, company);
  await send(company, step, company.usesOf(n));
  if (step.judging === "none") return;
  if (step.judging === "sweeps") await company.sweep();
  if (step.judging === "two at once") await Promise.all([company.evaluate(), company.evaluate()]);
  await company.judgeAll();
  const isSwept = step.judging === "sweeps";
  const certainty = (meter: HistoryMeter): Certainty => {
    const atClose = historyMeters[meter] === "average" || historyMeters[meter] === "last";
    if (atClose && !isSwept) return "not yet";
    return step.sending === "raced" && historyMeters[meter] !== "sum" ? "at least" : "exact";
  };
  await expectBilling(t.db, company, before, certainty, { isSwept, isRaced: step.sending === "raced" });
}

/** Later than every window, with all of it judged. */
async function close(company: HistoryCompany): Promise<void> {
  company.now = company.afterAll();
  const before = await billsOf(t.db, company);
  await company.sweep();
  await company.judgeAll();
  await expectBilling(t.db, company, before, () => "exact", { isSwept: true, isRaced: false });
}

/** Finance confirms every other proposal and rejects the rest; nothing else is charged or taken back by that. */
async function decide(company: HistoryCompany): Promise<void> {
  const { billed, proposed } = await billsOf(t.db, company);
  const decisions = [...proposed].map(([name, one], n) => ({ ...one, name, confirmed: n % 2 === 0 }));
  await company.decide(decisions);
  await company.judgeAll();
  const after = await billsOf(t.db, company);
  expect(after.proposed.size).toBe(0);
  for (const { name, quantity, confirmed } of decisions) {
    const was = new Decimal(billed.get(name)?.quantity ?? "0");
    const is = confirmed ? was.plus(quantity) : was;
    expect({ name, confirmed, units: after.billed.get(name)?.quantity }).toEqual({
      name,
      confirmed,
      units: is.toFixed(),
    });
  }
  const changed = (of: typeof billed) => [...of].filter(([name]) => !proposed.has(name)).sort();
  expect(changed(after.billed)).toEqual(changed(billed));
}

async function live(drawn: DrawnHistory): Promise<HistoryCompany> {
  const company = await HistoryCompany.found(t, drawn);
  for (const act of drawn.limits) await company.agree(act);
  for (const [n, step] of drawn.steps.entries()) await play(step, n, company);
  await close(company);
  return company;
}

/** The same use in the reverse order, all of it late, judged once. */
async function liveAtOnce(drawn: DrawnHistory): Promise<HistoryCompany> {
  const company = await HistoryCompany.found(t, drawn);
  for (const act of drawn.limits) await company.agree(act);
  company.now = company.afterAll();
  await company.send(drawn.uses.map((_, index) => index).reverse());
  await close(company);
  return company;
}

/**
 * What each window of the meter was charged, by the place of its limit among those agreed. Of a maximum under several
 * limits the one that is judged first bills the excess: only what they bill together is one whatever the order. Of
 * offset billing a month is rounded, whichever window is posted first.
 */
async function chargedOf(company: HistoryCompany, meter: HistoryMeter): Promise<Record<string, string>> {
  const { billed } = await billsOf(t.db, company);
  const limits = company.historyOf(meter).limits.map(({ id }) => id);
  const together = meter === "storage" && limits.length > 1;
  const charged: Record<string, string> = {};
  if (company.historyOf(meter).mode === "offset") {
    for (const [name, minor] of monthsOf(company, meter, billed)) {
      const [limit = "", month] = name.split(" ");
      charged[`${month} ${limits.indexOf(limit)}`] = `${minor}`;
    }
    return charged;
  }
  for (const [name, { quantity, minor }] of [...billed].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [of, limit = "", window = ""] = name.split(" ");
    if (of !== meter) continue;
    if (together) charged[window] = new Decimal(charged[window] ?? 0).plus(quantity).toFixed();
    else charged[`${window} ${limits.indexOf(limit)}`] = `${quantity} for ${minor}`;
  }
  return charged;
}

/** Units due of the meter, in all windows. */
const dueUnits = (company: HistoryCompany, meter: HistoryMeter) =>
  [...dueNow(company)]
    .filter(([name]) => name.startsWith(meter))
    .reduce((sum, [, { due }]) => sum.plus(due), new Decimal(0))
    .toFixed();

/** Units billed of the meter, in all windows. */
async function billedUnits(company: HistoryCompany, meter: HistoryMeter): Promise<string> {
  const { billed } = await billsOf(t.db, company);
  const own = [...billed].filter(([name]) => name.startsWith(meter));
  return own.reduce((sum, [, { quantity }]) => sum.plus(quantity), new Decimal(0)).toFixed();
}

describe("random histories come to what the reference model says", { timeout: 3_600_000 }, () => {
  test("while limits change, for the past too", async () => {
    await forSeeds(changingHistories, async (drawn) => {
      await decide(await live(drawn));
    });
  });

  test("and in another order and at another pace they cost the same", async () => {
    await forSeeds(steadyHistories, async (drawn) => {
      const [one, other] = [await live(drawn), await liveAtOnce(drawn)];
      for (const meter of ["bandwidth", "storage"] as const) {
        expect(await billedUnits(one, meter)).toBe(dueUnits(one, meter));
        expect(await chargedOf(other, meter)).toEqual(await chargedOf(one, meter));
      }
    });
  });
});
