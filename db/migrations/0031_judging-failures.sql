ALTER TABLE "standings" ADD COLUMN "failure" jsonb;--> statement-breakpoint
ALTER TABLE "standings" ADD COLUMN "next_try_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "standings_failing" ON "standings" USING btree ("customer_id") WHERE "standings"."failure" is not null;--> statement-breakpoint
DROP SEQUENCE "public"."billing_event_numbers";