import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { and, eq, like, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { billingInformation, customers, dunningSteps, installation, notices } from "@/db/schema";
import { storeBankFile } from "../bank/store-bank-file";
import { camtFile } from "../bank/testing/camt-file";
import { changeCustomerState } from "../configuration/change-customer";
import { inProvider, jobRequest } from "../context";
import { markOnItsWay } from "../money/promise-payment";
import { bundleProgram } from "../overflow/testing/sandbox-process";
import { usageWorld } from "../usage/testing";
import { dunStatements } from "./dun-statements";
import { billedCompany } from "./testing/billed-company";
import type { DunningWork } from "./testing/dunning-process";
import { ProgramProcess } from "./testing/processes";

// What is done when a statement is not paid: docs/rules.md 7.18. Statements are due on 15 December, 09:00.

let t: Awaited<ReturnType<typeof usageWorld>>;
let program: string;
beforeAll(async () => {
  t = await usageWorld();
  program = join(mkdtempSync(join(process.cwd(), "node_modules/.dunning-")), "dunning.mjs");
  await bundleProgram("server/workflow/testing/dunning-process.ts", program);
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
  const here = { id: "this", mode: "demo" as const, currency: "EUR", createdAt: new Date("2026-11-01Z") };
  const days = { remindDays: 3, warnDays: 10, suspendDays: 20 };
  await t.db.withProvider((tx) =>
    tx
      .insert(installation)
      .values({ ...here, ...days })
      .onConflictDoUpdate({ target: installation.id, set: days }),
  );
});
afterAll(async () => {
  rmSync(dirname(program), { recursive: true, force: true });
  await t.drop();
});

const dayOf = (day: number, time = "09:00:00") =>
  new Date(Date.UTC(2026, 11, day)).toISOString().replace("00:00:00.000", time);
const run = (now: string) => dunStatements(jobRequest("test", new Date(now)));

/** A company with one statement of 30.00, to whose address statements are mailed. */
async function billed() {
  const company = await billedCompany(t, { timeZone: "UTC" });
  const { customerId } = company;
  await t.db.withProvider((tx) =>
    tx.insert(billingInformation).values({
      ...{ customerId, legalName: customerId, address: "Street 1", country: "DE" },
      ...{ statementEmail: `${customerId}@example.com`, updatedAt: new Date("2026-11-01Z") },
    }),
  );
  await company.subscribe("30.00", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
  await company.monthEnd("2026-12-01T09:00:00Z");
  const [statement] = await company.statements(dayOf(2));
  return {
    ...company,
    statement: { id: statement?.id ?? "", number: statement?.number ?? "" },
    steps: async () => {
      const rows = await t.db.withProvider((tx) =>
        tx.select().from(dunningSteps).where(eq(dunningSteps.customerId, customerId)).orderBy(dunningSteps.id),
      );
      return rows.map(({ step, takenAt }) => `${step} ${takenAt.toISOString().slice(5, 10)}`);
    },
    mails: async () => {
      const rows = await t.db.withProvider((tx) =>
        tx
          .select({ subject: notices.subject })
          .from(notices)
          .where(and(eq(notices.customerId, customerId), like(notices.dedupeKey, "dunning:%")))
          .orderBy(notices.id),
      );
      return rows.map(({ subject }) => subject.split(":")[0]);
    },
    state: async () => {
      const [row] = await t.db.withProvider((tx) =>
        tx.select({ state: customers.state }).from(customers).where(eq(customers.id, customerId)),
      );
      return row?.state;
    },
  };
}

test("each step is taken once on its day, with its mail; paid, the customer is resumed", async () => {
  const company = await billed();
  for (let day = 14; day < 45; day++)
    for (const time of ["08:59:59", "09:00:00"]) {
      const now = dayOf(day, time);
      await Promise.all([run(now), run(now)]);
    }
  expect(await company.steps()).toEqual(["remind 12-18", "warn 12-25", "suspend 01-04"]);
  expect(await company.mails()).toEqual(["Reminder", "Second reminder", "Service suspended"]);
  expect(await company.state()).toBe("suspended");
  await company.pay("29.99", dayOf(45));
  await run(dayOf(45));
  expect(await company.state()).toBe("suspended");
  await company.pay("0.01", dayOf(46));
  expect((await Promise.all([run(dayOf(46)), run(dayOf(46))])).reduce((sum, { lifted }) => sum + lifted, 0)).toBe(1);
  expect(await company.state()).toBe("active");
});

test("turned on late, steps keep their distance: nobody is suspended who was not reminded and warned", async () => {
  const company = await billed();
  for (const day of [100, 100, 101, 106, 107, 116, 117]) await run(dayOf(day));
  expect(await company.steps()).toEqual(["remind 03-10", "warn 03-17", "suspend 03-27"]);
  await company.pay("30.00", dayOf(118));
  await run(dayOf(118));
});

test("nothing is done while a payment is on its way: by a mark, or by an entry of the bank that waits", async () => {
  const [marked, paying] = [await billed(), await billed()];
  await marked.at(dayOf(17), (ctx) =>
    markOnItsWay(ctx, { customerId: marked.customerId, statementId: marked.statement.id, until: "2026-12-19" }),
  );
  const content = camtFile([{ amount: "12.00", day: "2026-12-17", text: `part of ${paying.statement.number}` }]);
  await paying.at(dayOf(17), (ctx) => storeBankFile(ctx, { name: "camt.xml", content }));
  for (const day of [18, 19]) await run(dayOf(day));
  expect([await marked.steps(), await paying.steps()]).toEqual([[], []]);
  await run(dayOf(20));
  expect([await marked.steps(), await paying.steps()]).toEqual([["remind 12-20"], []]);
  for (const { pay } of [marked, paying]) await pay("30.00", dayOf(21));
});

test("a customer that staff suspended stays so; one that staff resumed is not suspended again for it", async () => {
  const [theirs, resumed] = [await billed(), await billed()];
  const change = (company: typeof theirs, change: "suspend" | "resume") =>
    company.at(dayOf(17), (ctx) =>
      changeCustomerState(ctx, { customerId: company.customerId, change, reason: "agreed" }),
    );
  await change(theirs, "suspend");
  for (const day of [18, 25, 35]) await run(dayOf(day));
  expect([await theirs.state(), await resumed.state()]).toEqual(["suspended", "suspended"]);
  await change(resumed, "resume");
  await run(dayOf(36));
  expect(await resumed.state()).toBe("active");
  for (const { pay } of [theirs, resumed]) await pay("30.00", dayOf(37));
  await run(dayOf(37));
  expect([await theirs.state(), await resumed.state()]).toEqual(["suspended", "active"]);
});

test("killed between step and mail, and run again: each step and each mail once", async () => {
  const companies = [await billed(), await billed(), await billed()];
  for (const [n, statement] of [12, 18, 24, 30].entries()) {
    const killed = await ProgramProcess.startAsked(program);
    const work: DunningWork = { now: dayOf(18), kill: { statement, isSent: n % 2 === 1 } };
    expect(await killed.askUnlessEnded(JSON.stringify(work))).toBeNull();
    await killed.end("SIGKILL");
    for (const company of companies) expect((await company.mails()).length).toBe((await company.steps()).length);
  }
  await run(dayOf(18));
  for (const company of companies) {
    expect(await company.steps()).toEqual(["remind 12-18"]);
    expect(await company.mails()).toEqual(["Reminder"]);
  }
});

test("off by default: without days nothing is done", async () => {
  const company = await billed();
  const days = { remindDays: null, warnDays: null, suspendDays: null };
  await t.db.withProvider((tx) => tx.update(installation).set(days));
  expect(await inProvider(jobRequest("test"), async () => run(dayOf(60)))).toMatchObject({ taken: 0 });
  expect(await company.steps()).toEqual([]);
});
