import { type SQL, sql } from "drizzle-orm";
import { hourShift } from "../../../periods";
import type { Buckets } from "../use-over-time";

/** The begin of the bucket that a tick falls in. */
export type Bucket = (tick: SQL) => SQL;

/** Hours are steps of an hour: cut by the wall clock, the two that it shows twice in autumn would be one. */
export function bucketIn({ grain, zone = "UTC", from }: Buckets & { from: Date }): Bucket {
  if (grain === "tick") return (tick) => tick;
  if (grain === "day") return (tick) => sql`date_trunc('day', ${tick}, ${zone})`;
  const origin = new Date(-hourShift(from, zone)).toISOString();
  return (tick) => sql`date_bin('1 hour', ${tick}, ${origin}::timestamptz)`;
}
