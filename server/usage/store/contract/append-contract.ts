import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { UsageStore } from "../port";
import type { UsageRecord } from "../stored-records";
import {
  actionsOn,
  asCustomer,
  asProvider,
  batchOf,
  clock,
  day,
  newCustomer,
  receivedAt,
  record,
  ticksIn,
} from "./contract-actions";

/** What appending a batch must do. */
export function appendContract(store: UsageStore): void {
  const { append, ticks, listed } = actionsOn(store);

  describe("append", () => {
    test("a record is stored once; under its digest another content is a conflict and changes nothing", async () => {
      const customer = newCustomer();
      const [one, two] = [record({ quantity: "2" }), record({ quantity: "3" })];
      expect(await append(customer, one)).toEqual({ fresh: new Set([one.digest]), conflicting: new Set() });
      const other = { ...one, content: randomUUID(), quantity: "9" };
      expect(await append(customer, other, two)).toEqual({
        fresh: new Set([two.digest]),
        conflicting: new Set([one.digest]),
      });
      expect(await append(customer, one, two)).toEqual({ fresh: new Set(), conflicting: new Set() });
      expect(await ticks(customer, "counter")).toMatchObject([{ value: "5" }]);
      expect(await listed(customer)).toHaveLength(2);
      const digests = [one.digest, two.digest, randomUUID()];
      const contents = await asProvider((ctx) => store.contents(ctx, { customerId: customer, digests }));
      expect(contents).toEqual(new Map([one, two].map(({ digest, content }) => [digest, content])));
    });

    test("one digest of two customers is two records", async () => {
      const one = record();
      for (const customer of [newCustomer(), newCustomer()])
        expect((await append(customer, one)).fresh).toEqual(new Set([one.digest]));
    });

    test("nothing at all is a batch too", async () => {
      expect(await append(newCustomer())).toEqual({ fresh: new Set(), conflicting: new Set() });
    });

    test("a transaction that fails leaves nothing behind", async () => {
      const customer = newCustomer();
      const one = record();
      const failing = asProvider(async (ctx) => {
        await store.append(ctx, batchOf(customer, [one]));
        throw new Error("cut off");
      });
      await expect(failing).rejects.toThrow("cut off");
      expect(await ticks(customer, "counter")).toEqual([]);
      expect(await listed(customer)).toEqual([]);
      expect((await append(customer, one)).fresh).toEqual(new Set([one.digest]));
    });

    test("the same records from several senders at once count once", async () => {
      const customer = newCustomer();
      const records = Array.from({ length: 50 }, () => record());
      const answers = await Promise.all(Array.from({ length: 4 }, () => append(customer, ...records)));
      expect(answers.reduce((sum, { fresh }) => sum + fresh.size, 0)).toBe(50);
      expect(await ticks(customer, "counter")).toMatchObject([{ value: "50" }]);
    });

    test("a record in conflict or shadowed is listed, and in no tick", async () => {
      const customer = newCustomer();
      await append(customer, record({ fate: "shadowed", reason: "another source counts", ticks: null }));
      expect(await ticks(customer, "counter")).toEqual([]);
      expect(await listed(customer)).toMatchObject([{ fate: "shadowed", reason: "another source counts" }]);
    });

    test("records of several batches are stored at once, each under its own", async () => {
      const customer = newCustomer();
      const [one, two] = [batchOf(customer, [record()]), batchOf(customer, [record(), record()], "agent")];
      const records = [...one.records, ...two.records].sort((a, b) => (a.digest < b.digest ? -1 : 1));
      await asProvider((ctx) => store.append(ctx, { customerId: customer, records }));
      const stored = await listed(customer);
      for (const { digest, batch } of records) expect(stored.find((row) => row.digest === digest)).toMatchObject(batch);
      expect(stored).toHaveLength(3);
    });

    test("a record is read as it was stored", async () => {
      const customer = newCustomer();
      const startedAt = clock("09:00");
      const one = record({ startedAt, subject: "SER-1", machineId: null, quantity: "0.000000000000000001" });
      const batch = batchOf(customer, [one]);
      await asProvider((ctx) => store.append(ctx, batch));
      const { content: _c, serviceId: _s, overflow: _o, ofInstant: _o2, ticks: _t, declared: _d, ...stored } = one;
      const batchId = batch.records[0]?.batch.batchId ?? "";
      const expected: UsageRecord = {
        ...stored,
        quantityInTime: one.quantity,
        customerId: customer,
        sourceKind: "program",
        batchId,
        receivedAt,
      };
      expect(await listed(customer)).toEqual([expected]);
    });
  });

  test("a customer's transaction sees and writes that customer's use alone", async () => {
    const [own, foreign] = [newCustomer(), newCustomer()];
    await append(foreign, record());
    const customerIds = [own, foreign];
    const scope = {
      customerIds,
      counters: [],
      meter: "units",
      kind: "counter" as const,
      ...day,
      groupBy: "customer" as const,
    };
    await asCustomer(own, async (ctx) => {
      await store.append(ctx, batchOf(own, [record()]));
      expect((await store.series(ctx, { ...scope, grain: "day" })).map(({ group }) => group)).toEqual([own]);
      expect(await store.series(ctx, { ...scope, customerId: foreign, grain: "day" })).toEqual([]);
      expect((await store.histories(ctx, {})).map(({ meter }) => meter)).toEqual(["units"]);
      expect(
        (await store.records(ctx, { customerIds, counters: [], limit: 9 })).rows.map((row) => row.customerId),
      ).toEqual([own]);
      expect((await store.fateCounts(ctx, scope)).map(({ group }) => group)).toEqual([own]);
      expect(await ticksIn(store, ctx, { ...scope, customerId: foreign })).toEqual([]);
    });
    await expect(asCustomer(own, (ctx) => store.append(ctx, batchOf(foreign, [record()])))).rejects.toThrow();
  });
}
