import { newRequest } from "@/server/context";
import type { UsageInput } from "@/server/usage/input";
import { recordUsage } from "@/server/usage/record/record-usage";
import { sideBySide } from "./measure";
import { type Bench, type Customer, now, openWorld, settleAll, usageTables, type World } from "./world";

const tickMs = 15 * 60_000;
/** Of the store with fewer; the other one has ten times as many. */
const records = 1_000_000;
const customers = 4;
/** A batch is of a tick of so many of a customer's machines, ten readings of each. */
const [machinesInBatch, readings] = [100, 10];
const batch = machinesInBatch * readings;
/** What is stored lies before, what comes after: both stores get ticks that they do not have. */
const today = new Date("2026-11-29T00:00:00Z");

/** Batches of new records where many are stored, against the same where a tenth as many are. */
export const stored: Bench = async function* (world, scale) {
  const size = Math.round(records * scale);
  const few = await filled(world, size);
  const other = await openWorld();
  try {
    const many = await filled(other, size * 10);
    yield {
      what: `batches of 1,000, 4 connections, 4 customers, ${(size * 10).toLocaleString("en")} records stored`,
      // So many that most pages of the indexes are written before: the first write after a checkpoint costs most.
      size: Math.max(20_000, 100_000 * scale),
      unit: "/s",
      noun: "records",
      subject: many,
      floors: [{ name: `the same, ${size.toLocaleString("en")} stored`, prepare: few }],
    };
  } finally {
    await other.close();
  }
};

/** Fills a world's store, and gives what records so many more in it. */
async function filled(world: World, count: number) {
  const own = await world.customers(customers, machinesInBatch);
  await fill(world, own, count / customers / batch);
  let made = 0;
  return (more: number) => {
    world.enter();
    const batches = Array.from({ length: Math.ceil(more / batch) }, () => ++made);
    return () => sideBySide(batches, customers, (nth) => record(own[nth % customers] as Customer, nth));
  };
}

function record({ id: customerId, machines }: Customer, nth: number) {
  const sender = {
    kind: "key",
    id: "key_bench",
    label: "bench",
    scopes: ["usage:write" as const],
    customerId,
  } as const;
  const tick = today.getTime() + (Math.floor(nth / customers) % 95) * tickMs;
  const made = machines.flatMap(({ id: subject }, m): UsageInput[] =>
    Array.from({ length: readings }, (_, n) => ({
      ...{ id: `${nth}-${m}-${n}`, source: "bench", meter: "units", subject, at: new Date(tick + n * 60_000) },
      ...{ start: null, quantity: String(1 + (n % 7)), cloud: null, customer: null },
    })),
  );
  return recordUsage(newRequest({ ...sender, scopes: [...sender.scopes] }, now), {
    ...{ sourceKind: "program", customerId, records: made },
  });
}

/** What so many batches of each customer leave: identities, records, ticks and their rollups, tick after tick. */
async function fill({ bare }: World, own: Customer[], ticks: number): Promise<void> {
  const ticksAtOnce = 50;
  await bare`select ensure_usage_month(${today})`;
  for (let left = Math.ceil(ticks); left > 0; left -= ticksAtOnce)
    for (const { id, machines } of own) {
      process.stderr.write(".");
      const times = { from: new Date(today.getTime() - left * tickMs), count: Math.min(left, ticksAtOnce) };
      const made = bare`
        (select t.tick + n * interval '1 minute' as at, t.tick, m.id as machine, m.cloud, n, (1 + n % 7)::numeric as quantity,
                md5(concat_ws(' ', ${id}::text, t.tick, m.id, n))::uuid as digest
           from (select ${times.from}::timestamptz + n * interval '15 minutes' as tick from generate_series(0, ${times.count - 1}::int) n) t,
                unnest(${machines.map((machine) => machine.id)}::text[], ${machines.map(({ cloudId }) => cloudId)}::text[]) as m (id, cloud),
                generate_series(0, ${readings - 1}::int) n) r`;
      await bare`
        insert into usage_keys (customer_id, digest, content_hash, received_at, ended_at)
        select ${id}, r.digest, r.digest, r.at, r.at from ${made}`;
      await bare`
        insert into usage_records (customer_id, digest, source, event_id, source_kind, meter, machine_id, cloud_id, quantity,
                                   ended_at, fate, batch_id, received_at)
        select ${id}, r.digest, 'bench', concat_ws('-', extract(epoch from r.tick), r.machine, r.n), 'program', 'units', r.machine,
               r.cloud, r.quantity, r.at, 'counted', 'ubat_bench', r.at from ${made}`;
      await bare`
        insert into usage_ticks (customer_id, meter, tick, cloud_id, machine_id, overflow, sum, last, last_at, records)
        select ${id}, 'units', r.tick, r.cloud, r.machine, false, sum(r.quantity), (array_agg(r.quantity order by r.at desc))[1],
               max(r.at), count(*) from ${made} group by r.tick, r.cloud, r.machine`;
    }
  process.stderr.write("\n");
  await settleAll();
  for (const table of [...usageTables, "usage_keys", "usage_records"]) await bare.unsafe(`vacuum analyze ${table}`);
}
