import { and, eq, inArray, isNotNull } from "drizzle-orm";
import { overflows } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { CloudCalls, CloudMachine } from "../clouds/driver";
import { isAtCloud } from "../clouds/states";
import { machineById } from "../collection/queries";
import { setMachineState } from "../collection/set-machine-state";
import { machineIs } from "../collection/states";
import { type Context, inProvider, type Request } from "../context";
import { overflowSets } from "./states";

/** Why an overflow whose machine is gone does not go on, for people. */
export const lostReason = "Its machine was deleted at the cloud, not by this portal.";

/**
 * Finds overflow machines that their cloud no longer runs though nobody here deleted them: a machine that is not among
 * those listed is asked for by its id. The overflow forgets the instance and is due at once; its own work ends it.
 * @returns how many were lost
 */
export async function loseMachines(
  request: Request,
  cloudId: string,
  driver: CloudCalls["machines"],
  listed: readonly CloudMachine[],
): Promise<number> {
  const running = new Set(listed.filter(isAtCloud).map(({ id }) => id));
  const expected = await inProvider(request, (ctx) =>
    ctx.tx
      .select({ overflow: overflows })
      .from(overflows)
      .where(
        and(
          eq(overflows.cloudId, cloudId),
          isNotNull(overflows.instanceId),
          isNotNull(overflows.machineId),
          inArray(overflows.state, overflowSets.hasMachine),
        ),
      ),
  );
  let lost = 0;
  for (const { overflow } of expected) {
    if (!overflow.instanceId || running.has(overflow.instanceId)) continue;
    const found = await driver.machine(overflow.instanceId);
    if (found && isAtCloud(found)) continue;
    await inProvider(request, (ctx) => forget(ctx, overflow));
    lost += 1;
  }
  return lost;
}

async function forget(ctx: Context, overflow: typeof overflows.$inferSelect): Promise<void> {
  const { customerId, id, instanceId, machineId } = overflow;
  const [row] = await ctx.tx
    .update(overflows)
    .set({ instanceId: null, nextAttemptAt: ctx.now })
    .where(and(eq(overflows.customerId, customerId), eq(overflows.id, id), eq(overflows.instanceId, instanceId ?? "")))
    .returning({ id: overflows.id });
  if (!row || !machineId) return;
  const machine = await machineById(ctx, customerId, machineId);
  // It will not report again: what waits for it need not wait for its silence.
  if (machineIs("reporting", machine.state))
    await setMachineState(ctx, { customerId, machineId, state: "silent", reason: lostReason });
  await recordAudit(ctx, {
    customerId,
    action: "overflow.machine_lost",
    subjectKind: "overflow",
    subjectId: id,
    detail: { instance: instanceId ?? "" },
    topic: "overflows",
  });
}
