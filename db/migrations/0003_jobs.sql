CREATE TABLE "job_leases" (
	"job" text PRIMARY KEY NOT NULL,
	"every_ms" integer NOT NULL,
	"next_due_at" timestamp with time zone NOT NULL,
	"holder" text,
	"leased_until" timestamp with time zone,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"error" text
);
--> statement-breakpoint
CREATE TABLE "sweep_positions" (
	"sweep" text PRIMARY KEY NOT NULL,
	"position" text NOT NULL,
	"moved_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE INDEX "cron_runs_job" ON "cron_runs" USING btree ("job","started_at");