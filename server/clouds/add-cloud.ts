import { eq, sql } from "drizzle-orm";
import { cloudConnections, clouds } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { openConnection, sealCredentials } from "./connection";
import type { Connection, DriverKind } from "./driver-kind";
import type { Cloud } from "./queries";
import { filesOnly, kindOf } from "./registry";

type NewCloud = {
  slug: string;
  name: string;
  region?: string;
  /** A name of registry.ts; without one the use comes from files only. */
  driver?: string;
  connection?: Connection;
};

/**
 * Adds a host cloud, or changes the connection of the one with that slug. Its colour is the next of eight and never
 * changes.
 * @returns the cloud's id.
 * @throws invalid_input for an unknown driver or a wrong setting; conflict for a cloud that another driver reaches.
 */
export async function addCloud(ctx: Context, input: NewCloud): Promise<string> {
  await ctx.tx.execute(sql`select pg_advisory_xact_lock(7411005)`); // Two adders must not take the same colour.
  const [found] = await ctx.tx.select().from(clouds).where(eq(clouds.slug, input.slug));
  const kind = kindOf(input.driver ?? found?.driver ?? filesOnly);
  const connection = input.connection ? kind.parse(input.connection) : null;
  // Without a connection the first missing field is named.
  if (kind.open && !connection && found?.driver !== kind.name) kind.parse({ settings: {}, credentials: {} });
  const id = found ? await changeDriver(ctx, found, kind) : await insertCloud(ctx, input, kind);
  if (kind.open && connection) await connect(ctx, id, kind, connection);
  return id;
}

async function insertCloud(ctx: Context, { slug, name, region }: NewCloud, kind: DriverKind): Promise<string> {
  const id = newId("cloud", ctx.now);
  const [counted] = await ctx.tx.select({ n: sql<number>`count(*)::int` }).from(clouds);
  await ctx.tx.insert(clouds).values({
    id,
    slug,
    name,
    driver: kind.name,
    region: region ?? null,
    colorIndex: ((counted?.n ?? 0) % 8) + 1,
    createdAt: ctx.now,
  });
  await recordAudit(ctx, {
    customerId: null,
    action: "cloud.added",
    subjectKind: "cloud",
    subjectId: id,
    detail: { slug },
    topic: "clouds",
  });
  return id;
}

/** A cloud that was read from files gets its driver with its first connection; any other driver stays. */
async function changeDriver(ctx: Context, cloud: Cloud, kind: DriverKind): Promise<string> {
  if (cloud.driver === kind.name) return cloud.id;
  if (cloud.driver !== filesOnly)
    throw new DomainError(
      "conflict",
      `The host cloud ${cloud.slug} is reached by the driver ${cloud.driver}. Add the other one under a slug of its own.`,
    );
  await ctx.tx.update(clouds).set({ driver: kind.name }).where(eq(clouds.id, cloud.id));
  await recordAudit(ctx, {
    customerId: null,
    action: "cloud.driver_set",
    subjectKind: "cloud",
    subjectId: cloud.id,
    detail: { driver: kind.name },
    topic: "clouds",
  });
  return cloud.id;
}

/** Stores how a cloud is reached. The same connection again changes nothing; the audit entry holds no credential. */
async function connect(ctx: Context, cloudId: string, kind: DriverKind, wanted: Connection): Promise<void> {
  const [row] = await ctx.tx.select().from(cloudConnections).where(eq(cloudConnections.cloudId, cloudId));
  const before = row ? stored(kind, row) : null;
  const credentialsChanged = JSON.stringify(before?.credentials) !== JSON.stringify(wanted.credentials);
  const settings = Object.entries(wanted.settings);
  const changed = settings.filter(([field, value]) => before?.settings[field] !== value);
  if (before && changed.length === 0 && !credentialsChanged) return;
  const values = { settings: wanted.settings, credentials: sealCredentials(cloudId, wanted.credentials) };
  await ctx.tx
    .insert(cloudConnections)
    .values({ cloudId, ...values })
    .onConflictDoUpdate({ target: cloudConnections.cloudId, set: values });
  await recordAudit(ctx, {
    customerId: null,
    action: "cloud.connection_set",
    subjectKind: "cloud",
    subjectId: cloudId,
    detail: {
      ...Object.fromEntries(settings.map(([field, value]) => [field, String(value)])),
      ...(before && Object.fromEntries(changed.map(([field]) => [`${field}Before`, String(before.settings[field])]))),
      credentialsChanged: credentialsChanged ? "yes" : "no",
    },
    topic: "clouds",
  });
}

/** The stored connection; without credentials where their key is lost, which new credentials repair. */
function stored(kind: DriverKind, row: typeof cloudConnections.$inferSelect): Connection {
  try {
    return openConnection(kind, row);
  } catch {
    return { settings: row.settings, credentials: {} };
  }
}
