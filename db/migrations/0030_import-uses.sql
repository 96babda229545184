CREATE TABLE "usage_import_uses" (
	"customer_id" text NOT NULL,
	"use" uuid NOT NULL,
	"import_id" text NOT NULL,
	CONSTRAINT "usage_import_uses_customer_id_use_pk" PRIMARY KEY("customer_id","use")
);
--> statement-breakpoint
ALTER TABLE "usage_import_uses" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_import_uses" ADD CONSTRAINT "usage_import_uses_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_import_uses" ADD CONSTRAINT "usage_import_uses_customer_id_import_id_usage_imports_customer_id_id_fk" FOREIGN KEY ("customer_id","import_id") REFERENCES "public"."usage_imports"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "usage_import_uses_customer" ON "usage_import_uses" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_import_uses_provider" ON "usage_import_uses" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);