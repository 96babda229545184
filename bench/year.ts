import { inProvider } from "@/server/context";
import { usageSeries } from "@/server/usage/questions/series";
import { type Bench, type Customer, job, loadTicks, now } from "./world";

const from = new Date("2025-12-01T00:00:00Z");
/** Machines that report each quarter of an hour for a year: 35 thousand records each. */
const machines = 28;
const tenfold = 285;

/**
 * A year's chart of everybody's use by cloud, over a million records and over ten: the growth is that of ten times the
 * records, against counting them.
 */
export const year: Bench = async function* (world, scale) {
  const sizes = [machines, tenfold].map((count) => Math.max(1, Math.round(count * scale)));
  const customers: Customer[] = [];
  for (const size of sizes) {
    const [customer] = (await world.customers(1, size)) as [Customer];
    process.stderr.write(`year: loading ${size} machines\n`);
    await loadTicks(world, customer, { from, to: now });
    customers.push(customer);
  }
  const of = (size: number) => (customers[size - 1] as Customer).id;
  for (const [what, own] of [
    ["one company's", true],
    ["everybody's", false],
  ] as const)
    yield {
      what: `a year by day and cloud, ${what}, ${sizes[0]} machines, growth to ${sizes[1]}`,
      size: 1,
      unit: "ms",
      subject: (size) => () =>
        inProvider(job(), (ctx) =>
          usageSeries(ctx, {
            ...{ meter: "units", from, to: now, grain: "day", groupBy: "cloud" },
            ...(own && { customerId: of(size) }),
          }),
        ),
      floors: [
        {
          name: "count of its ticks",
          prepare: (size) => () =>
            world.bare`select count(*) from usage_ticks where customer_id = ${of(size)} and meter = 'units'`,
        },
      ],
    };
};
