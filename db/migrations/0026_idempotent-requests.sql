CREATE TABLE "idempotent_requests" (
	"customer_id" text,
	"principal" text NOT NULL,
	"key_hash" text NOT NULL,
	"fingerprint" text NOT NULL,
	"claimed_by" text NOT NULL,
	"claimed_until" timestamp with time zone NOT NULL,
	"status" integer,
	"answer" "bytea",
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotent_requests_principal_key_hash_pk" PRIMARY KEY("principal","key_hash")
);
--> statement-breakpoint
ALTER TABLE "idempotent_requests" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "idempotent_requests" ADD CONSTRAINT "idempotent_requests_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotent_requests_expiry" ON "idempotent_requests" USING btree ("expires_at");--> statement-breakpoint
CREATE POLICY "idempotent_requests_customer" ON "idempotent_requests" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "idempotent_requests_provider" ON "idempotent_requests" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);