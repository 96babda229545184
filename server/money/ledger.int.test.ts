import { afterAll, beforeAll, expect, test } from "vitest";
import { ledgerAccounts, ledgerEntries, ledgerPostings } from "@/db/schema";
import { inProvider } from "../context";
import { job, usageWorld } from "../usage/testing";
import { type AccountKind, balanceOwed, postEntry } from "./ledger";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
});
afterAll(() => t.drop());

const sides: [AccountKind, AccountKind][] = [
  ["unbilled", "revenue"],
  ["receivable", "unbilled"],
  ["revenue", "receivable"],
];

/** Posts one entry of the customer in a transaction of its own; every fifth is rolled back after it was posted. */
const post = (customerId: string, n: number) =>
  inProvider(job(), async (ctx) => {
    const [debit, credit] = sides[n % sides.length] ?? ["unbilled", "revenue"];
    const amount = { minor: BigInt(n), currency: "EUR" };
    const cause = { causeKind: "test", causeId: `${n}`, description: `Entry ${n}` };
    await postEntry(ctx, { customerId, debit, credit, amount, ...cause });
    if (n % 5 === 0) throw new Error("undone");
  });

test("stored balances equal the sums of their postings after many transactions that post at once", async () => {
  const numbers = Array.from({ length: 120 }, (_, at) => at + 1);
  const posted = await Promise.allSettled(
    numbers.flatMap((n) => ["cust_acme", "cust_other"].map((customerId) => post(customerId, n))),
  );
  const refused = posted.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
  expect(refused).toEqual(Array.from({ length: 48 }, () => "Error: undone"));

  const { accounts, entries, postings } = await t.db.withProvider(async (tx) => ({
    accounts: await tx.select().from(ledgerAccounts),
    entries: await tx.select().from(ledgerEntries),
    postings: await tx.select().from(ledgerPostings),
  }));
  expect(accounts).toHaveLength(12);
  expect(entries).toHaveLength(192);
  expect(postings).toHaveLength(384);
  const sumOf = (id: string) =>
    postings.filter(({ accountId }) => accountId === id).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  for (const { id, balanceMinor } of accounts) expect(balanceMinor).toBe(sumOf(id));
  for (const customerId of ["cust_acme", "cust_other"]) {
    const own = accounts.filter((account) => account.customerId === customerId);
    expect(own.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n)).toBe(0n);
    const revenue = own.find(({ kind }) => kind === "revenue")?.balanceMinor ?? 0n;
    expect(await inProvider(job(), (ctx) => balanceOwed(ctx, customerId, "EUR"))).toBe(-revenue);
  }
});
