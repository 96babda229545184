import { inArray } from "drizzle-orm";
import { overflows } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import { driverFor } from "../clouds/driver-for";
import { listConnections } from "../clouds/queries";
import { hasCapability } from "../clouds/registry";
import { isAtCloud } from "../clouds/states";
import { inProvider, type Request } from "../context";
import { env } from "../env";
import { loseMachines } from "./lose-machines";
import { overflowIs } from "./states";

/**
 * Compares each cloud's machines with the overflows (docs/rules.md 5.3). Deletes machines that a cloud still runs for
 * an overflow that has ended: a create whose answer came after it was given up, or a delete that the cloud lost. Found
 * by their tags. A machine whose event is unknown here is only counted: it belongs to another installation, or to staff
 * to look at. An overflow whose machine is gone is ended (lose-machines.ts).
 */
export async function sweepOrphans(request: Request): Promise<{ deleted: number; unknown: number; failed: string[] }> {
  const done = { deleted: 0, unknown: 0, failed: [] as string[] };
  for (const { cloud, connection } of await inProvider(request, listConnections)) {
    if (!connection || !hasCapability(cloud.driver, "machines")) continue;
    try {
      const { deleted, unknown } = await sweepCloud(request, cloud.id);
      done.deleted += deleted;
      done.unknown += unknown;
    } catch (error) {
      done.failed.push(`${cloud.slug}: ${(error as Error).message}`);
    }
  }
  return done;
}

async function sweepCloud(request: Request, cloudId: string): Promise<{ deleted: number; unknown: number }> {
  const driver = await driverFor(cloudId, "machines", { subjectKind: "cloud", subjectId: cloudId });
  const tagged = await driver.listTagged("portal", new URL(env().origin).host);
  await loseMachines(request, cloudId, driver, tagged);
  const running = tagged.filter((machine) => isAtCloud(machine) && machine.tags.event);
  if (running.length === 0) return { deleted: 0, unknown: 0 };
  const rows = await inProvider(request, (ctx) =>
    ctx.tx
      .select({
        customerId: overflows.customerId,
        id: overflows.id,
        event: overflows.billingEventId,
        state: overflows.state,
      })
      .from(overflows)
      .where(
        inArray(
          overflows.billingEventId,
          running.map(({ tags }) => tags.event ?? ""),
        ),
      ),
  );
  const byEvent = new Map(rows.map((row) => [row.event, row]));
  let deleted = 0;
  let unknown = 0;
  for (const machine of running) {
    const overflow = byEvent.get(machine.tags.event ?? "");
    if (!overflow) unknown += 1;
    if (!overflow || !overflowIs("ended", overflow.state)) continue;
    await driver.deleteMachine(machine.id);
    await inProvider(request, (ctx) =>
      recordAudit(ctx, {
        customerId: overflow.customerId,
        action: "overflow.orphan_deleted",
        subjectKind: "overflow",
        subjectId: overflow.id,
        detail: { cloud: cloudId, instance: machine.id },
        topic: "overflows",
      }),
    );
    deleted += 1;
  }
  return { deleted, unknown };
}
