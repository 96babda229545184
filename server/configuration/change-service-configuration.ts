import { and, eq, lt, sql } from "drizzle-orm";
import { serviceConfigurations } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { notFound } from "../errors";

/**
 * Changes the wanted configuration of a machine: units placed on it, settings (merged; an empty value removes one). The
 * version rises; the machine learns of it at its next heartbeat. A value that is set already changes nothing.
 * @returns the version that the machine has to apply.
 */
export async function changeServiceConfiguration(
  ctx: Context,
  input: { customerId: string; machineId: string; units?: number; settings?: Record<string, string> },
): Promise<{ version: number }> {
  const own = and(
    eq(serviceConfigurations.customerId, input.customerId),
    eq(serviceConfigurations.machineId, input.machineId),
  );
  const [before] = await ctx.tx.select().from(serviceConfigurations).where(own).for("update");
  if (!before) throw notFound("service configuration for machine", input.machineId);
  const units = input.units ?? before.units;
  const settings = Object.fromEntries(
    Object.entries({ ...before.settings, ...input.settings }).filter(([, value]) => value !== ""),
  );
  if (units === before.units && sameSettings(settings, before.settings)) return { version: before.version };
  const version = before.version + 1;
  await ctx.tx.update(serviceConfigurations).set({ units, settings, version }).where(own);
  await recordAudit(ctx, {
    customerId: input.customerId,
    action: "service.reconfigured",
    subjectKind: "machine",
    subjectId: input.machineId,
    detail: { version: String(version), units: String(units) },
    topic: "machines",
  });
  return { version };
}

/** A machine has applied this version; an older word than the last changes nothing. Heartbeats leave no audit row. */
export async function recordAppliedConfiguration(
  ctx: Context,
  input: { customerId: string; machineId: string; version: number },
): Promise<void> {
  await ctx.tx
    .update(serviceConfigurations)
    .set({ appliedVersion: sql`least(${input.version}::int, ${serviceConfigurations.version})` })
    .where(
      and(
        eq(serviceConfigurations.customerId, input.customerId),
        eq(serviceConfigurations.machineId, input.machineId),
        lt(serviceConfigurations.appliedVersion, input.version),
      ),
    );
}

function sameSettings(a: Record<string, string>, b: Record<string, string>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
