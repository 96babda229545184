import { and, eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import type { Context } from "../context";

/** The customer's machine with this key, or null. */
export async function machineByKey(
  ctx: Context,
  customerId: string,
  thumbprint: string | null,
): Promise<string | null> {
  if (thumbprint === null) return null;
  const [row] = await ctx.tx
    .select({ id: machines.id })
    .from(machines)
    .where(and(eq(machines.customerId, customerId), eq(machines.keyThumbprint, thumbprint)));
  return row?.id ?? null;
}
