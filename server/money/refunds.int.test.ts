import { sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DomainError } from "../errors";
import { parseMoney } from "../money";
import { usageWorld } from "../usage/testing";
import { billedCompany } from "../workflow/testing/billed-company";
import { listPayments } from "./post-payment";
import { enterRefund, writeOffStatement } from "./post-refund";

// Money that goes back, and what is given up: docs/rules.md 7.16.

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeAll(async () => {
  t = await usageWorld();
  await t.db.withProvider((tx) => tx.execute(sql`delete from subscriptions`));
});
afterAll(() => t.drop());

const now = "2026-12-05T10:00:00Z";

/** A company with two statements, of 30.00 and 45.00. */
async function billed() {
  const company = await billedCompany(t, { timeZone: "UTC" });
  await company.subscribe("30.00", "2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z");
  await company.subscribe("45.00", "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z");
  await company.monthEnd("2026-12-01T09:00:00Z");
  const { customerId, at } = company;
  let n = 0;
  return {
    ...company,
    refund: (amount: string, reference = `refund ${++n}`) =>
      at(now, (ctx) =>
        enterRefund(ctx, {
          ...{ customerId, amount: parseMoney(amount, "EUR"), paidOn: "2026-12-04", reference, note: "paid twice" },
        }),
      ),
    writeOff: (statementId: string, amount?: string) =>
      at(now, (ctx) =>
        writeOffStatement(ctx, {
          ...{ customerId, statementId, note: "insolvent" },
          amount: amount === undefined ? undefined : parseMoney(amount, "EUR"),
        }),
      ),
    listed: () => at(now, async (ctx) => (await listPayments(ctx, { customerId, limit: 200 })).rows),
    states: async () => (await company.statements(now)).map(({ settled, state }) => `${settled} ${state}`),
  };
}

describe("a refund", () => {
  test("is at most what is left when all is settled, and is taken back", async () => {
    const company = await billed();
    await expect(company.refund("0.01")).rejects.toThrow(/Nothing of what the customer paid is left/);
    await company.pay("80.00", now);
    await expect(company.refund("5.01")).rejects.toThrow(/5.00 EUR is left/);
    await expect(company.refund("0.00")).rejects.toThrow(/above zero/);
    const id = await company.refund("5.00", "back");
    expect(await company.balances(now)).toMatchObject({ cash: "75.00", receivable: "0.00" });
    await expect(company.refund("0.01")).rejects.toThrow(/Nothing of what/);
    await company.reverse(id, now);
    expect(await company.balances(now)).toMatchObject({ cash: "80.00", receivable: "-5.00" });
    await company.refund("5.00", "back");
    await company.reverse(id, now);
    expect(await company.balances(now)).toMatchObject({ cash: "75.00", receivable: "0.00" });
  });

  test("two at once take what is left once; of a payment that was refunded nothing is reversed before", async () => {
    const company = await billed();
    const payment = await company.pay("80.00", now);
    const both = await Promise.allSettled([company.refund("5.00"), company.refund("5.00")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    await expect(company.reverse(payment, now)).rejects.toThrow(/5.00 EUR of it were refunded/);
  });

  test("the same day, amount and reference is entered once", async () => {
    const company = await billed();
    await company.pay("95.00", now);
    await company.refund("5.00", "R1");
    await expect(company.refund("5.00", "R1")).rejects.toThrow(/is entered already/);
  });
});

describe("a write-off", () => {
  test("settles what is open, whole or in part, and is taken back; what was paid since goes to the next", async () => {
    const company = await billed();
    const [first, second] = await company.statements(now);
    await company.pay("10.00", now);
    const whole = await company.writeOff(first?.id ?? "");
    expect(await company.states()).toEqual(["30.00 paid", "0.00 issued"]);
    expect(await company.balances(now)).toMatchObject({ receivable: "45.00", cash: "10.00", write_offs: "20.00" });
    await expect(company.writeOff(first?.id ?? "")).rejects.toThrow(/Nothing is open/);
    await expect(company.writeOff(second?.id ?? "", "45.01")).rejects.toThrow(/45.00 EUR is open/);
    await company.writeOff(second?.id ?? "", "5.00");
    await company.pay("50.00", "2026-12-06T10:00:00Z");
    expect(await company.states()).toEqual(["30.00 paid", "45.00 paid"]);
    // What had been given up is to be paid again: what is left of the second payment pays a part of it.
    await company.reverse(whole, "2026-12-07T10:00:00Z");
    expect(await company.states()).toEqual(["20.00 issued", "45.00 paid"]);
    expect(await company.balances(now)).toMatchObject({ receivable: "10.00", cash: "60.00", write_offs: "5.00" });
  });

  test("of a draft, of another customer's statement, or twice at once is refused", async () => {
    const [company, other] = [await billed(), await billed()];
    const [statement] = await other.statements(now);
    await expect(company.writeOff(statement?.id ?? "")).rejects.toThrow(/no statement/i);
    const both = await Promise.allSettled([other.writeOff(statement?.id ?? ""), other.writeOff(statement?.id ?? "")]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

type Act = { act: "pay" | "refund" | "write off" | "reverse"; cents: number; which: number };
const act: fc.Arbitrary<Act> = fc.record({
  act: fc.constantFrom("pay", "pay", "refund", "write off", "reverse"),
  cents: fc.integer({ min: 1, max: 6000 }),
  which: fc.nat(20),
});

test("whatever is paid, refunded, written off and reversed: payments and write-offs are what is settled", async () => {
  const cents = (text: string | undefined) => Number((text ?? "0").replace(".", ""));
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 10 }), async (acts) => {
      const company = await billed();
      const bills = await company.statements(now);
      for (const [n, { act, cents, which }] of acts.entries()) {
        const amount = (cents / 100).toFixed(2);
        const { id = "" } = (await company.listed()).at(which % Math.max(1, n)) ?? {};
        const done =
          act === "pay"
            ? company.pay(amount, now, { reference: `payment ${n}` })
            : act === "refund"
              ? company.refund(amount)
              : act === "write off"
                ? company.writeOff(bills[which % 2]?.id ?? "", amount)
                : company.reverse(id, now);
        await (done as Promise<unknown>).catch((error: unknown) => {
          if (!(error instanceof DomainError)) throw error;
        });
      }
      const standing = (await company.listed()).filter(({ state }) => state === "entered");
      const sum = (kind: string) =>
        standing.filter((one) => one.kind === kind).reduce((total, { amountMinor }) => total + Number(amountMinor), 0);
      const [paid, refunded, givenUp] = [sum("payment"), sum("refund"), sum("write_off")];
      const balances = await company.balances(now);
      expect([cents(balances.cash), cents(balances.write_offs)]).toEqual([paid - refunded, givenUp]);
      expect(cents(balances.receivable)).toBe(7500 - paid + refunded - givenUp);
      const statements = await company.statements(now);
      const settled = statements.reduce((total, one) => total + cents(one.settled), 0);
      const left = paid - refunded + givenUp - settled;
      expect(left).toBeGreaterThanOrEqual(0);
      // Nothing is left while something is open, and a statement is paid where all of it is settled.
      if (settled < 7500) expect(left).toBe(0);
      for (const { settled, gross, state } of statements) {
        expect(cents(settled)).toBeLessThanOrEqual(cents(gross));
        expect(state).toBe(settled === gross ? "paid" : "issued");
      }
    }),
    { numRuns: 25 },
  );
});
