CREATE INDEX "standings_readings" ON "standings" USING btree ("window_end") WHERE "standings"."readings" is not null;--> statement-breakpoint
CREATE INDEX "standings_idle" ON "standings" USING btree ("window_end") WHERE "standings"."threshold_met_at" is null and not "standings"."over" and not "standings"."dirty";--> statement-breakpoint
CREATE INDEX "cloud_exchanges_age" ON "cloud_exchanges" USING btree ("subject_kind","started_at");--> statement-breakpoint
CREATE INDEX "machines_retired" ON "machines" USING btree ("retired_at") WHERE "machines"."retired_at" is not null;