import { sql } from "drizzle-orm";

/**
 * Whose tick a record counts in, as `machine_id` of ticks, values and spans has it: the machine's; of a record of an
 * instant that names none its source's, after a `~`, since a gauge's readings of two sources add up; of a counter
 * nobody's.
 */
export const reporterOf = (record: { machineId: string | null; ofInstant: boolean; source: string }): string =>
  record.machineId ?? (record.ofInstant ? `~${record.source}` : "");

/** The machine and the source that a reporter stands for; '' for the one that it does not name. */
export const namedBy = (reporter: string): { machineId: string; source: string } =>
  reporter.startsWith("~") ? { machineId: "", source: reporter.slice(1) } : { machineId: reporter, source: "" };

/** The machine of rows named `u`; '' where they name none. */
export const machineOf = sql.raw("case when u.machine_id like '~%' then '' else u.machine_id end");
