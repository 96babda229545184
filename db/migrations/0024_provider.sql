CREATE TABLE "provider_logos" (
	"id" text PRIMARY KEY NOT NULL,
	"png" "bytea" NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "installation" ALTER COLUMN "provider_name" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "provider_address" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "provider_color" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "provider_logo" jsonb;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "mail_sender" text;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "refused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "dismissed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "dismissed_by" text;--> statement-breakpoint
CREATE INDEX "notices_refused" ON "notices" USING btree ("recipient","id") WHERE "notices"."refused_at" is not null;--> statement-breakpoint
-- What earlier versions wrote where nobody had named the provider.
UPDATE "installation" SET provider_name = NULL WHERE provider_name = 'Your provider';
