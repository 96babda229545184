import { and, desc, eq } from "drizzle-orm";
import { installationSteps, installers } from "@/db/schema";
import { announceChange, recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { newId } from "../ids";
import type { ReportInput } from "./input";

/**
 * Stores a step as the machine reported it, and an outcome with the newest installer too. Laying the application down
 * is audited. The workflow decides what a report means for the machine's state.
 */
export async function recordInstallationStep(
  ctx: Context,
  input: { customerId: string; machineId: string; report: ReportInput },
): Promise<void> {
  const { customerId, machineId, report } = input;
  const detail = report.detail?.slice(0, 1000) ?? null;
  await ctx.tx.insert(installationSteps).values({
    customerId,
    id: newId("installationStep", ctx.now),
    machineId,
    step: report.step,
    state: report.state,
    detail,
    percent: report.percent ?? null,
    at: ctx.now,
  });
  if (report.kind === "outcome") await recordOutcome(ctx, { customerId, machineId, state: report.state, detail });
  if (report.step === "application" && report.state === "done")
    await recordAudit(ctx, {
      customerId,
      action: "application.laid_down",
      subjectKind: "machine",
      subjectId: machineId,
    });
  await announceChange(ctx, "machines", customerId);
}

async function recordOutcome(
  ctx: Context,
  input: { customerId: string; machineId: string; state: ReportInput["state"]; detail: string | null },
): Promise<void> {
  const [newest] = await ctx.tx
    .select({ id: installers.id })
    .from(installers)
    .where(and(eq(installers.customerId, input.customerId), eq(installers.machineId, input.machineId)))
    .orderBy(desc(installers.transmittedAt), desc(installers.id))
    .limit(1);
  if (!newest) return;
  await ctx.tx
    .update(installers)
    .set({ outcome: input.state, outcomeDetail: input.detail, outcomeAt: ctx.now })
    .where(and(eq(installers.customerId, input.customerId), eq(installers.id, newest.id)));
}
