import { sql } from "drizzle-orm";
import type { Context } from "../context";

/**
 * Holds a meter alone until the transaction ends: whoever records use of it shares it (`recording_meters`), and waits.
 * What was recorded before is committed when this returns; what is recorded afterwards is judged by the meter as it is
 * then.
 */
export async function holdMeter({ tx }: Context, slug: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(meter_lock(${slug}))`);
}
