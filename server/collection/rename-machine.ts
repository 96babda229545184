import { and, desc, eq } from "drizzle-orm";
import { machineReports, machines } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { lockMachine } from "./queries";

/**
 * Names a machine. Its reports no longer change the name, until an empty one gives it back the host name that it last
 * reported. The same name changes nothing.
 * @throws not_found; conflict for an overflow machine, which is named after its event.
 */
export async function renameMachine(
  ctx: Context,
  { customerId, machineId, name }: { customerId: string; machineId: string; name: string },
): Promise<void> {
  const machine = await lockMachine(ctx, customerId, machineId);
  if (machine.kind === "overflow")
    throw new DomainError("conflict", "An overflow machine is named after its billing event.");
  const named = name !== "";
  const hostname = named ? name : await reportedName(ctx, customerId, machineId);
  if (machine.hostname === hostname && machine.named === named) return;
  await ctx.tx
    .update(machines)
    .set({ hostname, named })
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)));
  await recordAudit(ctx, {
    customerId,
    action: "machine.renamed",
    subjectKind: "machine",
    subjectId: machineId,
    detail: { before: machine.hostname ?? "", name: hostname ?? "" },
    topic: "machines",
  });
}

/** The host name of the machine's last report; null where it gave none. */
async function reportedName(ctx: Context, customerId: string, machineId: string): Promise<string | null> {
  const [report] = await ctx.tx
    .select({ facts: machineReports.facts })
    .from(machineReports)
    .where(and(eq(machineReports.customerId, customerId), eq(machineReports.machineId, machineId)))
    .orderBy(desc(machineReports.receivedAt), desc(machineReports.id))
    .limit(1);
  return report?.facts.hostname || null;
}
