-- A cloud is reached by settings and credentials that its driver names, instead of an address and a token. The token
-- stays sealed as it is: drivers/sandbox reads a bare token.
ALTER TABLE "cloud_connections" ADD COLUMN "settings" jsonb;--> statement-breakpoint
UPDATE "cloud_connections" SET "settings" = jsonb_build_object('url', "url");--> statement-breakpoint
ALTER TABLE "cloud_connections" ALTER COLUMN "settings" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "cloud_connections" DROP COLUMN "url";--> statement-breakpoint
ALTER TABLE "cloud_connections" RENAME COLUMN "token" TO "credentials";--> statement-breakpoint
-- The cursor of the sandbox driver is the instant in ISO 8601.
ALTER TABLE "cloud_connections" ALTER COLUMN "usage_cursor" SET DATA TYPE text
  USING to_char("usage_cursor" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');--> statement-breakpoint
ALTER TABLE "clouds" DROP COLUMN "starts_machines";--> statement-breakpoint
ALTER TABLE "cloud_flavors" ALTER COLUMN "price_per_hour" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "cloud_flavors" ALTER COLUMN "currency" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "cloud_flavors" ADD CONSTRAINT "cloud_flavors_price" CHECK (("cloud_flavors"."price_per_hour" is null) = ("cloud_flavors"."currency" is null));
