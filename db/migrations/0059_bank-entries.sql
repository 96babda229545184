CREATE TABLE "bank_entries" (
	"id" text PRIMARY KEY NOT NULL,
	"file_id" text NOT NULL,
	"kind" text NOT NULL,
	"account" text NOT NULL,
	"digest" text NOT NULL,
	"position" integer NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"booked_on" date NOT NULL,
	"bank_reference" text NOT NULL,
	"end_to_end_id" text NOT NULL,
	"debtor_name" text NOT NULL,
	"debtor_account" text NOT NULL,
	"remittance" text NOT NULL,
	"state" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "bank_entries_kind_known" CHECK ("kind" in ('credit', 'return')),
	CONSTRAINT "bank_entries_state_known" CHECK ("state" in ('waiting', 'confirmed', 'ignored'))
);
--> statement-breakpoint
CREATE TABLE "bank_files" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"format" text NOT NULL,
	"added" integer NOT NULL,
	"known" integer NOT NULL,
	"outgoing" integer NOT NULL,
	"pending" integer NOT NULL,
	"uploaded_by" text NOT NULL,
	"uploaded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "bank_files_format_known" CHECK ("format" in ('camt.053', 'csv'))
);
--> statement-breakpoint
DROP INDEX "payments_once";--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "bank_entry_id" text;--> statement-breakpoint
ALTER TABLE "bank_entries" ADD CONSTRAINT "bank_entries_file_id_bank_files_id_fk" FOREIGN KEY ("file_id") REFERENCES "public"."bank_files"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "bank_entries_once" ON "bank_entries" USING btree ("account","digest","position");--> statement-breakpoint
CREATE INDEX "bank_entries_state" ON "bank_entries" USING btree ("state","booked_on","id");--> statement-breakpoint
CREATE INDEX "bank_entries_debtor" ON "bank_entries" USING btree ("debtor_account") WHERE "bank_entries"."state" = 'confirmed';--> statement-breakpoint
CREATE INDEX "bank_entries_debtor_name" ON "bank_entries" USING btree ("debtor_name") WHERE "bank_entries"."state" = 'confirmed';--> statement-breakpoint
CREATE INDEX "bank_entries_file" ON "bank_entries" USING btree ("file_id");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_bank_entry_id_bank_entries_id_fk" FOREIGN KEY ("bank_entry_id") REFERENCES "public"."bank_entries"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "customers_identifier_plain" ON "customers" USING btree (regexp_replace(lower("identifier"), '[^a-z0-9]', '', 'g'));--> statement-breakpoint
CREATE INDEX "payments_bank_entry" ON "payments" USING btree ("bank_entry_id") WHERE "payments"."bank_entry_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_once" ON "payments" USING btree ("customer_id","received_on","amount_minor","currency","reference") WHERE "payments"."state" = 'entered' and "payments"."bank_entry_id" is null;