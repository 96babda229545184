import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { customers, idempotentRequests, installationLinks } from "@/db/schema";
import { inCustomer, inProvider, jobRequest, newRequest } from "@/server/context";
import { claimRequest, type Keyed, releaseRequest, storeAnswer } from "@/server/idempotency/claim-request";
import { applyRetention } from "@/server/workflow/retention";
import { POST as createKey } from "./api-keys/route";
import { POST as addCustomer } from "./customers/route";
import { POST as sendEvents } from "./events/route";
import { POST as makeLink } from "./links/route";
import { ask, type ProgramsWorld, programsWorld } from "./testing";

let t: ProgramsWorld;
beforeAll(async () => {
  t = await programsWorld();
});
afterAll(() => t.drop());

const provider = <T>(work: Parameters<typeof inProvider<T>>[1]) => inProvider(jobRequest("test"), work);
const rows = () => provider(({ tx }) => tx.select().from(idempotentRequests));
const link = (description: string) => ({ service: "compute-node", description });
const linksCalled = (description: string) =>
  provider(({ tx }) => tx.select().from(installationLinks).where(eq(installationLinks.description, description)));

describe("a POST with an Idempotency-Key", () => {
  test("is done once, and a repetition gets the same answer, which says so", async () => {
    const first = await ask(makeLink, { key: t.keys.own, body: link("once"), once: "a" });
    const again = await ask(makeLink, { key: t.keys.own, body: link("once"), once: "a" });
    expect([first.status, first.headers.get("idempotency-replayed")]).toEqual([201, null]);
    expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([201, "true"]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    expect(await linksCalled("once")).toHaveLength(1);
  });

  test("with another body, address or address's query is 422, and nothing is done", async () => {
    await ask(makeLink, { key: t.keys.own, body: link("first"), once: "b" });
    for (const other of [{ body: link("second") }, { body: link("first"), query: "x=1" }]) {
      const refused = await ask(makeLink, { key: t.keys.own, once: "b", ...other });
      expect([refused.status, refused.body.code]).toEqual([422, "unprocessable"]);
    }
    expect(await linksCalled("second")).toEqual([]);
  });

  test("of another program has nothing to do with it", async () => {
    const mine = await ask(makeLink, { key: t.keys.own, body: link("mine"), once: "c" });
    const theirs = await ask(makeLink, { key: t.keys.foreign, body: link("theirs"), once: "c" });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.id).not.toBe(mine.body.id);
  });

  test("that was refused did nothing: the key may come again, corrected", async () => {
    const refused = await ask(makeLink, { key: t.keys.own, body: { service: "toaster" }, once: "d" });
    expect(refused.status).toBe(404);
    expect((await ask(makeLink, { key: t.keys.own, body: link("d"), once: "d" })).status).toBe(201);
  });

  test.each([["é"], ["x".repeat(256)], [""]])("has a key of at most 255 signs of ASCII: %j", async (once) => {
    const refused = await ask(makeLink, { key: t.keys.own, body: link("bad"), once });
    expect([refused.status, refused.body.detail]).toEqual([
      400,
      expect.stringContaining("Idempotency-Key takes 1 to 255"),
    ]);
  });

  test("is done once however many come at once: the others wait for their answer, or are told when to ask", async () => {
    const body = { name: "Raced GmbH", identifier: "raced" };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => ask(addCustomer, { key: t.keys.all, body, once: "race" })),
    );
    const made = answers.filter(({ status }) => status === 201);
    const waiting = answers.filter(({ status }) => status === 409);
    expect(made.length + waiting.length).toBe(12);
    expect(made.filter(({ headers }) => headers.get("idempotency-replayed") === null)).toHaveLength(1);
    for (const { headers, body: problem } of waiting) {
      expect(headers.get("retry-after")).toBe("1");
      expect(problem.detail).toContain("still worked on");
    }
    expect((await ask(addCustomer, { key: t.keys.all, body, once: "race" })).body).toEqual(made[0]?.body);
    expect(
      await provider(({ tx }) => tx.select().from(customers).where(eq(customers.name, "Raced GmbH"))),
    ).toHaveLength(1);
  });

  test("holds for usage too, whose records have identities of their own", async () => {
    const send = async (quantity: string, once: string) =>
      sendEvents(
        new Request("http://127.0.0.1:3000/api/v1/events", {
          method: "POST",
          headers: {
            authorization: `Bearer ${t.keys.ownAll}`,
            "content-type": "application/cloudevents+json",
            "idempotency-key": once,
          },
          body: JSON.stringify({
            specversion: "1.0",
            id: "one",
            source: "till",
            type: "requests",
            time: "2026-11-20T10:00:00Z",
            data: { meter: "requests", quantity, start: "2026-11-20T09:50:00Z" },
          }),
        }),
      );
    const [first, again, other] = [await send("1", "u"), await send("1", "u"), await send("2", "u")];
    expect([first.status, again.status, other.status]).toEqual([204, 204, 422]);
    expect(again.headers.get("idempotency-replayed")).toBe("true");
  });
});

describe("what is stored", () => {
  test("holds no secret that can be read, and belongs to one company alone", async () => {
    const body = { label: "made by a program", scopes: ["usage:read"] };
    const made = await ask(createKey, { key: t.keys.ownAll, body, once: "secret-key-name" });
    const again = await ask(createKey, { key: t.keys.ownAll, body, once: "secret-key-name" });
    expect(again.body.key).toBe(made.body.key);
    const stored = await rows();
    expect(stored.filter(({ answer }) => answer !== null).length).toBeGreaterThan(0);
    for (const { answer, principal, keyHash, fingerprint } of stored) {
      const text = `${answer?.toString("latin1")} ${principal} ${keyHash} ${fingerprint}`;
      for (const secret of [made.body.key, "secret-key-name", made.body.id]) expect(text).not.toContain(secret);
    }
    const seen = await inCustomer(jobRequest("test"), t.foreign, ({ tx }) => tx.select().from(idempotentRequests));
    expect(seen.map(({ customerId }) => customerId).filter((id) => id !== t.foreign)).toEqual([]);
    expect((await rows()).some(({ customerId }) => customerId === t.own)).toBe(true);
  });

  test("goes after a day: the job deletes it, and the key counts as new before that", async () => {
    const body = { name: "Yearly GmbH" };
    const first = await ask(addCustomer, { key: t.keys.all, body, once: "day" });
    await provider(({ tx }) => tx.update(idempotentRequests).set({ expiresAt: new Date(Date.now() - 1000) }));
    const second = await ask(addCustomer, { key: t.keys.all, body, once: "day" });
    expect([second.status, second.headers.get("idempotency-replayed")]).toEqual([201, null]);
    expect(second.body.id).not.toBe(first.body.id);
    await applyRetention({
      request: jobRequest("retention"),
      signal: new AbortController().signal,
      requireLease: async () => {},
    });
    expect(await rows()).toHaveLength(1);
  });
});

describe("a request whose process died", () => {
  const keyed = (key: string): Keyed => ({ principal: { id: "key_x", customerId: null }, key, asked: "POST /x" });
  const at = (seconds: number) =>
    newRequest({ kind: "job", id: "j", label: "j" }, new Date(Date.now() + seconds * 1000));

  test("holds its key for a minute; then the same request takes it, another never", async () => {
    expect(await claimRequest(at(0), keyed("died"))).toBeNull();
    await expect(claimRequest(at(30), keyed("died"))).rejects.toMatchObject({ code: "conflict" });
    await expect(claimRequest(at(90), { ...keyed("died"), asked: "POST /y" })).rejects.toMatchObject({
      code: "unprocessable",
    });
    expect(await claimRequest(at(90), keyed("died"))).toBeNull();
  });

  test("and which lives after all cannot commit what another has taken over, nor release it", async () => {
    const [slow, next] = [at(0), at(90)];
    await claimRequest(slow, keyed("slow"));
    await claimRequest(next, keyed("slow"));
    const answer = { status: 201, type: "application/json", body: "{}" };
    await expect(inProvider(slow, (ctx) => storeAnswer(ctx, keyed("slow"), answer))).rejects.toMatchObject({
      code: "conflict",
    });
    await releaseRequest(slow, keyed("slow"));
    await inProvider(next, (ctx) => storeAnswer(ctx, keyed("slow"), answer));
    expect(await claimRequest(at(91), keyed("slow"))).toEqual(answer);
  });
});
