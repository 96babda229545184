import { probes } from "@/db/schema";
import type { Context } from "../context";
import { newId } from "../ids";
import type { ProbeState } from "./states";

/** Stores the outcome of a service's probe on a machine. */
export async function recordProbe(
  ctx: Context,
  input: { customerId: string; machineId: string; name: string; state: ProbeState; detail: string | null },
): Promise<void> {
  const tookMs = /^(\d{1,9}) ?ms\b/.exec(input.detail ?? "")?.[1];
  await ctx.tx.insert(probes).values({
    ...input,
    id: newId("probe", ctx.now),
    detail: input.detail?.slice(0, 1000) ?? null,
    tookMs: tookMs === undefined ? null : Number(tookMs),
    at: ctx.now,
  });
}
