import { and, eq } from "drizzle-orm";
import { machines, probes } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";
import { newId } from "../ids";
import type { ProbeState } from "./states";

/** Stores the outcome of a service's probe on a machine. @throws not_found */
export async function recordProbe(
  ctx: Context,
  input: { customerId: string; machineId: string; name: string; state: ProbeState; detail: string | null },
): Promise<void> {
  const { customerId, machineId } = input;
  const [machine] = await ctx.tx
    .select({ serviceId: machines.serviceId })
    .from(machines)
    .where(and(eq(machines.customerId, customerId), eq(machines.id, machineId)));
  if (!machine) throw notFound("machine", machineId);
  const tookMs = /^(\d{1,9}) ?ms\b/.exec(input.detail ?? "")?.[1];
  await ctx.tx.insert(probes).values({
    ...input,
    serviceId: machine.serviceId,
    id: newId("probe", ctx.now),
    detail: input.detail?.slice(0, 1000) ?? null,
    tookMs: tookMs === undefined ? null : Number(tookMs),
    at: ctx.now,
  });
}
