import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Context, inProvider, jobRequest } from "../context";
import { listPayments } from "../money/post-payment";
import { usageWorld } from "../usage/testing";
import { confirmExactEntries, confirmWrittenEntry } from "../workflow/confirm-bank-entries";
import { billedCompany } from "../workflow/testing/billed-company";
import { ignoreEntry, reopenEntry } from "./decide-entry";
import { countBankEntries, type ListedBankEntry, listBankEntries, listBankFiles } from "./list-bank-entries";
import { storeBankFile } from "./store-bank-file";
import { camtFile, type WrittenEntry } from "./testing/camt-file";

// What a bank states, and whose payments it is: docs/rules.md 7.12.

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
});
afterAll(() => t.drop());

const now = "2026-12-05T10:00:00Z";
const request = jobRequest("finance", new Date(now));
const at = <T>(work: (ctx: Context) => Promise<T>) => inProvider(request, work);
const store = (entries: WrittenEntry[], account?: string) =>
  at((ctx) => storeBankFile(ctx, { name: "camt.xml", content: camtFile(entries, {}, account) }));
const entriesOf = async (account: string): Promise<ListedBankEntry[]> =>
  (await at((ctx) => listBankEntries(ctx, { limit: 500 }))).rows.filter((one) => one.account === account);

let accounts = 0;
const newAccount = () => `DE02${String(++accounts).padStart(18, "0")}`;

/** A company with statements of these amounts, oldest first. */
async function billed(...amounts: string[]) {
  const company = await billedCompany(t, { timeZone: "UTC" });
  for (const [n, amount] of amounts.entries()) {
    const month = 12 - amounts.length + n;
    const [from, to] = [month, month + 1].map((one) => `2026-${String(one).padStart(2, "0")}-01T00:00:00Z`);
    await company.subscribe(amount, from as string, to as string);
  }
  await company.monthEnd("2026-12-01T09:00:00Z");
  const statements = await company.statements(now);
  expect(statements.map(({ gross }) => gross)).toEqual(amounts);
  return { ...company, numbers: statements.map(({ number }) => number ?? "") };
}

const entry = fc.record({
  amount: fc.integer({ min: 1, max: 4 }).map((n) => `${n}.00`),
  text: fc.constantFrom("a", "b"),
  day: fc.constantFrom("2026-11-20", "2026-11-21"),
  reference: fc.constantFrom("", "r1"),
});

test("however files overlap and in whatever order they state it, each entry is stored once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 12 }), fc.infiniteStream(fc.nat()), async (all, draws) => {
      const account = newAccount();
      const draw = (below: number) => (draws.next().value as number) % below;
      const shuffled = (list: WrittenEntry[]) => {
        const rest = [...list];
        return rest.map((_, n) => {
          const other = n + draw(rest.length - n);
          [rest[n], rest[other]] = [rest[other] as WrittenEntry, rest[n] as WrittenEntry];
          return rest[n] as WrittenEntry;
        });
      };
      // A file of the first day, one of both in another order, the first again; what is alike counts as often.
      const first = all.filter(({ day }) => day === "2026-11-20");
      const files = [first, shuffled(all), first, shuffled(all)];
      const stored = [];
      for (const file of files) stored.push((await store(file, account)).added);
      expect(stored).toEqual([first.length, all.length - first.length, 0, 0]);
      const amounts = (list: string[]) => list.toSorted();
      const kept = await entriesOf(account);
      expect(amounts(kept.map(({ amountMinor }) => `${amountMinor / 100n}.00`))).toEqual(
        amounts(all.map(({ amount }) => amount)),
      );
    }),
    { numRuns: 25 },
  );
});

test("the same file twice at once is stored once", async () => {
  const account = newAccount();
  const entries = Array.from({ length: 40 }, (_, n) => ({ amount: `${(n % 5) + 1}.00`, text: `payment ${n % 7}` }));
  const both = await Promise.all([store(entries, account), store(entries.toReversed(), account)]);
  expect(both.map(({ added }) => added).sort((a, b) => a - b)).toEqual([0, 40]);
  expect(await entriesOf(account)).toHaveLength(40);
});

describe("matches", () => {
  test("exact ones are confirmed at once, and pay what they name; two that pay one statement are one", async () => {
    const [a, b] = [await billed("30.00"), await billed("20.00", "45.00")];
    const account = newAccount();
    await store(
      [
        { amount: "30.00", text: `Statement ${a.numbers[0]?.replace("-", " ")}`, iban: "DE89370400440532013000" },
        { amount: "30.00", text: `again ${a.numbers[0]}`, iban: "DE89370400440532013000" },
        { amount: "65.00", text: b.numbers.join("/"), iban: "DE75512108001245126199" },
        { amount: "10.00", text: "who is this" },
      ],
      account,
    );
    const seen = await entriesOf(account);
    expect(seen.map(({ proposal }) => proposal?.confidence).toSorted()).toEqual(["exact", "exact", "exact", "none"]);
    const ids = seen.filter(({ proposal }) => proposal?.confidence === "exact").map(({ id }) => id);
    // Twice at once: each entry is confirmed once, and only what is exact by then.
    const done = await Promise.all([confirmExactEntries(request, ids), confirmExactEntries(request, ids)]);
    expect(done.reduce((sum, { confirmed }) => sum + confirmed, 0)).toBe(2);
    expect((await a.statements(now)).map(({ settled, state }) => [settled, state])).toEqual([["30.00", "paid"]]);
    expect((await b.statements(now)).map(({ settled, state }) => [settled, state])).toEqual([
      ["20.00", "paid"],
      ["45.00", "paid"],
    ]);
    expect((await a.balances(now)).cash).toBe("30.00");
    const left = (await entriesOf(account)).filter(({ state }) => state === "waiting");
    expect(left.map(({ proposal }) => proposal?.confidence).toSorted()).toEqual(["none", "possible"]);
    // The payer is known from now on.
    const more = newAccount();
    await store([{ amount: "7.00", text: "thanks", iban: "DE89370400440532013000" }], more);
    const [known] = await entriesOf(more);
    expect([known?.proposal?.confidence, known?.proposal?.parts[0]?.customerId]).toEqual(["possible", a.customerId]);
  });

  test("one that was entered by hand is not exact, and says so; an identifier is found in the text", async () => {
    const company = await billed("33.00");
    await company.pay("3.00", now);
    await company.pay("33.00", "2026-12-04T10:00:00Z");
    const account = newAccount();
    await store(
      [{ amount: "33.00", day: "2026-12-03", text: `CUST ${company.customerId.toUpperCase().replaceAll("_", "-")}` }],
      account,
    );
    const [one] = await entriesOf(account);
    expect(one?.proposal).toMatchObject({ confidence: "possible", parts: [{ customerId: company.customerId }] });
    expect(one?.proposal?.reason).toMatch(/identifier.*entered by hand/);
  });

  test("an entry is split among customers, and confirmed by two people at once it is one payment", async () => {
    const [a, b] = [await billed("30.00"), await billed("20.00")];
    const account = newAccount();
    await store([{ amount: "55.00", text: "for both" }], account);
    const [one] = await entriesOf(account);
    const id = one?.id ?? "";
    const parts = [
      { customerId: b.customerId, amount: "25.00" },
      { customerId: a.customerId, amount: "30.00" },
    ];
    const confirm = () =>
      at((ctx) => confirmWrittenEntry(ctx, { id, parts })).then(
        () => "done",
        (e: Error) => e.message,
      );
    const answers = await Promise.all([confirm(), confirm(), confirm()]);
    expect(answers.toSorted()).toEqual([
      "The entry was confirmed already, by finance.",
      "The entry was confirmed already, by finance.",
      "done",
    ]);
    expect([(await a.balances(now)).cash, (await b.balances(now)).cash]).toEqual(["30.00", "25.00"]);
    expect((await b.balances(now)).receivable).toBe("-5.00");
    // Taken back, what it paid is open again, and it can be confirmed otherwise.
    await at((ctx) => reopenEntry(ctx, { id, reason: "of another customer" }));
    expect((await a.statements(now)).map(({ state }) => state)).toEqual(["issued"]);
    expect([(await a.balances(now)).cash, (await b.balances(now)).cash]).toEqual(["0.00", "0.00"]);
    await at((ctx) => confirmWrittenEntry(ctx, { id, parts: [{ customerId: a.customerId, amount: "55.00" }] }));
    expect((await a.balances(now)).receivable).toBe("-25.00");
    expect((await entriesOf(account))[0]?.payments).toHaveLength(3);
  });

  test("what does not fit is refused with a sentence, and nothing is posted", async () => {
    const company = await billed("30.00");
    const yen = await billedCompany(t, { currency: "JPY" });
    const account = newAccount();
    await store([{ amount: "30.00" }, { amount: "4.00", direction: "DBIT", reversal: true }], account);
    const [one, back] = (await entriesOf(account)).toSorted((x, y) => Number(y.amountMinor - x.amountMinor));
    const refusal = (id = "", customerId: string, amount: string) =>
      at((ctx) => confirmWrittenEntry(ctx, { id, parts: [{ customerId, amount }] })).then(
        () => "done",
        (error: Error) => error.message,
      );
    expect(await refusal(one?.id, company.customerId, "29.99")).toMatch(/come to 29.99 EUR, and the entry has 30.00/);
    expect(await refusal(one?.id, company.customerId, "30.001")).toMatch(/more decimals/);
    expect(await refusal(one?.id, yen.customerId, "30.00")).toMatch(/billed in JPY, and the entry is in EUR/);
    expect(await refusal(one?.id, "cust_none", "30.00")).toMatch(/no customer/i);
    expect(await refusal("bent_none", company.customerId, "30.00")).toMatch(/no bank entry/i);
    expect(await refusal(back?.id, company.customerId, "4.00")).toMatch(/The bank took this back/);
    expect((await company.balances(now)).cash ?? "0.00").toBe("0.00");
    await at((ctx) => ignoreEntry(ctx, { id: one?.id ?? "", reason: "our own transfer" }));
    expect(await refusal(one?.id, company.customerId, "30.00")).toMatch(/was ignored already/);
  });

  test("a payment of an entry is taken back with it alone", async () => {
    const company = await billed("30.00");
    const account = newAccount();
    await store([{ amount: "30.00", text: company.numbers[0] ?? "" }], account);
    const [one] = await entriesOf(account);
    expect(await confirmExactEntries(request, [one?.id ?? ""])).toEqual({ confirmed: 1, left: [] });
    const { rows } = await at((ctx) => listPayments(ctx, { customerId: company.customerId, limit: 10 }));
    await expect(company.reverse(rows[0]?.id ?? "", now)).rejects.toThrow(/came by a bank's file/);
  });
});

test("a file that cannot be read stores nothing of it; lists and counts state what waits", async () => {
  const before = await at(countBankEntries);
  const account = newAccount();
  await expect(store([{ amount: "1.00" }, { amount: "x" }], account)).rejects.toThrow(/Entry 2/);
  expect(await entriesOf(account)).toEqual([]);
  // Later than all others: files are listed by when they came.
  const later = jobRequest("finance", new Date("2026-12-06T10:00:00Z"));
  const content = camtFile([{ amount: "1.00" }], {}, account);
  await inProvider(later, (ctx) => storeBankFile(ctx, { name: "later.xml", content }));
  expect((await at(countBankEntries)).waiting.n).toBe(before.waiting.n + 1);
  const { rows } = await at((ctx) => listBankFiles(ctx, { limit: 1 }));
  expect(rows[0]).toMatchObject({ name: "later.xml", added: 1, known: 0, uploadedBy: "finance" });
});
