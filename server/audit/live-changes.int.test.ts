import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeTestDatabase } from "@/db/testing";
import { addCustomer } from "../configuration/add-customer";
import { type Context, inCustomer, inProvider, jobRequest, newRequest } from "../context";
import { type ChangeMessage, liveChanges } from "./live-changes";
import { listAudit } from "./queries";
import { announceChange } from "./record-audit";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
beforeAll(async () => {
  t = await makeTestDatabase();
});
afterAll(() => t.drop());

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
const change = (topic: "machines" | "usage", customerId: string | null) =>
  provider((ctx) => announceChange(ctx, topic, customerId));

/** A stream, and its first message. */
function listening(customerId: string | null, lastId: string | null = null) {
  const stop = new AbortController();
  const stream = liveChanges(customerId, lastId, stop.signal);
  const first = stream.next() as Promise<IteratorResult<ChangeMessage>>;
  return { stream, first, stop: () => stop.abort() };
}

describe("the stream of changes", () => {
  test("a customer hears of its own, staff of everything; a reconnection gets exactly what was missed", async () => {
    // An id that nobody knows is answered at once: from there on this process listens.
    const warm = listening(null, "unknown");
    const begun = await warm.first;
    const own = listening("cust_a", begun.value.id);
    const all = listening(null, begun.value.id);
    await change("machines", "cust_b");
    await change("usage", "cust_a");
    expect((await own.first).value.topics).toEqual(["usage"]);
    const heard = new Set<string>();
    for (let next = await all.first; ; next = await all.stream.next()) {
      for (const topic of next.value.topics) heard.add(topic);
      if (heard.size === 2) break;
    }
    expect([...heard].sort()).toEqual(["machines", "usage"]);
    const again = listening(null, begun.value.id);
    expect((await again.first).value.topics).toEqual(["machines", "usage"]);
    for (const one of [warm, own, all, again]) one.stop();
  });

  test("an id of another process, or none that is still known, means reading everything again", async () => {
    for (const id of ["other.5", "nonsense", "."]) {
      const stream = listening("cust_a", id);
      expect((await stream.first).value.topics).toEqual(["all"]);
      stream.stop();
    }
  });

  test("a stream ends when nobody listens any more", async () => {
    const stream = listening(null);
    stream.stop();
    expect((await stream.first).done).toBe(true);
  });
});

test("the audit log of another customer is empty", async () => {
  const [a, b] = await provider(async (ctx) => [
    await addCustomer(ctx, { name: "Audit A" }),
    await addCustomer(ctx, { name: "Audit B" }),
  ]);
  const customerId = b?.id ?? "";
  const request = newRequest({ kind: "customer", id: "u", label: "u", role: "owner", customerId });
  const log = (filter: { customerId?: string }) =>
    inCustomer(request, customerId, (ctx) => listAudit(ctx, { ...filter, limit: 50 }));
  expect((await log({ customerId: a?.id })).rows).toEqual([]);
  expect(new Set((await log({})).rows.map((row) => row.customerId))).toEqual(new Set([customerId]));
});
