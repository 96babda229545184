import { eq } from "drizzle-orm";
import { machines } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";

/** Whose machine this is, in the provider's role. @throws not_found */
export async function customerOfMachine(ctx: Context, id: string): Promise<string> {
  const [row] = await ctx.tx.select({ customerId: machines.customerId }).from(machines).where(eq(machines.id, id));
  if (!row) throw notFound("machine", id);
  return row.customerId;
}
