import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { POST as cron } from "@/app/api/cron/billing/route";
import { POST as collect } from "@/app/api/machines/collect/route";
import { GET as customersList } from "@/app/api/v1/customers/route";
import { ask, type ProgramsWorld, programsWorld } from "@/app/api/v1/testing";
import { GET as openedLink } from "@/app/i/[link]/route";
import { type Database, openDatabase } from "@/db";
import { DatabaseAway } from "@/db/pulse";
import { notices, signInTokens } from "@/db/schema";
import { type Context, inProvider, jobRequest } from "../context";
import { DomainError } from "../errors";
import { inviteCustomer } from "../identity/invite-customer";
import { inviteMember } from "../identity/invite-member";
import { requestSignIn } from "../identity/request-sign-in";
import { guardGuesses } from "./guesses";
import { Limiters, ourLimiters } from "./limiters";
import { countUnder, limit, limits } from "./limits";
import { pruneLimits } from "./prune-limits";
import { forgetLimits } from "./testing/forget-limits";

let world: ProgramsWorld;
let second: Database;
const provider = <T>(work: (ctx: Context) => Promise<T>) => inProvider(jobRequest("test"), work);
const times = <T>(n: number, work: (n: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => work(i)));

beforeAll(async () => {
  world = await programsWorld();
  second = openDatabase(world.url, { connections: 8 });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await forgetLimits();
});
afterAll(async () => {
  await second.end();
  await world.drop();
});

describe("a limit", () => {
  test("of two processes at once exactly as many are taken as it says", async () => {
    const other = new Limiters(() => second);
    const both = [ourLimiters(), other];
    const counted = await times(60, (n) => countUnder("envelope", "one", both[n % 2]));
    expect(counted.filter(({ refused }) => !refused)).toHaveLength(limits.envelope.most);
    expect((await countUnder("envelope", "another", other)).refused).toBe(false);
  });

  test("of 40 requests at once five mails are sent, and the next quarter of an hour counts anew", async () => {
    await provider((ctx) => inviteCustomer(ctx, { name: "Racy", email: "racy@example.com" }));
    const asked = await times(40, () => provider((ctx) => requestSignIn(ctx, { email: "racy@example.com" })));
    expect(asked.filter(({ mailed }) => mailed)).toHaveLength(5);
    const links = await provider((ctx) =>
      ctx.tx.select().from(signInTokens).where(eq(signInTokens.email, "racy@example.com")),
    );
    expect(links).toHaveLength(5);
  });

  test("one address is invited five times a day, by whatever companies, and says so", async () => {
    const invited = await Promise.allSettled(
      Array.from({ length: 12 }, (_, n) =>
        provider((ctx) =>
          inviteMember(ctx, {
            customerId: n % 2 ? world.own : world.foreign,
            email: "much@example.com",
            role: "billing",
          }),
        ),
      ),
    );
    expect(invited.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    const refused = invited.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({
      code: "rate_limited",
      message: expect.stringContaining("5 times in a day"),
    });
    const mails = await provider((ctx) =>
      ctx.tx.select().from(notices).where(eq(notices.recipient, "much@example.com")),
    );
    expect(mails).toHaveLength(5);
  });

  test("an answer states the limit it was given under; above it the program is told when to come again", async () => {
    const first = await ask(customersList, { key: world.keys.provider });
    expect(first.status).toBe(200);
    expect(first.headers.get("ratelimit-policy")).toBe('"key";q=1000;w=10');
    expect(first.headers.get("ratelimit")).toMatch(/^"key";r=999;t=(10|9)$/);
    await world.db.limitsSql`update request_limits set points = 1000 where key like 'key:%'`;
    const refused = await ask(customersList, { key: world.keys.provider });
    expect([refused.status, refused.body.code]).toEqual([429, "rate_limited"]);
    expect(refused.headers.get("ratelimit")).toMatch(/^"key";r=0;t=\d+$/);
    expect(refused.headers.get("retry-after")).toBe(/t=(\d+)/.exec(refused.headers.get("ratelimit") ?? "")?.[1]);
    expect((await ask(customersList, { key: world.keys.own })).status).not.toBe(429);
  });

  test("while the database is away each process counts for itself, and refuses above the limit", async () => {
    const away = new Limiters(() => ({
      limitsSql: second.limitsSql,
      answered: () => Promise.reject(new DatabaseAway("silent")),
    }));
    const counted = await times(40, () => countUnder("envelope", "away", away));
    expect(counted.filter(({ refused }) => !refused)).toHaveLength(limits.envelope.most);
  });

  test("what was counted in windows that have ended is deleted, the rest stays", async () => {
    await limit("invitation", "old");
    await limit("guess", "young");
    await world.db.limitsSql`update request_limits set expire = 1 where key like 'invitation:%'`;
    expect(await provider((ctx) => pruneLimits(ctx, { before: ctx.now, limit: 10 }))).toBe(1);
    expect(await world.db.limitsSql`select count(*)::int as n from request_limits`).toMatchObject([{ n: 1 }]);
    const [table] = await world.db.limitsSql`select relpersistence from pg_class where relname = 'request_limits'`;
    expect(table?.relpersistence).toBe("u");
  });
});

/** The statuses of so many wrong ones at the same time, and how many of each. */
async function tally(answers: { status: number }[]) {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
const wrongKey = (n: number) => `spw_${String(n).padStart(40, "x")}`;

describe("guesses", () => {
  test("of keys are refused above the limit, those of the right key are not counted", async () => {
    for (let n = 0; n < 40; n++) expect((await ask(customersList, { key: world.keys.provider })).status).toBe(200);
    const answers = [];
    for (let n = 0; n < 40; n++) answers.push(await ask(customersList, { key: wrongKey(n) }));
    expect(await tally(answers)).toEqual({ 401: 30, 429: 10 });
    const refused = answers.at(-1);
    expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(500);
    expect((await ask(customersList, { key: world.keys.provider })).status).toBe(429);
  });

  test("with one wrong key, however often, shut out nobody who shares its address", async () => {
    const answers = [];
    for (let n = 0; n < 70; n++) answers.push(await ask(customersList, { key: wrongKey(0) }));
    expect(await tally(answers)).toEqual({ 401: 60, 429: 10 });
    expect((await ask(customersList, { key: world.keys.provider })).status).toBe(200);
  });

  test("of links and tokens are counted together", async () => {
    const opened = (n: number) =>
      openedLink(new Request("http://portal/i/x"), { params: Promise.resolve({ link: String(n).padStart(43, "a") }) });
    const answers = [];
    for (let n = 0; n < 33; n++) answers.push(await opened(n));
    expect(await tally(answers)).toEqual({ 404: 30, 429: 3 });
    const token = { token: "x".repeat(43), publicKey: "x", facts: {} };
    expect((await ask(collect, { body: token })).status).not.toBe(200);
  });

  test("of the cron's secret at once: no more are checked than the limit says; a right one counts nothing", async () => {
    const call = (secret: string) =>
      cron(new Request("http://portal/", { method: "POST", headers: { authorization: `Bearer ${secret}` } }));
    const answers = await times(60, (n) => call(`wrong-${n}`));
    expect(await tally(answers)).toEqual({ 401: 30, 429: 30 });
    expect((await call("for-tests-only-for-tests")).status).toBe(429);
    await forgetLimits();
    for (let n = 0; n < 35; n++) expect((await call("for-tests-only-for-tests")).status).toBe(200);
  });

  test("from very many addresses: those without a wrong one are still let in", async () => {
    const wrong = () => Promise.reject(new DomainError("unauthenticated", "Wrong."));
    const guess = (address: string, check: () => Promise<string>) =>
      guardGuesses({ kind: "api key", address, credential: address }, check);
    await expect(guess("192.0.2.1", wrong)).rejects.toMatchObject({ code: "unauthenticated" });
    await world.db.limitsSql`update request_limits set points = 3000 where key like 'allGuesses:%'`;
    await expect(guess("192.0.2.2", wrong)).rejects.toMatchObject({ code: "rate_limited" });
    await expect(guess("192.0.2.1", async () => "in")).rejects.toMatchObject({ code: "rate_limited" });
    expect(await guess("192.0.2.3", async () => "in")).toBe("in");
  });
});
