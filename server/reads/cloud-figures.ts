import { and, asc, count, countDistinct, eq, gte, isNotNull, max, ne, sql } from "drizzle-orm";
import { cloudConnections, cloudExchanges, cloudFlavors, clouds, hostCloudAccounts, machines } from "@/db/schema";
import type { Capability } from "../clouds/driver";
import { capabilitiesOf, driverFault } from "../clouds/registry";
import type { Context } from "../context";

/** A host cloud as staff see it: its connection, what it offers, what runs there now, and how it answers. */
export type CloudFigures = {
  id: string;
  slug: string;
  name: string;
  driver: string;
  /** Why its driver cannot be opened, as a sentence; null for a driver that this version has. */
  driverFault: string | null;
  capabilities: readonly Capability[];
  region: string | null;
  colorIndex: number;
  /** The settings by which it is reached; null: it has no connection. */
  settings: Record<string, unknown> | null;
  lastPolledAt: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
  machines: number;
  overflowMachines: number;
  customers: number;
  flavors: number;
  inventorySeenAt: Date | null;
  /** Exchanges of the last hour, and those among them that failed. */
  exchanges: number;
  failed: number;
};

/** The hour that "answers now" is judged by. */
const recentMs = 60 * 60_000;

/** Every host cloud with its figures, in the order clouds were added. */
export async function cloudFigures(ctx: Context): Promise<CloudFigures[]> {
  const since = new Date(ctx.now.getTime() - recentMs);
  const theirs = ctx.tx
    .select({ n: count().as("n") })
    .from(hostCloudAccounts)
    .where(eq(hostCloudAccounts.cloudId, clouds.id))
    .as("theirs");
  const [all, running, accounts, inventory, answers] = await Promise.all([
    ctx.tx
      .select({
        cloud: clouds,
        settings: cloudConnections.settings,
        lastPolledAt: cloudConnections.lastPolledAt,
        lastError: cloudConnections.lastError,
        lastErrorAt: cloudConnections.lastErrorAt,
      })
      .from(clouds)
      .leftJoin(cloudConnections, eq(cloudConnections.cloudId, clouds.id))
      .orderBy(asc(clouds.createdAt), asc(clouds.id)),
    ctx.tx
      .select({ cloudId: machines.cloudId, kind: machines.kind, n: count() })
      .from(machines)
      .where(and(isNotNull(machines.cloudId), ne(machines.state, "retired")))
      .groupBy(machines.cloudId, machines.kind),
    ctx.tx.select({ cloudId: clouds.id, n: theirs.n }).from(clouds).innerJoinLateral(theirs, sql`true`),
    ctx.tx
      .select({
        cloudId: cloudFlavors.cloudId,
        flavors: countDistinct(cloudFlavors.flavor),
        seenAt: max(cloudFlavors.seenAt),
      })
      .from(cloudFlavors)
      .groupBy(cloudFlavors.cloudId),
    ctx.tx
      .select({
        cloudId: cloudExchanges.cloudId,
        n: count(),
        failed: sql<number>`count(*) filter (where ${cloudExchanges.error} is not null)::int`,
      })
      .from(cloudExchanges)
      .where(gte(cloudExchanges.startedAt, since))
      .groupBy(cloudExchanges.cloudId),
  ]);
  const machinesIn = (id: string, kind: "ordinary" | "overflow") =>
    running.find((row) => row.cloudId === id && row.kind === kind)?.n ?? 0;
  return all.map(({ cloud, ...connection }) => {
    const stock = inventory.find((row) => row.cloudId === cloud.id);
    const answered = answers.find((row) => row.cloudId === cloud.id);
    return {
      id: cloud.id,
      slug: cloud.slug,
      name: cloud.name,
      driver: cloud.driver,
      driverFault: driverFault(cloud.driver),
      capabilities: capabilitiesOf(cloud.driver),
      region: cloud.region,
      colorIndex: cloud.colorIndex,
      ...connection,
      machines: machinesIn(cloud.id, "ordinary"),
      overflowMachines: machinesIn(cloud.id, "overflow"),
      customers: accounts.find((row) => row.cloudId === cloud.id)?.n ?? 0,
      flavors: stock?.flavors ?? 0,
      inventorySeenAt: stock?.seenAt ?? null,
      exchanges: answered?.n ?? 0,
      failed: answered?.failed ?? 0,
    };
  });
}
