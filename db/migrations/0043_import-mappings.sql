CREATE TABLE "usage_mappings" (
	"cloud_id" text NOT NULL,
	"version" integer NOT NULL,
	"rules" jsonb NOT NULL,
	"reason" text NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_mappings_cloud_id_version_pk" PRIMARY KEY("cloud_id","version")
);
--> statement-breakpoint
ALTER TABLE "usage_import_records" ADD COLUMN "meter" text;--> statement-breakpoint
ALTER TABLE "usage_import_records" ADD COLUMN "subject" text;--> statement-breakpoint
-- How rows were read that are imported already: a restatement under other rules compares with it.
ALTER TABLE "usage_records" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_import_records" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "usage_import_records" i SET "meter" = u."meter", "subject" = u."subject" FROM "usage_records" u
 WHERE u."customer_id" = i."customer_id" AND u."digest" = i."digest" AND u."ended_at" = i."ended_at";--> statement-breakpoint
UPDATE "usage_import_records" SET "meter" = '' WHERE "meter" IS NULL;--> statement-breakpoint
ALTER TABLE "usage_import_records" ALTER COLUMN "meter" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_imports" ADD COLUMN "mapping_version" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_mappings" ADD CONSTRAINT "usage_mappings_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER POLICY "usage_import_rows_customer" ON "usage_import_rows" TO spillway_customer USING ("customer_id" = current_setting('spillway.customer_id', true) and "usage_import_rows"."reason" <> 'no_customer') WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true) and "usage_import_rows"."reason" <> 'no_customer');