import { sql } from "drizzle-orm";
import type { meters } from "@/db/schema";
import { windowFinder } from "../../billing/find-window";
import type { Context } from "../../context";
import type { BillingPeriod, BillingWindow, BillingZone } from "../../periods";
import type { UsageInput } from "../input";

export type KnownMachine = {
  id: string;
  cloudId: string | null;
  overflow: boolean;
  serviceId: string;
  service: string;
  storageCloudId: string | null;
};
/** `plausibleRecord`: a record of more is set aside; null: none is. */
type KnownMeter = Pick<typeof meters.$inferSelect, "kind" | "name" | "unit" | "plausibleRecord">;
type KnownLimit = { meter: string; windowOf: (at: Date) => BillingWindow };

/** What a batch of records is judged against, read once for all of them. */
export type CustomerFacts = {
  meters: Map<string, KnownMeter>;
  /** By id and by slug. */
  clouds: Map<string, string>;
  /** By management id, serial and instance id. */
  machines: Map<string, KnownMachine>;
  limits: KnownLimit[];
};

type FoundMachine = KnownMachine & { serial: string | null; instanceId: string | null };
type Found = BillingZone & {
  meters: (KnownMeter & { slug: string })[];
  clouds: { id: string; slug: string }[];
  limits: { meter: string; period: BillingPeriod; anchorDay: number }[];
  machines: FoundMachine[];
};

/**
 * Reads what the records of one customer are judged against: meters, clouds, the machines they name, the limits on
 * their meters. In one statement, since it stands before each record that is sent alone. The meters are shared until
 * the transaction ends: one is added, or its unit and kind change, before or after it.
 */
export async function customerFacts(
  ctx: Context,
  customerId: string,
  records: readonly Pick<UsageInput, "meter" | "subject" | "source">[],
): Promise<CustomerFacts> {
  // A machine may leave its subject out: its source is its id.
  const names = sql.param([...new Set(records.map(({ subject, source }) => subject ?? source))]);
  const slugs = sql.param([...new Set(records.map(({ meter }) => meter))]);
  const [found] = await ctx.tx.execute<Found>(sql`
    select c.time_zone as "timeZone", c.earlier_zones as "earlier",
      (select coalesce(json_agg(json_build_object('slug', m.slug, 'kind', m.kind, 'name', m.name, 'unit', m.unit,
                'plausibleRecord', m.plausible_record::text)), '[]')
         from recording_meters(${slugs}::text[]) m) as meters,
      (select coalesce(json_agg(json_build_object('id', h.id, 'slug', h.slug)), '[]') from clouds h) as clouds,
      (select coalesce(json_agg(json_build_object('meter', p.meter, 'period', p.period, 'anchorDay', p.anchor_day)), '[]')
         from subscription_parameters p where p.customer_id = c.id and p.meter = any(${slugs}::text[])) as limits,
      (select coalesce(json_agg(json_build_object('id', m.id, 'serial', m.serial, 'instanceId', m.instance_id,
                'cloudId', m.cloud_id, 'overflow', m.kind = 'overflow', 'serviceId', m.service_id, 'service', s.slug,
                'storageCloudId', r.cloud_id) order by m.retired_at is null, m.created_at), '[]')
         from machines m join services s on s.id = m.service_id
         left join storage_repositories r on r.customer_id = m.customer_id and r.machine_id = m.id
        where m.customer_id = c.id
          and (m.id = any(${names}::text[]) or m.serial = any(${names}::text[]) or m.instance_id = any(${names}::text[]))) as machines
      from customers c where c.id = ${customerId}`);
  const { timeZone, earlier, meters, clouds, limits, machines } = found ?? nothing;
  return {
    meters: new Map(meters.map(({ slug, ...meter }) => [slug, meter])),
    clouds: new Map(clouds.flatMap(({ id, slug }) => [[id, id] as const, [slug, id] as const])),
    machines: byName(machines),
    limits: limits.map(({ meter, period, anchorDay }) => ({
      meter,
      windowOf: windowFinder(period, { timeZone, earlier }, anchorDay),
    })),
  };
}

const nothing: Found = { timeZone: "UTC", earlier: [], meters: [], clouds: [], limits: [], machines: [] };

/**
 * By instance id, serial and management id. A replacement may have the same serial: the machine in service is meant,
 * else the newest; those come last, and later entries win.
 */
function byName(machines: readonly FoundMachine[]): Map<string, KnownMachine> {
  const found = new Map<string, KnownMachine>();
  for (const name of ["instanceId", "serial", "id"] as const)
    for (const machine of machines) if (machine[name] !== null) found.set(machine[name], machine);
  return found;
}
