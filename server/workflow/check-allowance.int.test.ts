import { eq } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { customers, meters, standings, usageReservations } from "@/db/schema";
import { endReservation, heldReservations } from "../billing/usage-reservations";
import { inCustomer, inProvider, type Request } from "../context";
import { newId } from "../ids";
import { Exact } from "../quantity";
import { recordUsage } from "../usage/record/record-usage";
import { job, keyRequest, now, usageWorld, use } from "../usage/testing";
import { subscribe } from "./agree-limits";
import { type AllowanceQuestion, checkAllowance } from "./check-allowance";
import { evaluateDirtyStandings } from "./evaluate";

let t: Awaited<ReturnType<typeof usageWorld>>;
beforeEach(async () => {
  t = await usageWorld();
});
afterEach(() => t.drop());

/** Asks in the company's role, as its program does. */
const check = (asked: Partial<AllowanceQuestion> = {}, at = now) =>
  inCustomer({ ...keyRequest("cust_acme"), now: at }, "cust_acme", (ctx) =>
    checkAllowance(ctx, { customerId: "cust_acme", meter: "requests", quantity: "1", cloud: "cloud-a", ...asked }),
  );
const reserve = (quantity: string, more: Partial<AllowanceQuestion> = {}) =>
  check({ quantity, reserveSeconds: 60, ...more });
const end = (id: string, outcome: "committed" | "released", request: Request = keyRequest("cust_acme")) =>
  inCustomer(request, "cust_acme", (ctx) => endReservation(ctx, { customerId: "cust_acme", id, outcome }));
const send = (quantity: string, more: object = {}) =>
  recordUsage(job(), {
    sourceKind: "program",
    customerId: "cust_acme",
    records: [
      use({
        meter: "requests",
        quantity,
        start: new Date("2026-11-20T10:15:00Z"),
        subject: null,
        cloud: "cloud-a",
        ...more,
      }),
    ],
  });
const restricted = (more: object = {}) => t.limit({ meter: "requests", overflowPolicy: "restrict", ...more });
const judged = () => evaluateDirtyStandings(job());

describe("the check of further use", () => {
  test("counts what is committed, before and after the evaluator has judged it", async () => {
    await restricted();
    expect(await check()).toMatchObject({ allowed: true, code: "WITHIN_LIMIT", remaining: "8" });
    await send("5");
    expect(await check()).toMatchObject({ remaining: "3", limits: [{ covered: "5", allows: "8" }] });
    await judged();
    expect(await check()).toMatchObject({ remaining: "3" });
    await send("4");
    expect(await check()).toMatchObject({ allowed: false, code: "LIMIT_REACHED", remaining: "0", above: "1" });
    await judged();
    expect(await check()).toMatchObject({ allowed: false, remaining: "0" });
  });

  test("a limit that begins counts use from before it was agreed, also where none came since", async () => {
    await send("5");
    await inProvider(job(), (ctx) =>
      subscribe(ctx, {
        ...{ customerId: "cust_acme", planId: "plan_1", validFrom: new Date("2026-11-20T10:00:00Z") },
        parameters: [{ meter: "requests", limit: "8", period: "hour", overRate: "1", overflowPolicy: "restrict" }],
      }),
    );
    expect(await check()).toMatchObject({ remaining: "3" });
  });

  test("of a gauge counts each machine's use now", async () => {
    await restricted({ meter: "units" });
    const level = (subject: string, quantity: string) =>
      recordUsage(job(), {
        sourceKind: "program",
        customerId: "cust_acme",
        records: [use({ subject, quantity, at: new Date("2026-11-20T10:35:00Z") })],
      });
    await level("mach_a", "4");
    await level("mach_b", "3");
    expect(await check({ meter: "units" })).toMatchObject({ remaining: "1", allowed: true });
    expect(await check({ meter: "units", quantity: "1.5" })).toMatchObject({ allowed: false, above: "0.5" });
  });

  test("a limit that does not restrict allows what is above it, and says that it is billed", async () => {
    await t.limit({ meter: "requests", overflowPolicy: "off" });
    await send("8");
    expect(await check({ quantity: "2" })).toMatchObject({
      allowed: true,
      code: "ABOVE_LIMIT",
      above: "2",
      sentence: expect.stringMatching(/billed/),
    });
  });

  test("the new window begins with the whole limit", async () => {
    await restricted();
    await send("8");
    await judged();
    expect(await check({}, new Date("2026-11-20T11:00:01Z"))).toMatchObject({ allowed: true, remaining: "8" });
  });

  test("a limit of one cloud is held against use there alone, and a machine says where it is", async () => {
    await restricted({ id: "spar_all", limit: "100" });
    await restricted({ id: "spar_a", scopeCloudId: "cld_a", limit: "2" });
    await send("101", { subject: "mach_a", cloud: null });
    // Its own limit covers 2 of it, that of all clouds 99.
    expect(await check({ machine: "mach_a", cloud: undefined })).toMatchObject({ cloudId: "cld_a", remaining: "1" });
    expect(await check({ cloud: "cloud-b", quantity: "2" })).toMatchObject({ cloudId: "cld_b", allowed: false });
    await send("1", { cloud: "cloud-b" });
    expect(await check({ cloud: "on-premises" })).toMatchObject({ cloudId: "on-premises", remaining: "0" });
    await expect(check({ cloud: undefined })).rejects.toThrow(/Name the machine or the host cloud/);
  });

  test("names nothing of another company, nothing unknown, and refuses whoever is not served", async () => {
    await restricted();
    await expect(check({ machine: "mach_foreign" })).rejects.toMatchObject({ code: "not_found" });
    await expect(check({ cloud: "no-such" })).rejects.toMatchObject({ code: "invalid_input" });
    await expect(check({ meter: "no-such" })).rejects.toMatchObject({ code: "not_found" });
    expect(await check({ license: { valid: false, sentence: "No seat." } })).toMatchObject({
      allowed: false,
      code: "MACHINE_NOT_LICENSED",
      sentence: "No seat.",
    });
    await t.db.withProvider((tx) =>
      tx.update(customers).set({ state: "suspended" }).where(eq(customers.id, "cust_acme")),
    );
    const refused = await reserve("1");
    expect(refused).toMatchObject({ allowed: false, code: "CUSTOMER_NOT_ACTIVE", reservation: null });
  });
});

describe("reservations", () => {
  test("of many at once exactly as much is given as is left", async () => {
    await restricted({ limit: "12.5" });
    await send("4.5");
    const answers = await Promise.all(Array.from({ length: 40 }, () => reserve("1")));
    expect(answers.filter(({ allowed }) => allowed)).toHaveLength(8);
    expect(answers.filter(({ reservation }) => reservation)).toHaveLength(8);
    expect(await check()).toMatchObject({ allowed: false, remaining: "0", reserved: "8" });
  });

  test("are free again when they are released or expire, and not before", async () => {
    await restricted();
    const { reservation } = await reserve("8");
    expect(await check()).toMatchObject({ allowed: false });
    await end(reservation?.id ?? "", "released");
    await end(reservation?.id ?? "", "released");
    expect(await check()).toMatchObject({ remaining: "8" });
    await reserve("8");
    const at = (seconds: number) => new Date(now.getTime() + seconds * 1000);
    expect(await check({}, at(59.999))).toMatchObject({ allowed: false });
    expect(await check({}, at(60))).toMatchObject({ allowed: true, remaining: "8" });
  });

  test("committed after their use was sent, they never give room twice or take it twice", async () => {
    await restricted();
    const { reservation } = await reserve("5");
    await send("5");
    expect(await check()).toMatchObject({ remaining: "0" });
    await end(reservation?.id ?? "", "committed");
    expect(await check()).toMatchObject({ remaining: "3", reserved: "0" });
    await judged();
    expect(await check()).toMatchObject({ remaining: "3" });
  });

  test("end once: the other way, after they expired, or another company's is refused", async () => {
    await restricted();
    const first = (await reserve("1")).reservation?.id ?? "";
    const second = (await reserve("1")).reservation?.id ?? "";
    await end(first, "committed");
    await expect(end(first, "released")).rejects.toMatchObject({ code: "conflict" });
    const late = { ...keyRequest("cust_acme"), now: new Date(now.getTime() + 61_000) };
    await expect(end(second, "committed", late)).rejects.toThrow(/expired/);
    expect(await end(second, "released", late)).toMatchObject({ outcome: null });
    const foreign = inCustomer(keyRequest("cust_other"), "cust_other", (ctx) =>
      endReservation(ctx, { customerId: "cust_other", id: first, outcome: "released" }),
    );
    await expect(foreign).rejects.toMatchObject({ code: "not_found" });
  });

  test("of one that is committed and released at once, one happens", async () => {
    await restricted();
    const id = (await reserve("1")).reservation?.id ?? "";
    const ended = await Promise.allSettled([end(id, "committed"), end(id, "released")]);
    expect(ended.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  test("are bounded: a customer holds no more than ten thousand", async () => {
    await restricted({ limit: "1000000" });
    const held = Array.from({ length: 1000 }, () => ({
      ...{ customerId: "cust_acme", meter: "requests", cloudId: "on-premises", quantity: "1" },
      ...{ reservedBy: "test", reservedAt: now, expiresAt: new Date(now.getTime() + 60_000) },
    }));
    for (let n = 0; n < 10; n++)
      await t.db.withProvider((tx) =>
        tx.insert(usageReservations).values(held.map((one) => ({ ...one, id: newId("usageReservation", now) }))),
      );
    await expect(reserve("1")).rejects.toMatchObject({ code: "conflict" });
    expect(await check()).toMatchObject({ reserved: "10000" });
    const page = await inProvider(job(), (ctx) => heldReservations(ctx, { customerId: "cust_acme", limit: 100 }));
    expect(page.rows).toHaveLength(100);
    expect(page.nextCursor).not.toBeNull();
  });

  test("programs that reserve, send and commit side by side never use more than the limit", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ quantity: fc.integer({ min: 1, max: 9 }), committed: fc.boolean(), judges: fc.boolean() }),
          { minLength: 4, maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 40 }),
        async (programs, most) => {
          const meter = `m${newId("request", now)}`;
          await t.db.withProvider(async (tx) => {
            const [requests] = await tx.select().from(meters).where(eq(meters.slug, "requests"));
            if (requests) await tx.insert(meters).values({ ...requests, slug: meter });
          });
          await restricted({ meter, limit: String(most) });
          const used = await Promise.all(
            programs.map(async ({ quantity, committed, judges }) => {
              const { reservation } = await reserve(String(quantity), { meter });
              if (!reservation) return 0;
              if (committed) await send(String(quantity), { meter });
              await end(reservation.id, committed ? "committed" : "released");
              if (judges) await judged();
              return committed ? quantity : 0;
            }),
          );
          const total = used.reduce((sum, next) => sum + next, 0);
          expect(total).toBeLessThanOrEqual(most);
          expect(await check({ meter, quantity: "0" })).toMatchObject({
            remaining: new Exact(most).minus(total).toFixed(),
            reserved: "0",
          });
          await judged();
          const rows = await t.db.withProvider((tx) => tx.select().from(standings).where(eq(standings.meter, meter)));
          expect(rows.every(({ over }) => !over)).toBe(true);
        },
      ),
      { numRuns: 8 },
    );
  });
});
