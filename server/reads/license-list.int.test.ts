import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { machines } from "@/db/schema";
import { makeTestDatabase } from "@/db/testing";
import { addCloud } from "../clouds/add-cloud";
import { type Context, inCustomer, inProvider, jobRequest } from "../context";
import { licenseFilter } from "../licensing/input";
import { issueAgain } from "../licensing/issue-again";
import { documentsOf, licenseOf, verdictOf } from "../licensing/queries";
import { revokeLicense } from "../licensing/revoke-license";
import { suspendLicense } from "../licensing/suspend-license";
import { agentFor, makeCustomer, makeLink, shipCatalogue, someFacts } from "../setup/testing/portal";
import { countExpiring, countedLicenses, licenseRow, licensesOf } from "./license-list";

let t: Awaited<ReturnType<typeof makeTestDatabase>>;
let customerId = "";
beforeAll(async () => {
  t = await makeTestDatabase();
  await shipCatalogue();
});
beforeEach(async () => {
  customerId = await makeCustomer();
});
afterAll(() => t.drop());

const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
const inside = <T>(work: (ctx: Context) => Promise<T>) => inCustomer(jobRequest("test"), customerId, work);
const installed = async () => {
  const agent = agentFor((await makeLink(customerId)).token, someFacts());
  await agent.install();
  const license = await inside((ctx) => licenseOf(ctx, customerId, agent.machineId));
  if (!license) throw new Error("It was not licensed.");
  return { agent, key: { customerId, licenseId: license.id } };
};
/** One that has reported and waits for its installer. */
const pending = async () => {
  const agent = agentFor((await makeLink(customerId)).token, someFacts());
  await agent.collect();
  const license = await inside((ctx) => licenseOf(ctx, customerId, agent.machineId));
  return { agent, key: { customerId, licenseId: license?.id ?? "" } };
};
const rows = async (filter: Record<string, unknown> = {}) =>
  (await inside((ctx) => licensesOf(ctx, customerId, licenseFilter.parse(filter)))).rows;
const codes = async (filter: Record<string, unknown> = {}) => (await rows(filter)).map(({ verdict }) => verdict.code);

describe("the list", () => {
  test("tells of each license the verdict that a check of its machine gives", async () => {
    const [valid, stopped, gone, waiting] = [await installed(), await installed(), await installed(), await pending()];
    await inside((ctx) => suspendLicense(ctx, { ...stopped.key, reason: "Not paid." }));
    await inside((ctx) => revokeLicense(ctx, { ...gone.key, reason: "Contract ended." }));
    expect(await codes({ sort: "oldest" })).toEqual(["VALID", "SUSPENDED", "REVOKED", "PENDING"]);
    for (const { agent, key } of [valid, stopped, gone, waiting]) {
      const checked = await inside((ctx) => verdictOf(ctx, customerId, agent.machineId));
      const row = await inside((ctx) => licenseRow(ctx, customerId, key.licenseId));
      expect(row.verdict).toEqual({ code: checked.code, sentence: checked.sentence, valid: checked.valid });
    }
  });

  test("judges by the newest document", async () => {
    const { agent, key } = await installed();
    await inside((ctx) => issueAgain(ctx, key));
    expect(await codes()).toEqual(["NOT_ACKNOWLEDGED"]);
    await agent.heartbeat();
    await agent.acknowledge();
    expect(await codes()).toEqual(["VALID"]);
    expect(agent.license?.seq).toBe(2);
  });

  test("tells an ended license's own verdict although its machine has another one", async () => {
    const { agent, key } = await installed();
    await inside((ctx) => revokeLicense(ctx, { ...key, reason: "Contract ended." }));
    await t.db.providerSql`
      insert into licenses select (jsonb_populate_record(l, '{"id":"lic_zz_newer","state":"active","ended_at":null}'::jsonb)).*
      from licenses l where l.id = ${key.licenseId}`;
    expect((await inside((ctx) => verdictOf(ctx, customerId, agent.machineId))).license?.id).toBe("lic_zz_newer");
    expect(await codes({ sort: "oldest" })).toEqual(["REVOKED", "NO_SEAT"]);
  });

  test("tells the machine's cloud, and finds by it", async () => {
    const [here, there] = [await installed(), await installed()];
    const slug = `fra-${customerId.slice(-6)}`;
    const cloudId = await provider(async (ctx) => {
      const id = await addCloud(ctx, { slug, name: "Fairwind fra-2", driver: "none", region: "fra-2" });
      await ctx.tx.update(machines).set({ cloudId: id }).where(eq(machines.id, there.agent.machineId));
      return id;
    });
    expect(await rows({ cloudId })).toMatchObject([{ id: there.key.licenseId, cloudName: "Fairwind fra-2" }]);
    expect(await rows({ cloudId: "on-premises" })).toMatchObject([{ id: here.key.licenseId, cloudName: null }]);
  });

  test("finds by verdict over pages, and by what was ticked", async () => {
    const all = [await installed(), await pending(), await installed(), await pending(), await installed()];
    const filter = (more: Record<string, unknown>) => licenseFilter.parse({ sort: "oldest", limit: 2, ...more });
    const first = await inside((ctx) => licensesOf(ctx, customerId, filter({ verdict: "VALID" })));
    const cursor = first.nextCursor;
    const second = await inside((ctx) => licensesOf(ctx, customerId, filter({ verdict: "VALID", cursor })));
    expect([...first.rows, ...second.rows].map(({ id }) => id)).toEqual([0, 2, 4].map((n) => all[n]?.key.licenseId));
    expect(second.nextCursor).toBeNull();
    expect(await codes({ verdict: "not_valid" })).toEqual(["PENDING", "PENDING"]);
    const ids = [all[3]?.key.licenseId ?? "", "lic_nowhere"];
    expect((await rows({ ids })).map(({ id }) => id)).toEqual([all[3]?.key.licenseId]);
  });

  test("pages by customer and machine neither skip nor repeat", async () => {
    for (let n = 0; n < 5; n++) await pending();
    for (const sort of ["newest", "oldest", "customer", "machine", "state", "expiry"]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const filter = licenseFilter.parse({ sort, limit: 2, cursor });
        const page: Awaited<ReturnType<typeof licensesOf>> = await inside((ctx) => licensesOf(ctx, customerId, filter));
        seen.push(...page.rows.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor);
      expect(new Set(seen).size).toBe(5);
      expect(seen).toHaveLength(5);
    }
  });

  test("is counted for the console, with where the page starts", async () => {
    const name = "Counted Ltd";
    customerId = await makeCustomer(name);
    for (let n = 0; n < 3; n++) await pending();
    const filter = licenseFilter.parse({ search: name, limit: 2 });
    const first = await provider((ctx) => countedLicenses(ctx, filter));
    expect(first).toMatchObject({ total: 3, first: 1 });
    const last = await provider((ctx) => countedLicenses(ctx, { ...filter, cursor: first.nextCursor }));
    expect(last).toMatchObject({ total: 3, first: 3, nextCursor: null });
    expect(await provider((ctx) => countedLicenses(ctx, { ...filter, verdict: "PENDING" }))).toMatchObject({
      total: null,
      first: null,
    });
  });
});

describe("what ends soon", () => {
  test("counts active licenses that expire within 30 days", async () => {
    const { key } = await installed();
    await pending();
    const day = 24 * 3_600_000;
    const before = await provider(countExpiring);
    await provider(
      (ctx) =>
        t.db
          .providerSql`update licenses set valid_to = ${new Date(ctx.now.getTime() + 20 * day).toISOString()} where id = ${key.licenseId}`,
    );
    expect(await provider(countExpiring)).toBe(before + 1);
  });
});

describe("issuing again", () => {
  test("is refused with the verdict's sentence where no document may be issued", async () => {
    const { key } = await installed();
    await inside((ctx) => suspendLicense(ctx, { ...key, reason: "Not paid." }));
    await expect(inside((ctx) => issueAgain(ctx, key))).rejects.toThrow(
      "The license is suspended; the provider's staff can resume it.",
    );
    expect(await inside((ctx) => documentsOf(ctx, customerId, key.licenseId))).toHaveLength(1);
    const waiting = await pending();
    await expect(inside((ctx) => issueAgain(ctx, waiting.key))).rejects.toThrow("has not enrolled yet");
  });
});
