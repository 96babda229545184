import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CallCapability, type CloudCalls, type CloudDriver, CloudError, type CloudUsage } from "./driver";
import type { DriverKind } from "./driver-kind";
import type { Exchange } from "./record-exchange";

/** A cloud of the suite's own, drivers that reach it, and the ways in which it can be made to fail. */
export type CloudUnderContract = {
  driver: CloudDriver;
  /** Its cloud does not listen. */
  unreachable: CloudDriver;
  /** Its credentials are wrong. */
  refused: CloudDriver;
  /** What the driver recorded, and what must not be in it. */
  exchanges: readonly Exchange[];
  secrets: readonly string[];
  account: string;
  flavor: string;
  image: string;
  /** As many machines as the cloud lists in one page. */
  pageSize: number;
  /** Names under which the cloud does the work and loses the answer once, has no room, and breaks. */
  names: { lost: string; full: string; broken: string };
  /** Moves the cloud's clock ahead. */
  pass(minutes: number): void;
  close(): Promise<void>;
};

/** A cloud's readings are ended by this suite after so many pages. */
const readingsMax = 100;

/**
 * Registers the tests that every driver passes, for the capabilities that it declares.
 * @param open starts a cloud with nothing in it
 */
export function cloudContract(kind: DriverKind, open: () => Promise<CloudUnderContract>): void {
  const has = (capability: DriverKind["capabilities"][number]) => kind.capabilities.includes(capability);
  let cloud: CloudUnderContract;
  let made = 0;
  const calls = <C extends CallCapability>(capability: C, driver = cloud.driver): CloudCalls[C] => {
    const offered: Partial<CloudCalls> = driver;
    const found = offered[capability];
    if (!found) throw new Error(`${kind.name} declares ${capability} and does not offer it.`);
    return found;
  };
  const order = (change: object = {}) => {
    const key = `evt_contract_${++made}`;
    const { account, flavor, image } = cloud;
    return { key, name: `contract-${made}`, account, flavor, image, tags: { event: key }, userData: "", ...change };
  };
  const errorOf = (work: Promise<unknown>) =>
    work.then(
      () => new Error("It was not refused."),
      (error: Error) => error,
    );

  describe(`the driver ${kind.name}`, () => {
    beforeAll(async () => {
      cloud = await open();
    });
    afterAll(() => cloud?.close());

    test("offers the calls that it declares, and no other", () => {
      const offered = Object.keys(cloud.driver).filter((name) => name !== "testConnection");
      expect(offered.sort()).toEqual(kind.capabilities.filter((name) => name !== "prices").toSorted());
    });

    test("reaches its cloud; one that does not listen is unreachable, wrong credentials are refused", async () => {
      expect(await cloud.driver.testConnection()).toEqual({ name: expect.any(String), region: expect.any(String) });
      const silent = await errorOf(cloud.unreachable.testConnection());
      expect(silent).toBeInstanceOf(CloudError);
      expect(silent).toMatchObject({ code: "unreachable", retry: true });
      expect(await errorOf(cloud.refused.testConnection())).toMatchObject({ code: "refused", retry: false });
    });

    test.runIf(has("inventory"))("names each flavor once with its sizes, priced where it declares prices", async () => {
      const flavors = await calls("inventory").inventory();
      expect(flavors.length).toBeGreaterThan(0);
      expect(new Set(flavors.map(({ flavor, image }) => `${flavor} ${image}`)).size).toBe(flavors.length);
      for (const { vcpu, memoryBytes, capacity, price } of flavors) {
        expect(vcpu > 0 && memoryBytes > 0n && capacity >= 0).toBe(true);
        expect(price !== null).toBe(has("prices"));
        if (price)
          expect([price.amount, price.currency]).toEqual([
            expect.stringMatching(/^\d+(\.\d+)?$/),
            expect.stringMatching(/^[A-Z]{3}$/),
          ]);
      }
    });

    describe.runIf(has("machines"))("machines", () => {
      test("asked for twice with one key, also at once, there is one", async () => {
        const wanted = order();
        const both = await Promise.all([1, 2].map(() => calls("machines").ensureMachine(wanted)));
        const again = await calls("machines").ensureMachine(wanted);
        expect(new Set([...both, again].map(({ id }) => id)).size).toBe(1);
        expect(await calls("machines").machine(again.id)).toMatchObject({
          id: again.id,
          name: wanted.name,
          account: cloud.account,
          tags: { event: wanted.key },
        });
        expect(await calls("machines").listTagged("event", wanted.key)).toHaveLength(1);
      });

      test("one whose creation was answered by nothing is found by its tag, and stays the only one", async () => {
        const wanted = order({ name: `${cloud.names.lost}${made}` });
        expect(await errorOf(calls("machines").ensureMachine(wanted))).toMatchObject({ code: "unreachable" });
        const found = await calls("machines").listTagged("event", wanted.key);
        expect(found).toHaveLength(1);
        expect((await calls("machines").ensureMachine(wanted)).id).toBe(found[0]?.id);
      });

      test("a deleted one is gone, whoever deleted it and however often", async () => {
        const wanted = order();
        const { id } = await calls("machines").ensureMachine(wanted);
        await calls("machines").deleteMachine(id);
        await calls("machines").deleteMachine(id);
        const left = await calls("machines").machine(id);
        expect(left === null || left.state === "deleted").toBe(true);
        expect(await calls("machines").listTagged("event", wanted.key)).toEqual([]);
        expect(await calls("machines").machine("no-such-machine")).toBeNull();
        await calls("machines").deleteMachine("no-such-machine");
      });

      test("names and tags come back with every character", async () => {
        const wanted = order({ name: "Überlauf 机器 №1", tags: { event: "événement & 事件=1" } });
        const { id } = await calls("machines").ensureMachine(wanted);
        const found = await calls("machines").listTagged("event", "événement & 事件=1");
        expect(found).toMatchObject([{ id, name: wanted.name, tags: wanted.tags }]);
      });

      test("more than two pages of them are listed, each once", async () => {
        const wanted = Array.from({ length: cloud.pageSize * 2 + 1 }, () => order({ tags: { portal: "contract" } }));
        const ids = [];
        for (const one of wanted) ids.push((await calls("machines").ensureMachine(one)).id);
        const listed = await calls("machines").listTagged("portal", "contract");
        expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      });

      test("refusals have codes of their own: no room, a wrong order, a broken cloud, no cloud", async () => {
        const ensure = (change: object, driver = cloud.driver) =>
          errorOf(calls("machines", driver).ensureMachine(order(change)));
        expect(await ensure({ name: cloud.names.full })).toMatchObject({ code: "no_capacity", retry: false });
        expect(await ensure({ flavor: "no-such-flavor" })).toMatchObject({ code: "refused", retry: false });
        expect(await ensure({ name: cloud.names.broken })).toMatchObject({ code: "failed", retry: true });
        expect(await ensure({}, cloud.unreachable)).toMatchObject({ code: "unreachable", retry: true });
        expect(await ensure({}, cloud.refused)).toMatchObject({ code: "refused", retry: false });
      });
    });

    test.runIf(has("usage"))(
      "use read on from each cursor is all there is, a record the same at each reading",
      async () => {
        const read = new Map<string, CloudUsage>();
        const readFrom = async (from: string | null, into: Map<string, CloudUsage>) => {
          let cursor = from;
          for (let page = 0; page < readingsMax; page++) {
            const { records, next, more } = await calls("usage").usageSince(cursor);
            for (const record of records) {
              expect(into.get(record.id) ?? record).toEqual(record);
              into.set(record.id, record);
            }
            cursor = next;
            if (!more) return cursor;
          }
          throw new Error("The cloud always has more.");
        };
        if (has("machines")) await calls("machines").ensureMachine(order());
        let cursor = await readFrom(null, read);
        for (let reading = 0; reading < 5; reading++) {
          cloud.pass(7 + reading * 11);
          cursor = await readFrom(cursor, read);
        }
        const whole = new Map<string, CloudUsage>();
        await readFrom(null, whole);
        const byId = (records: Map<string, CloudUsage>) =>
          [...records.values()].toSorted((a, b) => a.id.localeCompare(b.id));
        expect(byId(read)).toEqual(byId(whole));
        if (has("machines")) expect(read.size).toBeGreaterThan(cloud.pageSize);
      },
    );

    test.runIf(has("notices"))("the same notice again has the receipt of the first", async () => {
      const notice = {
        id: "evt_contract:no-excess",
        billingEvent: "evt_contract",
        account: cloud.account,
        resource: "resource",
        inExcess: false,
        secondMachine: "i-2",
      };
      const { notify } = calls("notices");
      const first = await notify(notice);
      expect(await notify(notice)).toEqual(first);
      expect(await notify({ ...notice, id: "evt_contract:in-excess", inExcess: true })).not.toEqual(first);
    });

    test.runIf(has("storage"))("a storage account is made once; a new quota leaves its password", async () => {
      const { ensureStorage } = calls("storage");
      const first = await ensureStorage("contract-mach_1", 1024n ** 3n);
      expect(await ensureStorage("contract-mach_1", 2n * 1024n ** 3n)).toEqual(first);
      expect((await ensureStorage("contract-mach_2", 1024n ** 3n)).password).not.toBe(first.password);
    });

    test("every exchange is recorded, the failed ones with their error, none with a credential", () => {
      expect(cloud.exchanges.length).toBeGreaterThan(0);
      expect(cloud.exchanges.some(({ error }) => error !== null)).toBe(true);
      for (const secret of cloud.secrets) expect(JSON.stringify(cloud.exchanges)).not.toContain(secret);
    });
  });
}
