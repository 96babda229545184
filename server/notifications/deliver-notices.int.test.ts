import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { installation, notices } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { addCustomer } from "../configuration/add-customer";
import { type Context, inCustomer, inProvider, jobRequest, newRequest } from "../context";
import { deliverNotices } from "./deliver-notices";
import { enqueueNotice, type NewNotice } from "./enqueue-notice";
import { listNotices, mailbox, noticesAbout } from "./queries";
import { retryNotice } from "./retry-notice";
import { nextAttempt } from "./rules";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
const cloudNotice = (key: string, more: Partial<NewNotice> = {}): NewNotice => ({
  customerId: null,
  kind: "cloud",
  dedupeKey: key,
  recipient: "cld_1",
  subject: "No longer in excess",
  body: { event: key, inExcess: false },
  ...more,
});
const rowOf = async (key: string) =>
  (await provider((ctx) => ctx.tx.select().from(notices).where(eq(notices.dedupeKey, key))))[0];

describe("the outbox", () => {
  test("a notice is written once, however often it is enqueued", async () => {
    const first = await provider((ctx) => enqueueNotice(ctx, cloudNotice("once")));
    expect(first).toMatch(/^ntc_/);
    expect(await provider((ctx) => enqueueNotice(ctx, cloudNotice("once")))).toBeNull();
  });

  test("of many deliverers at once each notice is told once, and its answer is kept", async () => {
    for (let n = 0; n < 12; n++) await provider((ctx) => enqueueNotice(ctx, cloudNotice(`many-${n}`)));
    const told: string[] = [];
    const cloud = async (notice: { dedupeKey: string }) => {
      told.push(notice.dedupeKey);
      return { status: 200 };
    };
    await Promise.all(Array.from({ length: 6 }, () => deliverNotices(jobRequest("worker"), { cloud })));
    expect(told.filter((key) => key.startsWith("many-")).sort()).toEqual(
      Array.from({ length: 12 }, (_, n) => `many-${n}`).sort(),
    );
    expect(await rowOf("many-3")).toMatchObject({ answer: { status: 200 }, attempts: 1, leasedUntil: null });
    expect((await rowOf("many-3"))?.deliveredAt).not.toBeNull();
  });

  test("a cloud hears about one event in order: what came later waits until what came before was taken", async () => {
    const about = { subjectKind: "billing_event", subjectId: "bev_order" };
    const at = (seconds: number) => jobRequest("test", new Date(Date.now() - 60_000 + seconds * 1000));
    await inProvider(at(0), (ctx) => enqueueNotice(ctx, cloudNotice("order-in-excess", about)));
    const told: string[] = [];
    let taken = false;
    const cloud = async ({ dedupeKey }: { dedupeKey: string }) => {
      if (dedupeKey === "order-in-excess" && !taken) throw new Error("The cloud answered 503.");
      told.push(dedupeKey);
      return { status: 200 };
    };
    await deliverNotices(jobRequest("worker"), { cloud });
    await inProvider(at(5), (ctx) => enqueueNotice(ctx, cloudNotice("order-no-excess", about)));
    await inProvider(at(5), (ctx) => enqueueNotice(ctx, cloudNotice("order-other", { ...about, subjectId: "bev_2" })));
    await deliverNotices(jobRequest("worker"), { cloud });
    expect(told).toEqual(["order-other"]);
    taken = true;
    await provider(async (ctx) => retryNotice(ctx, { id: (await rowOf("order-in-excess"))?.id ?? "" }));
    await deliverNotices(jobRequest("worker"), { cloud });
    expect(told).toEqual(["order-other", "order-in-excess", "order-no-excess"]);
  });

  test("an attempt that fails after another one told it takes nothing back", async () => {
    await provider((ctx) => enqueueNotice(ctx, cloudNotice("overtaken")));
    const cloud = async (notice: { id: string }) => {
      await provider((ctx) =>
        ctx.tx
          .update(notices)
          .set({ deliveredAt: ctx.now, answer: { status: 200 } })
          .where(eq(notices.id, notice.id)),
      );
      throw new Error("It took too long.");
    };
    await deliverNotices(jobRequest("worker"), { cloud });
    expect(await rowOf("overtaken")).toMatchObject({
      deliveredAt: expect.any(Date),
      answer: { status: 200 },
      error: null,
    });
  });

  test("a refusal is kept and tried again later; retrying makes it due at once", async () => {
    await provider((ctx) => enqueueNotice(ctx, cloudNotice("refused")));
    const refuse = async () => {
      throw new Error("The cloud answered 503.");
    };
    await deliverNotices(jobRequest("worker"), { cloud: refuse });
    const failed = await rowOf("refused");
    expect(failed).toMatchObject({ attempts: 1, error: "The cloud answered 503.", deliveredAt: null });
    const accept = { cloud: async () => ({ status: 200 }) };
    await deliverNotices(jobRequest("worker"), accept);
    expect((await rowOf("refused"))?.deliveredAt).toBeNull();
    await provider((ctx) => retryNotice(ctx, { id: failed?.id ?? "" }));
    await deliverNotices(jobRequest("worker"), accept);
    expect(await rowOf("refused")).toMatchObject({ attempts: 2, error: null, answer: { status: 200 } });
  });

  test("what a dead process held is told by another once its lease has lapsed", async () => {
    await provider((ctx) => enqueueNotice(ctx, cloudNotice("held")));
    const lease = (until: Date) =>
      provider((ctx) => ctx.tx.update(notices).set({ leasedUntil: until }).where(eq(notices.dedupeKey, "held")));
    const accept = { cloud: async () => ({ status: 200 }) };
    await lease(new Date(Date.now() + 20_000));
    await deliverNotices(jobRequest("worker"), accept);
    expect((await rowOf("held"))?.deliveredAt).toBeNull();
    await lease(new Date(Date.now() - 1));
    await deliverNotices(jobRequest("worker"), accept);
    expect((await rowOf("held"))?.deliveredAt).not.toBeNull();
  });

  test("mail: production without SMTP_URL says so, a demo keeps it; a credential is never readable in the table", async () => {
    const link = { label: "Sign in", url: "http://127.0.0.1/sign-in/confirm?token=secret-token" };
    const mail = { kind: "mail" as const, recipient: "ada@example.com", body: { text: "Hello", link }, secret: true };
    await provider((ctx) => enqueueNotice(ctx, cloudNotice("mail", mail)));
    await deliverNotices(jobRequest("worker"));
    expect((await rowOf("mail"))?.error).toContain("SMTP_URL is not set");
    expect(JSON.stringify((await rowOf("mail"))?.body)).not.toContain("secret-token");
    await provider(async (ctx) => {
      const row = { id: "this", providerName: "P", currency: "EUR", createdAt: ctx.now };
      await ctx.tx.insert(installation).values({ ...row, mode: "demo" });
      await retryNotice(ctx, { id: (await rowOf("mail"))?.id ?? "" });
    });
    await deliverNotices(jobRequest("worker"));
    expect((await rowOf("mail"))?.answer).toEqual({ deliveredTo: "mailbox" });
    expect((await provider((ctx) => mailbox(ctx)))[0]).toMatchObject({ to: "ada@example.com", text: "Hello", link });
  });

  test("as the wrong customer every query finds nothing", async () => {
    const [a, b] = await provider(async (ctx) => [
      await addCustomer(ctx, { name: "Notice A" }),
      await addCustomer(ctx, { name: "Notice B" }),
    ]);
    const about = { customerId: a?.id ?? "", subjectKind: "billing_event", subjectId: "evt_1" };
    await provider((ctx) => enqueueNotice(ctx, cloudNotice("of-a", about)));
    const customerId = b?.id ?? "";
    const request = newRequest({ kind: "customer", id: "u", label: "u", role: "owner", customerId });
    await inCustomer(request, customerId, async (ctx) => {
      expect((await listNotices(ctx, { limit: 50 })).rows).toEqual([]);
      expect(await noticesAbout(ctx, "billing_event", "evt_1")).toEqual([]);
    });
  });
});

test("attempts stand apart twice as long each time, at most an hour", () => {
  const at = new Date("2026-11-21T10:00:00Z");
  const seconds = [1, 2, 3, 8, 50].map((n) => (nextAttempt(at, n).getTime() - at.getTime()) / 1000);
  expect(seconds).toEqual([30, 60, 120, 3600, 3600]);
});
