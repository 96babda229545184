import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterEach, beforeEach, expect, test } from "vitest";
import { GET as healthRoute } from "@/app/api/health/route";
import { billingEvents, charges, standings, subscriptionParameters, workerProcesses } from "@/db/schema";
import { inCustomer, inProvider, jobRequest } from "../context";
import { failingStandings, ownFailingStandings } from "../reads/failing-standings";
import { health } from "../reads/health";
import { openWork } from "../reads/open-work";
import { standingsOf } from "../reads/standings";
import { recordUsage } from "../usage/record/record-usage";
import { job, now, usageWorld, use } from "../usage/testing";
import { changeLimit } from "./agree-limits";
import { checkStandings } from "./check-standings";
import { evaluateDirtyStandings } from "./evaluate";
import { changeOrPreview } from "./preview-change";

let t: Awaited<ReturnType<typeof usageWorld>>;
let owner: postgres.Sql;
beforeEach(async () => {
  t = await usageWorld();
  owner = postgres(t.ownerUrl, { max: 1, onnotice: () => {} });
});
afterEach(async () => {
  await owner.end();
  await t.drop();
});

const at = (seconds: number) => jobRequest("test", new Date(now.getTime() + seconds * 1000));
const counter = { start: new Date("2026-11-20T10:10:00Z") };
const record = (meter: string, quantity: string, customerId = "cust_acme") =>
  recordUsage(job(), {
    sourceKind: "program",
    customerId,
    records: [use({ meter, quantity, ...(meter === "units" ? {} : counter) })],
  });
const standingOf = async (meter: string) => {
  const rows = await t.db.withProvider((tx) => tx.select().from(standings));
  return rows.find((row) => row.meter === meter);
};
const numbers = async () =>
  (await t.db.withProvider((tx) => tx.select().from(billingEvents).orderBy(billingEvents.number))).map(
    ({ number, meter }) => [number, meter],
  );

/** The database refuses events of this meter, as any constraint may that an upgrade or an operator adds. */
const refuseEvents = (meter: string) =>
  owner.unsafe(`
    create function refuse_event() returns trigger language plpgsql as $$
    begin raise exception 'secret inner name' using errcode = 'check_violation'; end $$;
    create trigger refuse_event before insert on billing_events for each row when (new.meter = '${meter}')
      execute function refuse_event()`);

test("a standing that the database refuses is shown, waits longer with each try, and stops no other", async () => {
  await t.limit({ meter: "units" });
  await t.limit({ meter: "requests", limit: "1", period: "month" });
  await refuseEvents("requests");
  await record("requests", "500");
  await record("units", "9");
  expect(await evaluateDirtyStandings(at(0))).toMatchObject({ judged: 1, raised: 1, charged: 1, failed: 1 });
  expect(await standingOf("requests")).toMatchObject({ dirty: true, judgedAt: null, failure: { tries: 1 } });

  // Each try is made when it is due, and not before; more use of the same standing does not hasten it.
  const waits: number[] = [];
  let seconds = 0;
  const tryAgain = async () => {
    const due = (((await standingOf("requests"))?.nextTryAt?.getTime() ?? 0) - now.getTime()) / 1000;
    waits.push(due - seconds);
    await record("requests", "1");
    expect(await evaluateDirtyStandings(at(due - 1))).toMatchObject({ judged: 0, failed: 0 });
    expect(await evaluateDirtyStandings(at(due))).toMatchObject({ failed: 1 });
    seconds = due;
  };
  for (let n = 0; n < 3; n++) await tryAgain();
  // As after eight tries.
  await t.db.withProvider((tx) =>
    tx.execute(sql`update standings set failure = jsonb_set(failure, '{tries}', '8') where failure is not null`),
  );
  for (let n = 0; n < 3; n++) await tryAgain();
  expect(waits).toEqual([2, 4, 8, 16, 300, 300]);

  // Other use of the customer is judged meanwhile, and no number is left out.
  await record("units", "20");
  expect(await evaluateDirtyStandings(at(seconds + 1))).toMatchObject({ judged: 1, failed: 0 });
  expect(await numbers()).toEqual([
    [2001, "units"],
    [2002, "units"],
  ]);

  const found = await standingOf("requests");
  expect(found?.failure).toMatchObject({ since: now.toISOString(), tries: 11 });
  expect(found?.failure?.sentence).toMatch(/^The database refused what judging would store\. .*\breq_/);
  expect(JSON.stringify(found?.failure)).not.toContain("secret inner name");

  await owner.unsafe("drop trigger refuse_event on billing_events");
  expect(await evaluateDirtyStandings(at(seconds + 300))).toMatchObject({ judged: 1, raised: 1, failed: 0 });
  expect(await standingOf("requests")).toMatchObject({ dirty: false, failure: null, nextTryAt: null });
  expect(await numbers()).toEqual([
    [2001, "units"],
    [2002, "units"],
    [2003, "requests"],
  ]);
  const billed = await t.db.withProvider((tx) => tx.select().from(charges));
  expect(billed.filter(({ meter }) => meter === "requests")).toMatchObject([{ quantity: "505" }]);
});

test("of very many standings the one that cannot be judged fails alone, and the others are judged many at once", async () => {
  await t.limit({ meter: "requests", limit: "5", period: "hour", thresholdPercent: "90" });
  await refuseEvents("requests");
  const hours = 130;
  const ended = (n: number) => new Date(now.getTime() - n * 3_600_000);
  const records = Array.from({ length: hours }, (_, n) =>
    use({ meter: "requests", quantity: n === 50 ? "9" : "1", start: new Date(+ended(n) - 60_000), at: ended(n) }),
  );
  await recordUsage(job(), { sourceKind: "program", customerId: "cust_acme", records });
  expect(await evaluateDirtyStandings(job())).toMatchObject({ judged: hours - 1, raised: 0, failed: 1 });
  const rows = await t.db.providerSql`select dirty, figures ->> 'use' as use, xmin::text as transaction from standings`;
  expect(rows.filter(({ dirty }) => dirty)).toHaveLength(1);
  expect(rows.filter(({ use }) => use === "1")).toHaveLength(hours - 1);
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(hours / 5);
  expect(await checkStandings(job(), null)).toMatchObject({ differences: [] });
});

test("doctor, health, Operations and both pages say so, the customer's without the reason, until it is mended", async () => {
  const started = new Date();
  const worker = { id: "w", pid: 1, build: "b", startedAt: started, seenAt: started };
  await t.db.withProvider((tx) => tx.insert(workerProcesses).values(worker));
  await t.limit({ meter: "processor", limit: "1", billingStep: "0" }); // A step that no figure can be rounded to.
  await record("processor", "5");
  const shown = () =>
    inProvider(job(), async (ctx) => ({
      operations: (await openWork(ctx)).standings,
      staff: await failingStandings(ctx, "cust_acme"),
      other: await failingStandings(ctx, "cust_other"),
      standing: (await standingsOf(ctx, "cust_acme"))[0]?.standing,
    }));
  const own = () => inCustomer(job(), "cust_acme", (ctx) => ownFailingStandings(ctx, "cust_acme"));
  const check = async () => (await health(jobRequest("test"))).checks.find(({ part }) => part === "standings");

  expect(await evaluateDirtyStandings(job())).toMatchObject({ judged: 0, failed: 1 });
  const failing = { customerName: "acme", meter: "processor", since: now, tries: 1 };
  const reason = { ...failing, sentence: "The billing step must be above 0, not 0." };
  expect(await shown()).toMatchObject({
    operations: [reason],
    staff: [reason],
    other: [],
    standing: { figures: null, failingSince: now },
  });
  const [ownOne] = await own();
  expect(ownOne).toMatchObject({ meterName: "Processor", since: now });
  expect(Object.keys(ownOne ?? {})).not.toContain("sentence");
  const found = await check();
  expect(found).toMatchObject({ ok: false, detail: expect.stringContaining("The billing step must be above 0") });
  expect(found?.what).toMatch(/^1 cannot be judged/);
  const answer = await (await healthRoute()).json();
  expect(answer).toMatchObject({ status: "attention", standings: { ok: false, what: found?.what } });
  expect(JSON.stringify(answer)).not.toContain("acme");

  // Mended terms are judged at once, though the next try was not due.
  const [limit] = await t.db.withProvider((tx) => tx.select().from(subscriptionParameters));
  const terms = { customerId: "cust_acme", parameterId: limit?.id ?? "", from: new Date("2026-11-20T10:00:00Z") };
  const looked = inProvider(job(), (ctx) =>
    changeOrPreview(ctx, { preview: true }, (tried) => changeLimit(tried, { ...terms, change: { limit: "5" } })),
  );
  await expect(looked).rejects.toThrow("A window cannot be judged after this: The billing step must be above 0");
  await inProvider(job(), (ctx) => changeLimit(ctx, { ...terms, change: { billingStep: "1" } }));
  expect(await evaluateDirtyStandings(job())).toMatchObject({ judged: 1, charged: 1, failed: 0 });
  expect(await shown()).toMatchObject({ operations: [], staff: [], standing: { failingSince: null } });
  expect(await own()).toEqual([]);
  expect(await check()).toMatchObject({ ok: true });
});
