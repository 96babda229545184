ALTER TABLE "settlements" DROP CONSTRAINT "settlements_source_kind_known";--> statement-breakpoint
DROP INDEX "payments_once";--> statement-breakpoint
ALTER TABLE "settlements" ALTER COLUMN "statement_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "kind" text DEFAULT 'payment' NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "settlements" ADD COLUMN "refund_id" text;--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_of_refund" FOREIGN KEY ("customer_id","refund_id") REFERENCES "public"."payments"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "settlements_refund" ON "settlements" USING btree ("customer_id","refund_id") WHERE "settlements"."refund_id" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_once" ON "payments" USING btree ("customer_id","kind","received_on","amount_minor","currency","reference") WHERE "payments"."state" = 'entered' and "payments"."bank_entry_id" is null and "payments"."kind" <> 'write_off';--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_kind_known" CHECK ("kind" in ('payment', 'refund', 'write_off'));--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_target" CHECK (num_nonnulls("settlements"."statement_id", "settlements"."refund_id") = 1);--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_source_kind_known" CHECK ("source_kind" in ('payment', 'statement', 'write_off'));