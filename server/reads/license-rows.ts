import { and, desc, eq, type SQL, sql } from "drizzle-orm";
import { cloudAccounts, clouds, customers, licenseDocuments, licenses, machines, seats, services } from "@/db/schema";
import type { CustomerState } from "../configuration/states";
import type { Context } from "../context";
import { licenseVerdict, type VerdictCode } from "../licensing/rules";
import type { CloudAccountState } from "../licensing/states";
import type { PageQuery } from "../pagination";

/** A license with the names that people read, and the verdict on it at the time of the request. */
export type LicenseRow = typeof licenses.$inferSelect & {
  customerName: string;
  customerState: CustomerState;
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

/** The state of a license's cloud account, looked up row by row: for a page the planner would read all accounts. */
export const accountState = sql<CloudAccountState>`(
  select account.state from ${cloudAccounts} account where account.id = ${licenses}.${sql.identifier("cloud_account_id")})`;

/**
 * Licenses with their verdicts, in one statement: everything the verdict is judged by is joined to its license. The
 * newest document is that of the license on its machine; those of a machine it was moved from were revoked with the
 * move.
 */
export async function licenseRows(
  ctx: Context,
  input: Omit<PageQuery, "after"> & { where: SQL | undefined },
): Promise<(LicenseRow & { place: string[] })[]> {
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
      account: accountState,
      machine: { hostname: machines.hostname, state: machines.state },
      seat: { no: seats.seatNo, reservedUntil: seats.reservedUntil },
      cloud: { name: clouds.name, colorIndex: clouds.colorIndex },
      document: {
        id: newest.id,
        expiresAt: newest.expiresAt,
        revokedAt: newest.revokedAt,
        acknowledgedAt: newest.acknowledgedAt,
      },
      place: input.place,
    })
    .from(licenses)
    .innerJoin(customers, eq(customers.id, licenses.customerId))
    .innerJoin(services, eq(services.id, licenses.serviceId))
    // By the id alone: for a customer of many rows the planner may take an index of the customer's rows instead.
    .innerJoin(machines, eq(machines.id, licenses.machineId))
    .leftJoin(seats, and(eq(seats.customerId, licenses.customerId), eq(seats.licenseId, licenses.id)))
    .leftJoin(clouds, eq(clouds.id, machines.cloudId))
    .leftJoinLateral(newest, sql`true`)
    .where(input.where)
    .orderBy(input.order)
    .limit(input.limit);
  return found.map(({ license, customer, account, machine, seat, cloud, document, serviceName, place }) => ({
    ...license,
    customerName: customer.name,
    customerState: customer.state,
    serviceName,
    hostname: machine.hostname,
    machineState: machine.state,
    seatNo: seat?.no ?? null,
    reservedUntil: seat?.reservedUntil ?? null,
    cloudName: cloud?.name ?? null,
    cloudColorIndex: cloud?.colorIndex ?? null,
    place,
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
