CREATE INDEX "usage_records_time" ON "usage_records" USING brin ("ended_at")
  WITH (pages_per_range=32,autosummarize=true);
--> statement-breakpoint
CREATE INDEX "usage_ticks_time" ON "usage_ticks" USING brin ("tick")
  WITH (pages_per_range=32,autosummarize=true);
