import { and, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { cloudAccounts, clouds, customers, licenseDocuments, licenses, machines, seats, services } from "@/db/schema";
import type { Context } from "../context";
import type { LicenseFilter } from "./input";
import { licenseVerdict, type VerdictCode } from "./rules";

/** A license with what people read beside it, and the verdict on it at the time of the request. */
export type LicenseRow = typeof licenses.$inferSelect & {
  customerName: string;
  serviceName: string;
  hostname: string | null;
  machineState: (typeof machines.$inferSelect)["state"];
  seatNo: number | null;
  /** Set while the seat is only reserved; a pending license's grant lapses then. */
  reservedUntil: Date | null;
  /** The machine's host cloud; null where it stands on-premises. */
  cloudName: string | null;
  cloudColorIndex: number | null;
  verdict: { code: VerdictCode; sentence: string; valid: boolean };
};

/** Licenses that a filter means; `customerId` null, in the provider's role, is everybody's. */
export function licenseConditions(customerId: string | null, filter: Omit<LicenseFilter, "limit" | "sort">) {
  const search = filter.search?.trim();
  const like = `%${(search ?? "").replace(/[\\%_]/g, "\\$&")}%`;
  return and(
    customerId === null ? undefined : eq(licenses.customerId, customerId),
    filter.ids ? inArray(licenses.id, filter.ids) : undefined,
    filter.states?.length ? inArray(licenses.state, filter.states) : undefined,
    filter.serviceId ? eq(licenses.serviceId, filter.serviceId) : undefined,
    filter.kind ? eq(licenses.kind, filter.kind) : undefined,
    filter.cloudId === "on-premises" ? sql`${machines.cloudId} is null` : undefined,
    filter.cloudId && filter.cloudId !== "on-premises" ? eq(machines.cloudId, filter.cloudId) : undefined,
    search
      ? sql`concat_ws(' ', ${licenses.id}, ${machines.hostname}, ${licenses.serial}, ${customers.name}) ilike ${like}`
      : undefined,
  );
}

/**
 * Licenses with their verdicts, in one statement: everything the verdict is judged by is joined to its license. Of its
 * documents the newest of the machine it is on is looked up through the index by machine; those of a machine it was
 * moved from were called back with the move.
 */
export async function licenseRows(
  ctx: Context,
  input: { where: SQL | undefined; order: SQL; limit: number; sortValue?: SQL },
): Promise<(LicenseRow & { sortValue: string })[]> {
  const newest = ctx.tx
    .select({
      id: licenseDocuments.id,
      expiresAt: licenseDocuments.expiresAt,
      revokedAt: licenseDocuments.revokedAt,
      acknowledgedAt: licenseDocuments.acknowledgedAt,
    })
    .from(licenseDocuments)
    .where(
      and(
        eq(licenseDocuments.customerId, licenses.customerId),
        eq(licenseDocuments.machineId, licenses.machineId),
        eq(licenseDocuments.licenseId, licenses.id),
      ),
    )
    .orderBy(desc(licenseDocuments.seq))
    .limit(1)
    .as("newest");
  const found = await ctx.tx
    .select({
      license: licenses,
      customer: { name: customers.name, state: customers.state },
      serviceName: services.name,
      account: cloudAccounts.state,
      machine: { hostname: machines.hostname, state: machines.state },
      seat: { no: seats.seatNo, reservedUntil: seats.reservedUntil },
      cloud: { name: clouds.name, colorIndex: clouds.colorIndex },
      document: {
        id: newest.id,
        expiresAt: newest.expiresAt,
        revokedAt: newest.revokedAt,
        acknowledgedAt: newest.acknowledgedAt,
      },
      sortValue: input.sortValue ? sql<string>`${input.sortValue}` : sql<string>`''`,
    })
    .from(licenses)
    .innerJoin(customers, eq(customers.id, licenses.customerId))
    .innerJoin(services, eq(services.id, licenses.serviceId))
    .innerJoin(
      cloudAccounts,
      and(eq(cloudAccounts.customerId, licenses.customerId), eq(cloudAccounts.id, licenses.cloudAccountId)),
    )
    .innerJoin(machines, and(eq(machines.customerId, licenses.customerId), eq(machines.id, licenses.machineId)))
    .leftJoin(seats, and(eq(seats.customerId, licenses.customerId), eq(seats.licenseId, licenses.id)))
    .leftJoin(clouds, eq(clouds.id, machines.cloudId))
    .leftJoinLateral(newest, sql`true`)
    .where(input.where)
    .orderBy(input.order)
    .limit(input.limit);
  return found.map(({ license, customer, account, machine, seat, cloud, document, serviceName, sortValue }) => ({
    ...license,
    customerName: customer.name,
    serviceName,
    hostname: machine.hostname,
    machineState: machine.state,
    seatNo: seat?.no ?? null,
    reservedUntil: seat?.reservedUntil ?? null,
    cloudName: cloud?.name ?? null,
    cloudColorIndex: cloud?.colorIndex ?? null,
    sortValue,
    verdict: licenseVerdict({
      now: ctx.now,
      customerState: customer.state,
      accountState: account,
      machineState: machine.state,
      license,
      hasSeat: seat !== null && seat.reservedUntil === null,
      document: documentOf(document),
      // A list asks nothing for itself: neither a service, nor a key, nor a feature.
      serviceMatches: true,
      keyMatches: true,
      featureGranted: true,
    }),
  }));
}

/** The joined document; null where the license has none on this machine. */
function documentOf(
  found: { id: string | null; expiresAt: Date | null; revokedAt: Date | null; acknowledgedAt: Date | null } | null,
) {
  return found?.id && found.expiresAt ? { ...found, expiresAt: found.expiresAt } : null;
}
