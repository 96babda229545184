CREATE TABLE "customer_taxes" (
	"customer_id" text PRIMARY KEY NOT NULL,
	"treatment" text NOT NULL,
	"country" text,
	"vat_number" text,
	"reason" text,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "customer_taxes_treatment_known" CHECK ("treatment" in ('standard', 'reverse_charge', 'exempt', 'outside_scope')),
	CONSTRAINT "customer_taxes_vat_number" CHECK ("customer_taxes"."treatment" <> 'reverse_charge' or "customer_taxes"."vat_number" is not null)
);
--> statement-breakpoint
ALTER TABLE "customer_taxes" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "tax_rates" (
	"id" text PRIMARY KEY NOT NULL,
	"country" text NOT NULL,
	"service_id" text,
	"percent" numeric NOT NULL,
	"from_day" date NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "tax_rates_from" UNIQUE NULLS NOT DISTINCT("country","service_id","from_day")
);
--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "provider_country" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "vat_id" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "registration" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "billing_email" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "billing_phone" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "iban" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "bic" text;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "payment_note" text;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD COLUMN "tax_category" text DEFAULT 'O' NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD COLUMN "tax_rate" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD COLUMN "tax_category" text DEFAULT 'O' NOT NULL;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD COLUMN "tax_rate" numeric DEFAULT '0' NOT NULL;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "tax_minor" numeric(100, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "gross_minor" numeric(100, 0);--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "taxes" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "customer_taxes" ADD CONSTRAINT "customer_taxes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tax_rates" ADD CONSTRAINT "tax_rates_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD CONSTRAINT "statement_fees_tax_category_known" CHECK ("tax_category" in ('S', 'Z', 'E', 'AE', 'O'));--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_tax_category_known" CHECK ("tax_category" in ('S', 'Z', 'E', 'AE', 'O'));--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_gross" CHECK ("statements"."gross_minor" = "statements"."net_minor" + "statements"."tax_minor");--> statement-breakpoint
CREATE POLICY "customer_taxes_customer" ON "customer_taxes" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "customer_taxes_provider" ON "customer_taxes" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
--> statement-breakpoint
-- Statements that were issued without taxes are to be paid by their net amount. The owner sees their rows only without
-- FORCE, which db/rights.sql sets again.
ALTER TABLE "statements" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "statements" DISABLE TRIGGER "statements_kept";--> statement-breakpoint
UPDATE "statements" SET "gross_minor" = "net_minor" WHERE "number" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "statements" ENABLE TRIGGER "statements_kept";
