import { and, asc, desc, eq, gt, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import { cloudAccounts, customers, licenseDocuments, licenses, machines, seats, services } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
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

/** A license's documents, newest first; at most 100. */
export function documentsOf(ctx: Context, customerId: string, licenseId: string): Promise<LicenseDocument[]> {
  return ctx.tx
    .select()
    .from(licenseDocuments)
    .where(and(eq(licenseDocuments.customerId, customerId), eq(licenseDocuments.licenseId, licenseId)))
    .orderBy(desc(licenseDocuments.seq))
    .limit(100);
}

/** When a license's first document was issued, and when the first was acknowledged; null where none was. */
export async function firstDocumentTimes(
  ctx: Context,
  customerId: string,
  licenseId: string,
): Promise<{ issuedAt: Date | null; acknowledgedAt: Date | null }> {
  const mine = and(eq(licenseDocuments.customerId, customerId), eq(licenseDocuments.licenseId, licenseId));
  const oldest = (where: SQL | undefined) =>
    ctx.tx
      .select({ issuedAt: licenseDocuments.issuedAt, acknowledgedAt: licenseDocuments.acknowledgedAt })
      .from(licenseDocuments)
      .where(where)
      .orderBy(asc(licenseDocuments.seq))
      .limit(1);
  const [issued] = await oldest(mine);
  const [acknowledged] = await oldest(and(mine, isNotNull(licenseDocuments.acknowledgedAt)));
  return { issuedAt: issued?.issuedAt ?? null, acknowledgedAt: acknowledged?.acknowledgedAt ?? null };
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

/** Documents of a machine that must not be used although they have not expired, and how many were ever revoked. */
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

/** What a caller asks of a license: that it is for a service's slug, bound to a key's thumbprint, holds a feature. */
export type Asks = { service?: string; keyThumbprint?: string; feature?: string };

/** The verdict on a machine's newest license, with that license and its newest document. @throws not_found */
export async function verdictOf(ctx: Context, customerId: string, machineId: string, asks: Asks = {}) {
  return judge(ctx, { customerId, machineId, license: await licenseOf(ctx, customerId, machineId) }, asks);
}

/** The verdict on this license, although its machine may have a newer one. @throws not_found */
export async function verdictOnLicense(ctx: Context, customerId: string, licenseId: string) {
  const license = await licenseById(ctx, customerId, licenseId);
  return judge(ctx, { customerId, machineId: license.machineId, license }, {});
}

async function judge<L extends License | null>(
  ctx: Context,
  { customerId, machineId, license }: { customerId: string; machineId: string; license: L },
  asks: Asks,
) {
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
  return { ...licenseVerdict(checked), license, document, machineState: about.machine };
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
