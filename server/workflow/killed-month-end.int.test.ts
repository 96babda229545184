import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ledgerAccounts, statements } from "@/db/schema";
import { jobRequest } from "../context";
import { bundleProgram } from "../overflow/testing/sandbox-process";
import { usageWorld } from "../usage/testing";
import { issueStatements } from "./issue-statements";
import { billedCompany } from "./testing/billed-company";
import type { MonthEndWork } from "./testing/month-end-process";
import { ProgramProcess } from "./testing/processes";

let t: Awaited<ReturnType<typeof usageWorld>>;
let program: string;
beforeAll(async () => {
  t = await usageWorld();
  program = join(mkdtempSync(join(process.cwd(), "node_modules/.month-end-")), "month-end.mjs");
  await bundleProgram("server/workflow/testing/month-end-process.ts", program);
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
});
afterAll(async () => {
  rmSync(dirname(program), { recursive: true, force: true });
  await t.drop();
});

test("killed in the middle of month-end and run again: nothing twice, nothing missing, numbers without gaps", async () => {
  const companies = [];
  for (let n = 0; n < 8; n++) {
    const company = await billedCompany(t);
    await company.subscribe("30.00", "2026-09-30T22:00:00Z");
    await company.limit({ limit: "10", overRate: "0.004", period: "month" }, "2026-10-05T08:00:00Z");
    await company.use(`${20 + n}`, "2026-11-20T10:00:00Z");
    companies.push(company);
  }
  const now = "2026-12-01T09:00:00Z";
  const issued = async () =>
    (await t.db.withProvider((tx) => tx.select().from(statements))).filter((one) => one.number);
  const left: number[] = [];
  for (const [n, statement] of [40, 110, 180, 250, 320].entries()) {
    const killed = await ProgramProcess.startAsked(program);
    const work: MonthEndWork = { now, kill: { statement, isSent: n % 2 === 1 } };
    expect(await killed.askUnlessEnded(JSON.stringify(work))).toBeNull();
    await killed.end("SIGKILL");
    left.push((await issued()).length);
  }
  // Something was issued by those that were killed, and not all of it.
  expect(left.at(-1)).toBeGreaterThan(0);
  expect(left.at(-1)).toBeLessThan(16);

  expect((await issueStatements(jobRequest("test", new Date(now)), {})).refused).toEqual([]);
  const numbers = (await issued()).map(({ number }) => number).sort();
  expect(numbers).toEqual(Array.from({ length: 16 }, (_, n) => `2026-${String(n + 1).padStart(6, "0")}`));
  for (const [n, company] of companies.entries()) {
    const use = ((10 + n) * 0.004).toFixed(2);
    expect(await company.statements(now)).toMatchObject([
      { fees: ["30.00"], use: [], net: "30.00" },
      { fees: ["30.00"], use: [`${10 + n} for ${use}`], net: (30 + Number(use)).toFixed(2) },
    ]);
    expect(await company.balances(now)).toMatchObject({
      unbilled: "0.00",
      receivable: (60 + Number(use)).toFixed(2),
      revenue: (-60 - Number(use)).toFixed(2),
    });
  }
  const accounts = await t.db.withProvider((tx) => tx.select().from(ledgerAccounts));
  expect(accounts.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n)).toBe(0n);
});
