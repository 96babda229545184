import { inCustomer } from "@/server/context";
import { usageSeries } from "@/server/usage/questions/series";
import { type Bench, type Customer, job, loadTicks, now } from "./world";

const stretches = [
  { name: "a month by hour", from: new Date("2026-11-01T00:00:00Z"), grain: "hour" as const },
  { name: "a year by day", from: new Date("2025-12-01T00:00:00Z"), grain: "day" as const },
];

/** What a chart of the usage page reads, in the customer's own role: against fetching the ticks it is made of. */
export const series: Bench = async function* (world, scale) {
  const machines = Math.max(1, Math.round(5 * scale));
  const customers = new Map<number, Customer>();
  for (const size of [machines, machines * 2]) {
    const [customer] = (await world.customers(1, size)) as [Customer];
    await loadTicks(world, customer, { from: new Date("2025-12-01T00:00:00Z"), to: now });
    customers.set(size, customer);
  }
  const idOf = (size: number) => (customers.get(size) as Customer).id;
  for (const { name, from, grain } of stretches)
    for (const groupBy of ["cloud", "machine"] as const)
      yield {
        what: `${name} and ${groupBy}, ${machines} machine${machines === 1 ? "" : "s"}`,
        size: machines,
        unit: "ms",
        subject: (size) => () =>
          inCustomer(job(), idOf(size), (ctx) =>
            usageSeries(ctx, { meter: "units", from, to: now, customerId: idOf(size), grain, groupBy }),
          ),
        floors: [
          {
            name: "SELECT of those ticks",
            prepare: (size) => () =>
              world.bare`
              select tick, cloud_id, machine_id, last, overflow from usage_ticks
               where customer_id = ${idOf(size)} and meter = 'units' and tick >= ${from} and tick < ${now}`,
          },
        ],
      };
};
