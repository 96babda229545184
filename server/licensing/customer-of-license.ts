import { eq } from "drizzle-orm";
import { licenses } from "@/db/schema";
import type { Context } from "../context";
import { notFound } from "../errors";

/** Whose license this is, in the provider's role. @throws not_found */
export async function customerOfLicense(ctx: Context, id: string): Promise<string> {
  const [row] = await ctx.tx.select({ customerId: licenses.customerId }).from(licenses).where(eq(licenses.id, id));
  if (!row) throw notFound("license", id);
  return row.customerId;
}
