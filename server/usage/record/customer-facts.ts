import { and, eq, sql } from "drizzle-orm";
import {
  clouds,
  customers,
  machines,
  type meters,
  services,
  storageRepositories,
  subscriptionParameters,
} from "@/db/schema";
import { windowFinder } from "../../billing/find-window";
import type { Context } from "../../context";
import type { BillingWindow } from "../../periods";
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

/**
 * Reads what the records of one customer are judged against: meters, clouds, the machines they name, the limits on
 * their meters.
 */
export async function customerFacts(
  ctx: Context,
  customerId: string,
  records: readonly Pick<UsageInput, "meter" | "subject" | "source">[],
): Promise<CustomerFacts> {
  // A machine may leave its subject out: its source is its id.
  const names = [...new Set(records.map(({ subject, source }) => subject ?? source))];
  const slugs = [...new Set(records.map(({ meter }) => meter))];
  const { tx } = ctx;
  // One connection: the queries follow each other on the wire without waiting for the answers.
  const [customer, meterRows, cloudRows, machineRows, limitRows] = await Promise.all([
    tx.select({ timeZone: customers.timeZone }).from(customers).where(eq(customers.id, customerId)),
    // Shared until the transaction ends: a meter is added, or its unit and kind change, before or after it.
    tx.execute<KnownMeter & { slug: string }>(sql`
      select m.slug, m.kind, m.name, m.unit, m.plausible_record::text as "plausibleRecord"
        from recording_meters(${sql.param(slugs)}::text[]) m`),
    tx.select({ id: clouds.id, slug: clouds.slug }).from(clouds),
    machinesNamed(ctx, customerId, names),
    tx
      .select()
      .from(subscriptionParameters)
      .where(
        and(
          eq(subscriptionParameters.customerId, customerId),
          sql`${subscriptionParameters.meter} = any(${sql.param(slugs)})`,
        ),
      ),
  ]);
  return {
    meters: new Map(meterRows.map(({ slug, ...meter }) => [slug, meter])),
    clouds: new Map(cloudRows.flatMap(({ id, slug }) => [[id, id] as const, [slug, id] as const])),
    machines: machineRows,
    limits: limitRows.map((row) => ({
      meter: row.meter,
      windowOf: windowFinder(row.period, customer[0]?.timeZone ?? "UTC", row.anchorDay),
    })),
  };
}

async function machinesNamed({ tx }: Context, customerId: string, names: string[]): Promise<Map<string, KnownMachine>> {
  const list = sql.param(names);
  const rows = await tx
    .select({
      id: machines.id,
      serial: machines.serial,
      instanceId: machines.instanceId,
      cloudId: machines.cloudId,
      kind: machines.kind,
      retiredAt: machines.retiredAt,
      createdAt: machines.createdAt,
      serviceId: machines.serviceId,
      service: services.slug,
      storageCloudId: storageRepositories.cloudId,
    })
    .from(machines)
    .innerJoin(services, eq(services.id, machines.serviceId))
    .leftJoin(
      storageRepositories,
      and(eq(storageRepositories.customerId, machines.customerId), eq(storageRepositories.machineId, machines.id)),
    )
    .where(
      and(
        eq(machines.customerId, customerId),
        sql`(${machines.id} = any(${list}) or ${machines.serial} = any(${list}) or ${machines.instanceId} = any(${list}))`,
      ),
    );
  // A replacement may have the same serial: the machine in service is meant, else the newest. Later entries win.
  rows.sort(
    (a, b) =>
      Number(b.retiredAt !== null) - Number(a.retiredAt !== null) || a.createdAt.getTime() - b.createdAt.getTime(),
  );
  const found = new Map<string, KnownMachine>();
  const put = (name: (row: (typeof rows)[number]) => string | null) => {
    for (const row of rows) {
      const { id, cloudId, serviceId, service, storageCloudId } = row;
      const key = name(row);
      if (key !== null)
        found.set(key, { id, cloudId, overflow: row.kind === "overflow", serviceId, service, storageCloudId });
    }
  };
  put((row) => row.instanceId);
  put((row) => row.serial);
  put((row) => row.id);
  return found;
}
