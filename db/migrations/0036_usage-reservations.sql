CREATE TABLE "usage_reservations" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"meter" text NOT NULL,
	"cloud_id" text NOT NULL,
	"machine_id" text,
	"quantity" numeric NOT NULL,
	"reserved_by" text NOT NULL,
	"reserved_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"outcome" text,
	"ended_by" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "usage_reservations_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "usage_reservations_id" UNIQUE("id"),
	CONSTRAINT "usage_reservations_outcome_known" CHECK ("outcome" in ('committed', 'released'))
);
--> statement-breakpoint
ALTER TABLE "usage_reservations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_reservations" ADD CONSTRAINT "usage_reservations_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_reservations" ADD CONSTRAINT "usage_reservations_meter_meters_slug_fk" FOREIGN KEY ("meter") REFERENCES "public"."meters"("slug") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_reservations" ADD CONSTRAINT "usage_reservations_customer_id_machine_id_machines_customer_id_id_fk" FOREIGN KEY ("customer_id","machine_id") REFERENCES "public"."machines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_reservations_expiry" ON "usage_reservations" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "usage_reservations_held" ON "usage_reservations" USING btree ("customer_id","meter","expires_at") WHERE "usage_reservations"."outcome" is null;--> statement-breakpoint
CREATE POLICY "usage_reservations_customer" ON "usage_reservations" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_reservations_provider" ON "usage_reservations" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);