import { sql } from "drizzle-orm";
import type { meters } from "@/db/schema";
import { windowFinder } from "../../billing/find-window";
import type { WindowedLimit } from "../../billing/mark-standings-dirty";
import type { Context } from "../../context";
import type { BillingPeriod, BillingZone } from "../../periods";
import { stacked } from "../../stacked";
import type { UsageInput } from "../input";
import { type KnownAuthorities, knownAuthority, type StoredAuthority } from "./ensure-authorities";

export type KnownMachine = {
  id: string;
  cloudId: string | null;
  overflow: boolean;
  serviceId: string;
  service: string;
  storageCloudId: string | null;
};
/**
 * `plausibleRecord`: a record of more is set aside; null: none is. `filter`: which records count; null: all do.
 * `dimensions`: those that it declares.
 */
type KnownMeter = Pick<
  typeof meters.$inferSelect,
  "kind" | "name" | "unit" | "plausibleRecord" | "filter" | "dimensions"
>;
/** What a batch of records is judged against, read once for all of them. */
export type CustomerFacts = {
  meters: Map<string, KnownMeter>;
  /** By id and by slug. */
  clouds: Map<string, string>;
  /** By management id, serial and instance id. */
  machines: Map<string, KnownMachine>;
  limits: WindowedLimit[];
};

type FoundMachine = KnownMachine & { serial: string | null; instanceId: string | null };
type FoundLimit = Omit<WindowedLimit, "validFrom" | "validTo" | "windowOf"> & {
  period: BillingPeriod;
  anchorDay: number;
  validFrom: string;
  validTo: string | null;
};
type Found = BillingZone & {
  meters: (KnownMeter & { slug: string })[];
  clouds: { id: string; slug: string }[];
  limits: FoundLimit[];
  machines: FoundMachine[];
};
type Named = Pick<UsageInput, "meter" | "subject" | "source">;

/**
 * Reads what the records of one customer are judged against: meters, clouds, the machines they name, the limits on
 * their meters (`customer_facts`, db/migrations/0053_dimensions.sql). The meters are shared until the transaction
 * ends: one is added, or its unit and kind change, before or after it.
 */
export async function customerFacts(
  ctx: Context,
  customerId: string,
  records: readonly Named[],
): Promise<CustomerFacts> {
  const { slugs, names } = namedBy(records);
  const [row] = await ctx.tx.execute<{ facts: Found | null }>(sql`
    select customer_facts(${customerId}, ${sql.param(slugs)}::text[], ${sql.param(names)}::text[]) as facts`);
  return factsOf(row?.facts ?? nothing);
}

/** What one customer's records are judged against as they are recorded. */
export type RecordingFacts = { facts: CustomerFacts; read: KnownAuthorities };

/**
 * The same of several customers, each in its own role, with the authorities of their meters: by one statement, since it
 * stands before each record that is sent alone. The use of each is shared until the transaction ends.
 * @param waits for whoever holds the use of one of them, or a meter alone; otherwise that one is absent
 */
export async function recordingFacts(
  ctx: Context,
  asked: readonly { customerId: string; records: readonly Named[] }[],
  { waits }: { waits: boolean },
): Promise<Map<string, RecordingFacts>> {
  const named = asked.map(({ records }) => namedBy(records));
  const slugs = stacked(named.map((one) => one.slugs));
  const names = stacked(named.map((one) => one.names));
  const places = (list: number[]) => sql`${sql.param(list)}::integer[]`;
  type Row = { customer: string; facts: Found | null; authorities: StoredAuthority[] };
  const rows = await ctx.tx.execute<Row>(sql`
    select u.customer, f.facts, f.authorities
      from unnest(${sql.param(asked.map(({ customerId }) => customerId))}::text[], ${places(slugs.first)},
                  ${places(slugs.last)}, ${places(names.first)}, ${places(names.last)}) as u (customer, a, z, b, y),
           lateral recording_facts(for_customer(u.customer), (${sql.param(slugs.all)}::text[])[u.a:u.z],
                                   (${sql.param(names.all)}::text[])[u.b:u.y], ${waits}) f`);
  return new Map(
    rows.map(({ customer, facts, authorities }) => [
      customer,
      { facts: factsOf(facts ?? nothing), read: authorities.map(knownAuthority) },
    ]),
  );
}

/** A machine may leave its subject out: its source is its id. */
const namedBy = (records: readonly Named[]) => ({
  slugs: [...new Set(records.map(({ meter }) => meter))],
  names: [...new Set(records.map(({ subject, source }) => subject ?? source))],
});

const factsOf = ({ timeZone, earlier, meters, clouds, limits, machines }: Found): CustomerFacts => ({
  meters: new Map(meters.map(({ slug, ...meter }) => [slug, meter])),
  clouds: new Map(clouds.flatMap(({ id, slug }) => [[id, id] as const, [slug, id] as const])),
  machines: byName(machines),
  limits: limits.map(({ period, anchorDay, validFrom, validTo, ...limit }) => ({
    ...limit,
    validFrom: new Date(validFrom),
    validTo: validTo === null ? null : new Date(validTo),
    windowOf: windowFinder(period, { timeZone, earlier }, anchorDay),
  })),
});

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
