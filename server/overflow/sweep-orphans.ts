import { inArray } from "drizzle-orm";
import { overflows } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { CloudMachine } from "../clouds/driver";
import { driverFor } from "../clouds/driver-for";
import { listConnections } from "../clouds/queries";
import { hasCapability } from "../clouds/registry";
import { isAtCloud } from "../clouds/states";
import { type Discovered, storeDiscovered } from "../clouds/store-discovered";
import { type Context, inProvider, type Request } from "../context";
import { env } from "../env";
import { loseMachines } from "./lose-machines";
import { overflowIs } from "./states";

/**
 * Compares each cloud's machines with the overflows (docs/rules.md 5.3). Deletes machines that a cloud still runs for
 * an overflow that has ended: a create whose answer came after it was given up, or a delete that the cloud lost. Found
 * by their tags. A machine that no overflow here accounts for is stored as discovered and left alone: staff delete it
 * at the cloud, or leave it. An overflow whose machine is gone is ended (lose-machines.ts).
 */
export async function sweepOrphans(
  request: Request,
): Promise<{ deleted: number; discovered: number; failed: string[] }> {
  const done = { deleted: 0, discovered: 0, failed: [] as string[] };
  for (const { cloud, connection } of await inProvider(request, listConnections)) {
    if (!connection || !hasCapability(cloud.driver, "machines")) continue;
    try {
      const { deleted, discovered } = await sweepCloud(request, cloud.id);
      done.deleted += deleted;
      done.discovered += discovered;
    } catch (error) {
      done.failed.push(`${cloud.slug}: ${(error as Error).message}`);
    }
  }
  return done;
}

async function sweepCloud(request: Request, cloudId: string): Promise<{ deleted: number; discovered: number }> {
  const driver = await driverFor(cloudId, "machines", { subjectKind: "cloud", subjectId: cloudId });
  const tagged = await driver.listTagged("portal", new URL(env().origin).host);
  await loseMachines(request, cloudId, driver, tagged);
  const byEvent = await overflowsOf(request, tagged);
  const found: Discovered[] = [];
  let deleted = 0;
  for (const machine of tagged.filter(isAtCloud)) {
    const overflow = byEvent.get(machine.tags.event ?? "");
    if (!overflow) found.push({ machine, reason: "unknown_event" });
    else if (overflowIs("ended", overflow.state)) {
      await driver.deleteMachine(machine.id);
      await inProvider(request, (ctx) => auditDeletion(ctx, overflow, { cloud: cloudId, instance: machine.id }));
      deleted += 1;
    } else if (overflow.instanceId && overflow.instanceId !== machine.id)
      found.push({ machine, reason: "other_instance" });
  }
  await inProvider(request, (ctx) => storeDiscovered(ctx, cloudId, found));
  return { deleted, discovered: found.length };
}

type Owner = Pick<typeof overflows.$inferSelect, "customerId" | "id" | "state" | "instanceId">;

/** The overflows that the machines' tags name, by their billing event. */
async function overflowsOf(request: Request, tagged: readonly CloudMachine[]): Promise<Map<string, Owner>> {
  const events = tagged.map(({ tags }) => tags.event ?? "");
  if (events.length === 0) return new Map();
  const rows = await inProvider(request, (ctx) =>
    ctx.tx.select().from(overflows).where(inArray(overflows.billingEventId, events)),
  );
  return new Map(rows.map((row) => [row.billingEventId, row]));
}

function auditDeletion(ctx: Context, overflow: Owner, detail: { cloud: string; instance: string }): Promise<void> {
  return recordAudit(ctx, {
    customerId: overflow.customerId,
    action: "overflow.orphan_deleted",
    subjectKind: "overflow",
    subjectId: overflow.id,
    detail,
    topic: "overflows",
  });
}
