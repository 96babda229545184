import { inProvider } from "@/server/context";
import { createApiKey } from "@/server/identity/create-api-key";
import { recordUsage } from "@/server/usage/record/record-usage";
import { evaluateDirtyStandings } from "@/server/workflow/evaluate";
import { call } from "./http-call";
import { type Comparison, sideBySide } from "./measure";
import { startWeb } from "./web";
import { type Bench, type Customer, job } from "./world";

const customers = 50;
const lines = 32;
/** What is left of the one hot limit at first. */
const hot = 200;

/** Whether further use is allowed, over HTTP; and use reserved of one hot limit, by many programs at once. */
export const allowance: Bench = async function* (world, scale) {
  const asked = await world.customers(customers, 2);
  const [contended] = (await world.customers(1, 2, { limit: String(hot), overflowPolicy: "restrict" })) as [Customer];
  for (const customer of [...asked, contended]) await oneReading(customer);
  await evaluateDirtyStandings(job(), customers + 1);
  const web = await startWeb(world.databaseUrl);
  const post = async (key: string, path: string, body: object | null) => {
    const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
    const answer = await call(web.origin, "POST", path, headers, body === null ? "" : JSON.stringify(body));
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}: ${answer.body}`);
    return JSON.parse(answer.body);
  };
  try {
    const programs = await Promise.all(asked.map(async (customer) => ({ customer, key: await keyOf(customer) })));
    const question = { meter: "units", quantity: "1", cloud: "cloud-a" };
    const read = async ({ customer, key }: (typeof programs)[number]) => {
      const headers = { authorization: `Bearer ${key}` };
      const path = `/api/v1/customers/${customer.id}/limits?limit=1`;
      const { status } = await call(web.origin, "GET", path, headers, "");
      if (status !== 200) throw new Error(`${path} was answered ${status}.`);
    };
    const ofEach = (count: number) =>
      Array.from({ length: count }, (_, n) => programs[n % programs.length] as (typeof programs)[number]);
    yield {
      what: `checks of further use, ${lines} connections, ${customers} customers`,
      size: Math.max(lines, Math.round(640 * scale)),
      unit: "/s",
      noun: "checks",
      subject: (count) => () =>
        sideBySide(ofEach(count), lines, ({ key }) => post(key, "/api/v1/entitlements/check", question)),
      floors: [
        { name: "one limit read by its list", prepare: (count) => () => sideBySide(ofEach(count), lines, read) },
      ],
    } satisfies Comparison;
    await world.bare`create table bench_holds (id text primary key, quantity numeric, ended boolean)`;
    let row = 0;
    const written = (count: number) =>
      sideBySide(
        Array.from({ length: count }, () => `hold-${++row}`),
        keys.length,
        async (id) => {
          await world.bare`insert into bench_holds values (${id}, 1, false)`;
          await world.bare`update bench_holds set ended = true where id = ${id}`;
        },
      );
    // One key takes 1,000 requests in 10 s.
    const keys = await Promise.all(Array.from({ length: 16 }, () => keyOf(contended)));
    yield {
      what: `reserved and released of one hot limit, ${keys.length} connections`,
      size: Math.max(keys.length, Math.round(160 * scale)),
      unit: "/s",
      noun: "reservations",
      subject: (count) => async () => {
        const held: string[] = [];
        const pieces = Array.from({ length: count }, (_, n) => keys[n % keys.length] as string);
        await sideBySide(pieces, keys.length, async (key) => {
          const body = { ...question, reserve: 600 };
          const { allowed, reservation } = await post(key, "/api/v1/entitlements/check", body);
          if (allowed) held.push(reservation.id);
        });
        if (held.length !== Math.min(count, hot)) throw new Error(`${held.length} of ${hot} were reserved.`);
        await sideBySide(held, keys.length, (id) =>
          post(keys[held.indexOf(id) % keys.length] as string, `/api/v1/usage-reservations/${id}/release`, null),
        );
      },
      floors: [{ name: "a row by INSERT and UPDATE, each committed", prepare: (count) => () => written(count) }],
    } satisfies Comparison;
  } finally {
    await web.close();
  }
};

/** Use of the running month, so that its standing is there. */
function oneReading({ id, machines: [machine] }: Customer) {
  const reading = { meter: "units", subject: machine?.id ?? null, start: null, quantity: "0", cloud: null };
  const records = [{ ...reading, customer: null, id: `first-${id}`, source: "bench", at: new Date() }];
  return recordUsage({ ...job(), now: new Date() }, { sourceKind: "program", customerId: id, records });
}

const keyOf = async ({ id }: Customer) =>
  (
    await inProvider(job(), (ctx) =>
      createApiKey(ctx, {
        customerId: id,
        scopes: ["usage:write", "provisioning:read", "billing:read"],
        label: "bench",
      }),
    )
  ).key;
