import { createSign, generateKeyPairSync, randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { POST } from "@/app/api/v1/events/route";
import { GET as getUsage } from "@/app/api/v1/usage/route";
import { GET as getRecords } from "@/app/api/v1/usage-records/route";
import { machines } from "@/db/schema";
import { type ApiScope, inProvider, jobRequest } from "../../context";
import { createApiKey } from "../../identity/create-api-key";
import { assignUsage } from "../corrections/assign-usage";
import { job, usageWorld } from "../testing";

let t: Awaited<ReturnType<typeof usageWorld>>;
let keys: Record<"acme" | "provider" | "reader" | "other", string>;
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
// The routes take the process's own clock.
const moment = new Date(Math.floor(Date.now() / 900_000) * 900_000 - 60_000);
const time = moment.toISOString();

beforeAll(async () => {
  t = await usageWorld();
  const make = (customerId: string | null, ...scopes: ApiScope[]) =>
    inProvider(job(), (ctx) => createApiKey(ctx, { customerId, scopes, label: "test" })).then(({ key }) => key);
  keys = {
    acme: await make("cust_acme", "usage:write", "usage:read"),
    provider: await make(null, "usage:write", "usage:read"),
    reader: await make("cust_acme", "usage:read"),
    other: await make("cust_other", "usage:write", "usage:read"),
  };
  const publicKeyPem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
  await t.db.withProvider((tx) => tx.update(machines).set({ publicKeyPem }).where(eq(machines.id, "mach_a")));
});
afterAll(() => t.drop());

let last = 0;
const event = (change: Record<string, unknown> = {}, data: Record<string, unknown> = {}) => ({
  specversion: "1.0",
  id: `e${++last}`,
  source: "reader",
  type: "units",
  subject: "mach_a",
  time,
  data: { quantity: "1", ...data },
  ...change,
});
const send = (body: unknown, authorization: string, headers: Record<string, string> = {}) =>
  POST(
    new Request("http://portal/api/v1/events", {
      method: "POST",
      headers: {
        authorization: `Bearer ${authorization}`,
        "content-type": "application/cloudevents-batch+json",
        ...headers,
      },
      body: typeof body === "string" || Buffer.isBuffer(body) ? (body as Buffer<ArrayBuffer>) : JSON.stringify(body),
    }),
  );
const machineToken = () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const iat = Math.floor(Date.now() / 1000);
  const aud = "http://127.0.0.1:3000";
  const signed = `${part({ alg: "ES256", typ: "JWT", kid: "mach_a" })}.${part({ aud, iat, exp: iat + 300, jti: randomUUID() })}`;
  return `${signed}.${createSign("sha256").update(signed).sign(pair.privateKey).toString("base64url")}`;
};

describe("POST /api/v1/events", () => {
  test("a sender of fifty requests at once is bounded and refused; another one is answered among its first", async () => {
    const answers: [sender: string, status: number][] = [];
    const note = (sender: string) => (answer: Response) => {
      answers.push([sender, answer.status]);
      return answer;
    };
    const much = Array.from({ length: 50 }, () => send([event()], keys.acme).then(note("acme")));
    const other = send([], keys.other).then(note("other"));
    expect((await other).status).toBe(204);
    const stored = () => answers.filter(([sender, status]) => sender === "acme" && status === 204).length;
    expect(stored()).toBeLessThan(12);
    const all = await Promise.all(much);
    expect(stored()).toBe(24);
    const refused = all.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(26);
    expect(refused[0]?.headers.get("retry-after")).toBe("1");
  });

  test("204 for all accepted, and for all sent again; always with a request id", async () => {
    const batch = [event(), event({ subject: "SER-B" })];
    for (const n of [1, 2]) {
      const answer = await send(batch, keys.acme);
      expect([n, answer.status, await answer.text()]).toEqual([n, 204, ""]);
      expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
    }
    expect((await send([], keys.acme)).status).toBe(204);
  });

  test("a quantity in another unit is converted to the meter's exactly; one that cannot be is refused", async () => {
    const sized = (id: string, meter: string, quantity: string, unit: string | null) =>
      event({ id, type: meter }, { quantity, unit });
    const batch = [
      ...[sized("u1", "bandwidth", "1", "GB"), sized("u2", "processor", "90", "vCPU·min")],
      ...[sized("u3", "requests", "2", "10K requests"), sized("u4", "storage", "5", null)],
    ];
    expect((await send(batch, keys.acme)).status).toBe(204);
    const rows = await t.db.providerSql`
      select event_id, quantity::text as quantity from usage_records where event_id like 'u_' order by 1`;
    expect(rows.map(({ event_id, quantity }) => [event_id, quantity])).toEqual([
      ...[
        ["u1", "0.931322574615478515625"],
        ["u2", "1.5"],
        ["u3", "20000"],
        ["u4", "5"],
      ],
    ]);
    // The same quantity in another unit is the same record.
    expect((await send([sized("u1", "bandwidth", "1000", "MB")], keys.acme)).status).toBe(204);
    const wrong = [
      ...[sized("w1", "bandwidth", "1", "requests"), sized("w2", "processor", "1", "vCPU·min")],
      ...[sized("w3", "no-such-meter", "1", "GB"), sized("w4", "bandwidth", "1", "GB")],
    ];
    const refused = await send(wrong, keys.acme);
    expect(refused.status).toBe(207);
    expect(
      (await refused.json()).entries.map(({ status, detail }: Record<string, unknown>) => [status, detail]),
    ).toEqual([
      [400, "data.unit: requests cannot be converted to GiB. Send it in GiB."],
      [400, "data.unit: 1 vCPU·min is no decimal number of vCPU·h. Send it in vCPU·h."],
      [400, "There is no meter no-such-meter, whose unit data.unit GB could be converted to."],
    ]);
    // Where the customer is not known yet it waits with its unit.
    const waiting = event({ id: "w5", type: "bandwidth" }, { quantity: "8", unit: "Gb", customer: "later" });
    expect((await send([waiting], keys.provider)).status).toBe(204);
    const [stored] = await t.db.providerSql`select id from unassigned_usage where source = 'reader'`;
    await assignUsage(jobRequest("test"), { ids: [stored?.id], customerId: "cust_acme" });
    const assigned = await t.db.providerSql`select quantity::text as quantity from usage_records where event_id = 'w5'`;
    expect(assigned.map(({ quantity }) => quantity)).toEqual(["0.931322574615478515625"]);
  });

  test("structured and binary say the same as a batch", async () => {
    const one = event({}, { quantity: 3.5 });
    expect((await send(one, keys.acme, { "content-type": "application/cloudevents+json" })).status).toBe(204);
    const { data, ...attributes } = one;
    const headers = Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]));
    expect((await send(data, keys.acme, { ...headers, "content-type": "application/json" })).status).toBe(204);
    const rows = await t.db.providerSql`select 1 from usage_records where event_id = ${one.id}`;
    expect(rows).toHaveLength(1);
  });

  test("207 with counts and one entry for each rejected or conflicting record", async () => {
    const known = event();
    await send([known], keys.acme);
    const batch = [event(), null, { ...known, data: { quantity: "9" } }, event({ source: "mach_a" }), event(), known];
    const answer = await send(batch, keys.acme);
    expect(answer.status).toBe(207);
    expect(await answer.json()).toMatchObject({
      records: 6,
      accepted: 2,
      duplicates: 1,
      conflicts: 1,
      rejected: 2,
      fates: { counted: 2 },
      entries: [
        { index: 1, outcome: "rejected", status: 400 },
        { index: 2, id: known.id, source: "reader", outcome: "conflict", status: 409 },
        { index: 3, outcome: "rejected", status: 403 },
      ],
      requestId: expect.stringMatching(/^req_/),
    });
  });

  test("422 when none was accepted, with the sentence", async () => {
    const answer = await send([event({}, { quantity: "much" })], keys.acme);
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(await answer.json()).toMatchObject({
      code: "unprocessable",
      detail: 'The quantity "much" is not a decimal number: write it like 12.5.',
      entries: [{ index: 0, outcome: "rejected" }],
    });
  });

  test("a machine reports with its token, in its own name only", async () => {
    const own = event({ source: "mach_a", type: "memory" });
    expect((await send([own], machineToken())).status).toBe(204);
    expect((await send([own], machineToken())).status).toBe(204);
    const foreign = await send([event({ source: "mach_b", subject: "mach_b" })], machineToken());
    expect(foreign.status).toBe(422);
    expect(await foreign.json()).toMatchObject({
      detail: "A machine's source is its own id, mach_a; mach_b is not yours to use.",
      entries: [{ status: 403 }],
    });
    const kinds = await t.db.providerSql`select source_kind from usage_records where event_id = ${own.id}`;
    expect(kinds).toMatchObject([{ source_kind: "agent" }]);
  });

  test("who may not, is told so: 401 without a key, 403 without the scope, and 413, 415, 400 with a sentence", async () => {
    const status = async (answer: Promise<Response>) => {
      const response = await answer;
      const body = (await response.json()) as { detail: string; requestId: string };
      expect(body.detail).toMatch(/[.…]$|spw_/);
      expect(body.requestId).toMatch(/^req_/);
      return response.status;
    };
    expect(await status(send([event()], "nonsense"))).toBe(401);
    expect(await status(send([event()], "a.b.c"))).toBe(401);
    expect(await status(send([event()], keys.reader))).toBe(403);
    expect(
      await status(
        send(
          Array.from({ length: 10_001 }, () => event()),
          keys.acme,
        ),
      ),
    ).toBe(413);
    expect(await status(send(`["${"x".repeat(16 * 1024 * 1024)}"]`, keys.acme))).toBe(413);
    expect(await status(send("{", keys.acme))).toBe(400);
    expect(await status(send("{}", keys.acme, { "content-type": "text/plain" }))).toBe(415);
  });

  test("half of a character is refused record by record, and never answered 'send again'", async () => {
    const batch = [event({}, { customer: "acme" }), event({}, { customer: "\ud800" }), event({ id: "a\udfff" })];
    const answer = await send(batch, keys.provider);
    expect(answer.status).toBe(207);
    expect(await answer.json()).toMatchObject({
      accepted: 1,
      rejected: 2,
      entries: [
        { index: 1, status: 400, detail: expect.stringContaining("half of a character") },
        { index: 2, status: 400, detail: expect.stringContaining("half of a character") },
      ],
    });
  });

  test("where one of two customers' records cannot be stored, the answer says how many are", async () => {
    const quiet = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const owner = (await import("postgres")).default(t.ownerUrl, { max: 1 });
    const fail = (code: string) =>
      owner.unsafe(`create or replace function refuse_other() returns trigger language plpgsql as $$ begin
        if new.customer_id = 'cust_other' then raise exception 'refused' using errcode = '${code}'; end if;
        return new; end $$`);
    const failing = async (code: string) => {
      await fail(code);
      const of = (customer: string) => event({ subject: null, type: "requests" }, { customer, cloud: "cloud-a" });
      const answer = await send([of("acme"), of("other")], keys.provider);
      return [answer.status, (await answer.json()) as { stored: number; detail: string }] as const;
    };
    await fail("53100");
    await owner`create trigger refuse_other before insert on usage_batches for each row execute function refuse_other()`;
    const [later, again] = await failing("53100");
    expect([later, again.stored]).toEqual([503, 1]);
    expect(again.detail).toBe(
      "The records could not all be stored: 1 of the 2 count as received. Send the same records again.",
    );
    const [never, fault] = await failing("22021");
    expect([never, fault.stored]).toEqual([422, 1]);
    expect(fault.detail).toContain("sent again as it is, it is refused again");
    await owner`drop trigger refuse_other on usage_batches`;
    await owner.end();
    quiet.mockRestore();
  });

  test("503 before it is durable, and nothing is half stored", async () => {
    const quiet = vi.spyOn(console, "error").mockImplementation(() => {});
    const batch = [event({ id: "held" })];
    const owner = (await import("postgres")).default(t.ownerUrl, { max: 1 });
    await owner`alter table usage_batches rename to usage_batches_away`;
    const answer = await send(batch, keys.acme);
    await owner`alter table usage_batches_away rename to usage_batches`;
    await owner.end();
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(await t.db.providerSql`select 1 from usage_records where event_id = 'held'`).toHaveLength(0);
    expect((await send(batch, keys.acme)).status).toBe(204);
    quiet.mockRestore();
  });
});

describe("reading by key", () => {
  const get = (route: typeof getUsage, query: string, key: string) =>
    route(new Request(`http://portal/api/v1/x?${query}`, { headers: { authorization: `Bearer ${key}` } }));
  const window = `from=${new Date(moment.getTime() - 3_600_000).toISOString()}&to=${new Date(moment.getTime() + 3_600_000).toISOString()}`;

  test("a unique count states how many values the whole time has", async () => {
    const seen = (value: string, change: Record<string, unknown>) =>
      event({ type: "users", ...change }, { value, quantity: undefined });
    const earlier = new Date(moment.getTime() - 20 * 60_000).toISOString();
    const sent = [seen("ann", {}), seen("ann", { time: earlier }), seen("bob", { subject: "mach_b" })];
    expect((await send([...sent, seen("", {})], keys.acme)).status).toBe(207);
    const use = await (await get(getUsage, `meter=users&grain=tick&${window}`, keys.acme)).json();
    expect(use).toMatchObject({ whole: { total: "2", values: { "cloud-a": "1", "cloud-b": "1" } } });
    expect(use.points).toHaveLength(2);
    const { records } = await (await get(getRecords, `meter=users&${window}`, keys.acme)).json();
    expect(records.map(({ value, quantity }: Record<string, string>) => `${value} ${quantity}`).sort()).toEqual([
      ...["ann 1", "ann 1", "bob 1"],
    ]);
  });

  test("use over time, clouds by slug, the own customer alone", async () => {
    const answer = await get(getUsage, `meter=units&grain=tick&${window}`, keys.acme);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      meter: "units",
      groups: ["cloud-a", "cloud-b"],
      points: [{ values: { "cloud-b": "1" } }],
    });
    expect(await (await get(getUsage, `meter=units&${window}`, keys.other)).json()).toMatchObject({ points: [] });
    expect((await get(getUsage, `meter=units&${window}&customer=acme`, keys.other)).status).toBe(404);
    expect(
      await (await get(getUsage, `meter=units&${window}&customer=acme&groupBy=machine`, keys.provider)).json(),
    ).toMatchObject({
      groups: ["mach_a", "mach_b"],
    });
    const wrong = await get(getUsage, `meter=units&from=yesterday&to=today`, keys.acme);
    expect([wrong.status, ((await wrong.json()) as { detail: string }).detail]).toEqual([
      400,
      "from: Give a time with its zone, like 2026-11-01T00:00:00Z.",
    ]);
  });

  test("records by fate, page by page, and all as CSV", async () => {
    const page = (await (await get(getRecords, "fate=conflict", keys.acme)).json()) as {
      records: unknown[];
      next: null;
    };
    expect(page.records).toMatchObject([{ fate: "conflict", cloud: "cloud-a", quantity: "9" }]);
    const csv = await get(getRecords, "format=csv&fate=conflict", keys.acme);
    expect(csv.headers.get("content-type")).toContain("text/csv");
    expect((await csv.text()).split("\r\n")).toHaveLength(3);
    const all = (await (await get(getRecords, "limit=1000", keys.acme)).json()) as { records: unknown[] };
    const lines = (await (await get(getRecords, "format=csv", keys.acme)).text()).trim().split("\r\n");
    expect(lines).toHaveLength(all.records.length + 1);
    expect((await get(getRecords, "fate=lost", keys.acme)).status).toBe(400);
    expect((await get(getRecords, "", keys.provider)).status).toBe(200);
  });
});

test("10,000 records in one call, compressed: all are stored once, however often they are sent", async () => {
  const records = Array.from({ length: 10_000 }, (_, n) => event({ id: `large-${n}` }));
  const packed = () => send(gzipSync(JSON.stringify(records)), keys.acme, { "content-encoding": "gzip" });
  const stored = async () =>
    (
      await t.db
        .providerSql`select count(*)::int as n from usage_records where event_id like 'large-%' and fate <> 'conflict'`
    )[0]?.n;
  const [first, second] = await Promise.all([packed(), packed()]);
  expect([first?.status, second?.status]).toEqual([204, 204]);
  expect(await stored()).toBe(10_000);
  // One other content, one that cannot be read, and a new one among them: each is what it would be alone.
  records[9_000] = event({ id: "large-9000" }, { quantity: "99" });
  records[9_500] = event({ id: "large-9500", time: "yesterday" });
  records[9_999] = event({ id: "large-new" });
  const changed = await packed();
  expect(changed.status).toBe(207);
  expect(await changed.json()).toMatchObject({
    ...{ records: 10_000, accepted: 1, duplicates: 9_997, conflicts: 1, rejected: 1 },
    entries: [
      { index: 9_000, code: "conflict" },
      { index: 9_500, code: "invalid" },
    ],
  });
  expect(await stored()).toBe(10_001);
});
