ALTER TABLE "usage_imports" ADD COLUMN "claim" text;--> statement-breakpoint
ALTER TABLE "usage_imports" ADD COLUMN "claimed_until" timestamp with time zone;