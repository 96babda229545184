CREATE TABLE "usage_upload_pieces" (
	"customer_id" text NOT NULL,
	"upload_id" text NOT NULL,
	"start" bigint NOT NULL,
	"content" "bytea" NOT NULL,
	CONSTRAINT "usage_upload_pieces_customer_id_upload_id_start_pk" PRIMARY KEY("customer_id","upload_id","start")
);
--> statement-breakpoint
ALTER TABLE "usage_upload_pieces" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_uploads" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"cloud_id" text NOT NULL,
	"way" text NOT NULL,
	"state" text NOT NULL,
	"files" jsonb NOT NULL,
	"bytes" bigint NOT NULL,
	"received" bigint NOT NULL,
	"rows_read" integer,
	"rows_expected" integer,
	"preview" jsonb,
	"fault" text,
	"import_id" text NOT NULL,
	"uploaded_by" text NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"reason" text,
	"changed_at" timestamp with time zone NOT NULL,
	"claim" text,
	"claimed_until" timestamp with time zone,
	"attempts" integer NOT NULL,
	CONSTRAINT "usage_uploads_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "usage_uploads_id" UNIQUE("id"),
	CONSTRAINT "usage_uploads_state_known" CHECK ("state" in ('receiving', 'checking', 'checked', 'importing', 'finished', 'failed')),
	CONSTRAINT "usage_uploads_way_known" CHECK ("way" in ('import', 'restate'))
);
--> statement-breakpoint
ALTER TABLE "usage_uploads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_upload_pieces" ADD CONSTRAINT "usage_upload_pieces_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_upload_pieces" ADD CONSTRAINT "usage_upload_pieces_customer_id_upload_id_usage_uploads_customer_id_id_fk" FOREIGN KEY ("customer_id","upload_id") REFERENCES "public"."usage_uploads"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_uploads" ADD CONSTRAINT "usage_uploads_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_uploads" ADD CONSTRAINT "usage_uploads_cloud_id_clouds_id_fk" FOREIGN KEY ("cloud_id") REFERENCES "public"."clouds"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_uploads_open" ON "usage_uploads" USING btree ("state","changed_at");--> statement-breakpoint
CREATE POLICY "usage_upload_pieces_customer" ON "usage_upload_pieces" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_upload_pieces_provider" ON "usage_upload_pieces" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_uploads_customer" ON "usage_uploads" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_uploads_provider" ON "usage_uploads" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
-- What is uploaded is compressed already, or read once: compressing it again would cost more than it saves.
ALTER TABLE "usage_upload_pieces" ALTER COLUMN "content" SET STORAGE EXTERNAL;
