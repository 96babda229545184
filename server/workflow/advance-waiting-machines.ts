import { and, asc, desc, gt, inArray } from "drizzle-orm";
import { machines } from "@/db/schema";
import { machineSets } from "../collection/states";
import { inProvider, type Request } from "../context";
import { nextSweepPage } from "../jobs/sweep-page";
import { log } from "../log";
import { forEachAtOnce } from "./for-each-at-once";
import { advanceMachine } from "./provision-machine";

/** Waiting machines that one run looks at; the others' turn comes in the next runs. */
const machinesInOneRun = { newest: 50, page: 100 };
/** Machines advanced side by side: one whose cloud answers slowly holds up no other. */
const atOnce = 4;

/**
 * Advances machines that wait for something that may have arrived since: the newest, and of all others the next page of
 * the sweep, so that many that wait for long hide none. One that fails stops no other.
 * @throws Error at the end, with the machines that failed
 */
export async function advanceWaitingMachines(
  request: Request,
  { newest, page }: { newest: number; page: number } = machinesInOneRun,
): Promise<{ looked: number; ready: number }> {
  const waiting = await inProvider(request, async (ctx) => {
    const waitingMachines = (after: string | null, limit: number) =>
      ctx.tx
        .select({ customerId: machines.customerId, id: machines.id })
        .from(machines)
        .where(
          and(
            inArray(machines.state, machineSets.awaitsProvisioning),
            after === null ? undefined : gt(machines.id, after),
          ),
        )
        .orderBy(after === null ? desc(machines.id) : asc(machines.id))
        .limit(limit);
    const turn = await nextSweepPage(ctx, "waiting-machines", page, waitingMachines);
    return [...(await waitingMachines(null, newest)), ...turn];
  });
  const byId = new Map(waiting.map((machine) => [machine.id, machine]));
  const faults: string[] = [];
  let ready = 0;
  await forEachAtOnce(atOnce, [...byId.values()], async ({ customerId, id: machineId }) => {
    try {
      const { status } = await advanceMachine(request, { customerId, machineId });
      if (status === "ready") ready += 1;
    } catch (error) {
      faults.push(`${machineId}: ${(error as Error).message}`);
    }
  });
  if (faults.length > 0) throw new Error(`${faults.length} machines could not be advanced: ${faults.join("\n")}`);
  return { looked: byId.size, ready };
}

/** Machines that are advanced in the request that brought their customer information; the sweep advances the others. */
const machinesInOneRequest = 20;

/**
 * Advances the machines that waited for the customer information that has just been stored, after its commit. One that
 * fails is left to the next sweep.
 */
export async function advanceInformed(
  request: Request,
  customerId: string,
  { machineIds }: { machineIds: string[] },
): Promise<void> {
  for (const machineId of machineIds.slice(0, machinesInOneRequest))
    await advanceMachine(request, { customerId, machineId }).catch((error) =>
      log.error({ requestId: request.requestId, machineId, err: error }, "a waiting machine could not be advanced"),
    );
}
