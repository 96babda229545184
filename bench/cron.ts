import { evaluateDirtyStandings } from "@/server/workflow/evaluate";
import type { Comparison } from "./measure";
import { type Bench, job, now, settleAll, type World } from "./world";

/** The limits of the smaller size, each of a customer of its own whose window has a tick of use. */
const limits = 50_000;

/**
 * The sweeper over all limits of an installation: with a hundredth of their standings touched, and with all of them,
 * against reading and writing as many rows of the table. The use is over no limit, as it mostly is.
 */
export const cron: Bench = async function* (world, scale) {
  const size = Math.max(100, Math.round(limits * scale));
  await fill(world, size * 2);
  yield sweep(world, "a hundredth of the limits touched", size, 100);
  yield sweep(world, "every limit touched", size, 1);
};

function sweep(world: World, touched: string, size: number, share: number): Comparison {
  const touch = (count: number) => world.bare`
    update standings set dirty = true, dirty_at = ${now}
     where id in (select id from standings order by id limit ${Math.max(1, Math.round(count / share))})`;
  return {
    what: `the sweeper with ${touched}, ${size} limits`,
    size,
    unit: "ms",
    subject: async (count) => {
      await touch(count);
      return async () => {
        let judged = 0;
        const [begun, used] = [performance.now(), process.cpuUsage()];
        for (let run = await evaluateDirtyStandings(job()); run.judged > 0; run = await evaluateDirtyStandings(job()))
          judged += run.judged;
        if (judged !== Math.max(1, Math.round(count / share))) throw new Error(`${judged} standings were judged.`);
        const { user, system } = process.cpuUsage(used);
        process.stderr.write(
          `${judged} standings in ${Math.round(performance.now() - begun)} ms, ${Math.round((user + system) / 1000)} ms of the client's processor time\n`,
        );
      };
    },
    floors: [
      {
        name: "UPDATE of as many rows",
        prepare: (count) => () =>
          world.bare`
          update standings set judged_at = ${now}
           where id in (select id from standings order by id limit ${Math.max(1, Math.round(count / share))})`,
      },
    ],
  };
}

/** Customers of one transaction: it holds a lock for each of them. */
const customersAtOnce = 5_000;

/** Copies one customer with its limit, standing and use so many times, past our code. */
async function fill(world: World, count: number): Promise<void> {
  const [model] = await world.customers(1, 1);
  if (!model) throw new Error("No customer was made.");
  const tables = ["customers", "subscriptions", "subscription_parameters", "limit_terms"];
  for (let first = 1; first <= count; first += customersAtOnce) {
    const numbers = { first, last: Math.min(count, first + customersAtOnce - 1) };
    for (const table of tables) await copies(world, table, model.id, numbers);
    await world.bare`
      insert into usage_ticks (customer_id, meter, tick, cloud_id, machine_id, overflow, sum, last, last_at, records)
      select c.id, 'units', ${now}::timestamptz - interval '20 minutes', ${world.clouds[0]}, c.id || '_m', false, 5, 5, ${now}, 1
        from generate_series(${numbers.first}::int, ${numbers.last}::int) n join customers c on c.id = ${model.id} || '_' || n`;
  }
  await settleAll();
  await world.bare`
    insert into standings (customer_id, id, parameter_id, meter, window_start, window_end, dirty, dirty_at, over)
    select p.customer_id, 'stand_' || p.id, p.id, p.meter, date_trunc('month', ${now}::timestamptz),
           date_trunc('month', ${now}::timestamptz) + interval '1 month', false, ${now}, false
      from subscription_parameters p where p.customer_id <> ${model.id}`;
  await world.bare`vacuum analyze`;
}

/** Rows of a customer again for customers of other names: its ids and those that lead to them get a number. */
async function copies(
  { bare }: World,
  table: string,
  customerId: string,
  { first, last }: { first: number; last: number },
): Promise<void> {
  const columns = (
    await bare<{ name: string }[]>`
      select column_name as name from information_schema.columns
       where table_schema = 'public' and table_name = ${table} and is_generated = 'NEVER' order by ordinal_position`
  ).map(({ name }) => name);
  const own = new Set(["id", "customer_id", "subscription_id", "parameter_id", "identifier"]);
  const values = columns.map((name) => (own.has(name) ? `t."${name}" || '_' || n` : `t."${name}"`));
  await bare.unsafe(
    `insert into ${table} (${columns.map((name) => `"${name}"`).join(", ")})
     select ${values.join(", ")} from ${table} t, generate_series($2::int, $3::int) n
      where t.${table === "customers" ? "id" : "customer_id"} = $1`,
    [customerId, first, last],
  );
}
