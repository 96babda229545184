import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "./tenancy";

/**
 * One row for each scheduled job and each polled cloud (`poll:<cloud id>`): who runs it now, how the last run ended,
 * when the next one is due.
 */
export const jobLeases = pgTable("job_leases", {
  job: text("job").primaryKey(),
  /** The interval, as the code that ran it last has it. */
  everyMs: integer("every_ms").notNull(),
  nextDueAt: instant("next_due_at").notNull(),
  /** `host:process:run` while a run is under way. Only this holder may write the outcome. */
  holder: text("holder"),
  leasedUntil: instant("leased_until"),
  /** When the last run started; how the last run that ended ended: `error` is NULL where it succeeded. */
  startedAt: instant("started_at").notNull(),
  endedAt: instant("ended_at"),
  error: text("error"),
});

/** Runs of scheduled jobs that changed something or failed. A run that found nothing to do leaves no row. */
export const cronRuns = pgTable(
  "cron_runs",
  {
    id: text("id").primaryKey(),
    job: text("job").notNull(),
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at"),
    summary: jsonb("summary").$type<Record<string, unknown>>(),
    error: text("error"),
  },
  (t) => [index("cron_runs_job").on(t.job, t.startedAt)],
);

/** How far a sweep over many rows has come: the last id it looked at, or '' at the beginning. */
export const sweepPositions = pgTable("sweep_positions", {
  sweep: text("sweep").primaryKey(),
  position: text("position").notNull(),
  movedAt: instant("moved_at").notNull(),
});
