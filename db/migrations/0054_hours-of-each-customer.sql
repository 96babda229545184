DROP INDEX "usage_hours_time";--> statement-breakpoint
CREATE INDEX "usage_hours_time" ON "usage_hours" USING btree ("meter","hour") WHERE "usage_hours"."customer_id" <> '*';