import { newRequest } from "@/server/context";
import { recordUsage } from "@/server/usage/record/record-usage";
import { evaluateDirtyStandings } from "@/server/workflow/evaluate";
import type { Comparison } from "./measure";
import { type Bench, type Customer, job, loadTicks, now, type World } from "./world";

const month = { from: new Date("2026-11-01T00:00:00Z"), to: now };
const hour = { from: new Date("2026-11-29T23:00:00Z"), to: now };
let sent = 0;
const units = (quantity: string) => ({ meter: "units", quantity });

/**
 * From the call that records a reading to the standing judged on it, the window's ticks being there: against reading
 * those ticks.
 */
export const evaluate: Bench = async function* (world, scale) {
  for (const machines of [1, 2, 4]) yield await judged(world, "month", machines);
  for (const machines of [50, 200]) yield await judged(world, "hour", Math.max(4, machines * scale));
  yield await counted(world, Math.max(10, Math.round(1000 * scale)));
  yield await crossed(world, 2, Math.max(1, Math.round(5 * scale)));
};

/** One customer for each size, since the size is what the window holds. */
async function judged(world: World, period: "month" | "hour", machines: number): Promise<Comparison> {
  const time = period === "month" ? month : hour;
  const customers = new Map<number, Customer>();
  for (const size of [machines, machines * 2]) {
    const [customer] = (await world.customers(1, size, { period })) as [Customer];
    await loadTicks(world, customer, time);
    customers.set(size, customer);
    await recordAndJudge(customer, units("5"));
  }
  const of = (size: number) => customers.get(size) as Customer;
  return {
    what: `record and judge, ${period === "month" ? "a month's" : "an hour's"} window, ${machines} machine${machines === 1 ? "" : "s"}`,
    size: machines,
    unit: "ms",
    subject: (size) => () => recordAndJudge(of(size), units("5")),
    floors: [{ name: "SELECT of the window's ticks", prepare: (size) => () => ticksOf(world, of(size), time.from) }],
  };
}

/** Each value of a unique count was seen on every day of the month, in 8 quarters of an hour. */
async function counted(world: World, values: number): Promise<Comparison> {
  const customers = new Map<number, Customer>();
  for (const size of [values, values * 2]) {
    const [customer] = (await world.customers(1, 1, { period: "month", meter: "users" })) as [Customer];
    await world.bare`
      insert into usage_values (customer_id, meter, value, tick, cloud_id, machine_id, service_id, overflow)
      select ${customer.id}, 'users', 'user-' || v, d + (v % 8 + n) * interval '15 minutes', ${world.clouds[0]},
             ${customer.machines[0]?.id ?? ""}, '', false
        from generate_series(1, ${size}::integer) v, generate_series(0, 7) n,
             generate_series(${month.from}::timestamptz, ${month.to}::timestamptz - interval '1 day', interval '1 day') d`;
    await world.bare`vacuum analyze usage_values`;
    customers.set(size, customer);
  }
  const of = (size: number) => customers.get(size) as Customer;
  return {
    what: `record and judge, a month's window of a unique count, ${values} values seen 8 times a day`,
    size: values,
    unit: "ms",
    subject: (size) => () =>
      recordAndJudge(of(size), { meter: "users", quantity: "1", value: `user-${++sent % size}` }),
    floors: [
      {
        name: "count of the distinct values",
        prepare: (size) => () =>
          world.bare`
          select count(distinct value) from usage_values
           where customer_id = ${of(size).id} and meter = 'users' and tick >= ${month.from} and tick < ${now}`,
      },
    ],
  };
}

/** The one reading that goes over the limit: each time another customer's, since a crossing is raised once. */
async function crossed(world: World, machines: number, count: number): Promise<Comparison> {
  const ready = async (size: number) => {
    const customers = await world.customers(size, machines, { limit: String(machines * 5) });
    for (const customer of customers) await loadTicks(world, customer, month);
    return customers;
  };
  const held = new Map<number, Customer[]>();
  return {
    what: `from the reading over the limit to the billing event, a month's window, ${machines} machines`,
    size: count,
    unit: "ms each",
    subject: async (size) => {
      const customers = await ready(size);
      return async () => {
        for (const customer of customers)
          if ((await recordAndJudge(customer, units("6"))).raised !== 1)
            throw new Error("No billing event was raised.");
      };
    },
    floors: [
      {
        name: "SELECT of the window's ticks",
        prepare: async (size) => {
          const customers = held.get(size) ?? (await ready(size));
          held.set(size, customers);
          return async () => {
            for (const customer of customers) await ticksOf(world, customer, month.from);
          };
        },
      },
    ],
  };
}

/** The first machine reports its level, and what became dirty is judged, as after each recording. */
async function recordAndJudge(customer: Customer, said: { meter: string; quantity: string; value?: string }) {
  const machine = customer.machines[0]?.id ?? "";
  const actor = { kind: "machine" as const, id: machine, label: machine, customerId: customer.id };
  const reading = { ...said, subject: null, at: now, start: null, cloud: null, customer: null };
  const answer = await recordUsage(newRequest(actor, now), {
    sourceKind: "agent",
    customerId: customer.id,
    records: [{ ...reading, id: `${++sent}`, source: machine }],
  });
  if (answer.accepted !== 1) throw new Error(`The reading was not accepted: ${JSON.stringify(answer)}`);
  return evaluateDirtyStandings(job());
}

const ticksOf = ({ bare }: World, { id }: Customer, from: Date) => bare`
  select tick, cloud_id, machine_id, overflow, trim_scale(last)::text from usage_ticks
   where customer_id = ${id} and meter = 'units' and tick >= ${from} and tick < ${now}
   order by tick, cloud_id, machine_id`;
