import { and, asc, desc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import { cloudAccounts, customers, licenseDocuments, licenses, machines, plans, seats, services } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import type { Page } from "../pagination";
import type { LicenseFilter } from "./input";
import { listLicenses } from "./license-page";
import type { LicenseRow } from "./license-rows";
import { type Checked, licenseVerdict } from "./rules";
import { licenseIs } from "./states";

export type License = typeof licenses.$inferSelect;
export type LicenseDocument = typeof licenseDocuments.$inferSelect;

/** @throws not_found */
export async function licenseById(ctx: Context, customerId: string, id: string): Promise<License> {
  const [row] = await ctx.tx
    .select()
    .from(licenses)
    .where(and(eq(licenses.customerId, customerId), eq(licenses.id, id)));
  if (!row) throw notFound("license", id);
  return row;
}

/** The license with its row locked until the transaction ends. @throws not_found */
export async function lockLicense(ctx: Context, customerId: string, id: string): Promise<License> {
  const [row] = await ctx.tx
    .select()
    .from(licenses)
    .where(and(eq(licenses.customerId, customerId), eq(licenses.id, id)))
    .for("update");
  if (!row) throw notFound("license", id);
  return row;
}

/** A machine's newest license: the running one, else the one that ended last; null before any was granted. */
export async function licenseOf(ctx: Context, customerId: string, machineId: string): Promise<License | null> {
  const rows = await ctx.tx
    .select()
    .from(licenses)
    .where(and(eq(licenses.customerId, customerId), eq(licenses.machineId, machineId)))
    .orderBy(desc(licenses.createdAt), desc(licenses.id));
  return rows.find((row) => licenseIs("current", row.state)) ?? rows[0] ?? null;
}

/** A license's documents, newest first. */
export function documentsOf(ctx: Context, customerId: string, licenseId: string): Promise<LicenseDocument[]> {
  return ctx.tx
    .select()
    .from(licenseDocuments)
    .where(and(eq(licenseDocuments.customerId, customerId), eq(licenseDocuments.licenseId, licenseId)))
    .orderBy(desc(licenseDocuments.seq));
}

/** The newest document of a license, or null. */
export async function newestDocument(
  ctx: Context,
  customerId: string,
  licenseId: string,
): Promise<LicenseDocument | null> {
  const [row] = await ctx.tx
    .select()
    .from(licenseDocuments)
    .where(and(eq(licenseDocuments.customerId, customerId), eq(licenseDocuments.licenseId, licenseId)))
    .orderBy(desc(licenseDocuments.seq))
    .limit(1);
  return row ?? null;
}

/** Documents of a machine that must not be used although they have not expired, and how many were ever called back. */
export async function revokedDocuments(
  ctx: Context,
  customerId: string,
  machineId: string,
): Promise<{ seq: number; jti: string[] }> {
  const rows = await ctx.tx
    .select({ id: licenseDocuments.id, expiresAt: licenseDocuments.expiresAt })
    .from(licenseDocuments)
    .where(
      and(
        eq(licenseDocuments.customerId, customerId),
        eq(licenseDocuments.machineId, machineId),
        isNotNull(licenseDocuments.revokedAt),
      ),
    )
    .orderBy(asc(licenseDocuments.seq));
  return { seq: rows.length, jti: rows.filter((row) => row.expiresAt > ctx.now).map((row) => row.id) };
}

/**
 * Everything a verdict on a machine's license needs. `asks` narrows it: a service's slug, a key's thumbprint, a
 * feature.
 */
export async function verdictOf(
  ctx: Context,
  customerId: string,
  machineId: string,
  asks: { service?: string; keyThumbprint?: string; feature?: string } = {},
) {
  const license = await licenseOf(ctx, customerId, machineId);
  const [about] = await ctx.tx
    .select({ customer: customers.state, machine: machines.state, key: machines.keyThumbprint, service: services.slug })
    .from(machines)
    .innerJoin(customers, eq(customers.id, machines.customerId))
    .innerJoin(services, eq(services.id, machines.serviceId))
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)));
  if (!about) throw notFound("machine", machineId);
  const [account] = license
    ? await ctx.tx
        .select({ state: cloudAccounts.state })
        .from(cloudAccounts)
        .where(and(eq(cloudAccounts.customerId, customerId), eq(cloudAccounts.id, license.cloudAccountId)))
    : [];
  const [seat] = license
    ? await ctx.tx
        .select({ id: seats.id })
        .from(seats)
        .where(and(eq(seats.customerId, customerId), eq(seats.licenseId, license.id), isNull(seats.reservedUntil)))
    : [];
  const document = license ? await newestDocument(ctx, customerId, license.id) : null;
  const checked: Checked = {
    now: ctx.now,
    customerState: about.customer,
    accountState: account?.state ?? "open",
    machineState: about.machine,
    license,
    hasSeat: seat !== undefined,
    document,
    serviceMatches: asks.service === undefined || asks.service === about.service,
    keyMatches: asks.keyThumbprint === undefined || asks.keyThumbprint === about.key,
    featureGranted: asks.feature === undefined || (license?.features.includes(asks.feature) ?? false),
  };
  return { ...licenseVerdict(checked), license, document };
}

/** A page of licenses; `customerId` null, in the provider's role, is everybody's. */
export const licensesOf = (ctx: Context, customerId: string | null, filter: LicenseFilter): Promise<Page<LicenseRow>> =>
  listLicenses(ctx, customerId, filter);

/** Cloud accounts with their plan and how many seats are in use; `customerId` null is everybody's. */
export function accountsOf(ctx: Context, customerId: string | null) {
  return ctx.tx
    .select({
      id: cloudAccounts.id,
      customerId: cloudAccounts.customerId,
      customerName: customers.name,
      serviceId: cloudAccounts.serviceId,
      serviceName: services.name,
      planName: plans.name,
      state: cloudAccounts.state,
      openedAt: cloudAccounts.openedAt,
      seats: sql<number>`(select count(*)::int from ${seats} where ${seats.cloudAccountId} = ${cloudAccounts.id})`,
      seatsInUse: sql<number>`(select count(*)::int from ${seats} where ${seats.cloudAccountId} = ${cloudAccounts.id}
        and ${seats.licenseId} is not null and (${seats.reservedUntil} is null or ${seats.reservedUntil} > ${ctx.now.toISOString()}::timestamptz))`,
    })
    .from(cloudAccounts)
    .innerJoin(customers, eq(customers.id, cloudAccounts.customerId))
    .innerJoin(services, eq(services.id, cloudAccounts.serviceId))
    .innerJoin(plans, eq(plans.id, cloudAccounts.planId))
    .where(customerId === null ? undefined : eq(cloudAccounts.customerId, customerId))
    .orderBy(asc(customers.name), asc(services.name));
}

/** Licenses that ended in the account since then by the customer's own act. */
export async function releasedSince(
  ctx: Context,
  input: { customerId: string; cloudAccountId: string; since: Date },
): Promise<number> {
  const [row] = await ctx.tx
    .select({ n: sql<number>`count(*)::int` })
    .from(licenses)
    .where(
      and(
        eq(licenses.customerId, input.customerId),
        eq(licenses.cloudAccountId, input.cloudAccountId),
        eq(licenses.state, "released"),
        eq(licenses.kind, "standard"),
        gt(licenses.endedAt, input.since),
      ),
    );
  return row?.n ?? 0;
}
