CREATE TABLE "dunning_steps" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"statement_id" text NOT NULL,
	"step" text NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"is_suspended" boolean NOT NULL,
	"lifted_at" timestamp with time zone,
	CONSTRAINT "dunning_steps_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "dunning_steps_id" UNIQUE("id"),
	CONSTRAINT "dunning_steps_once" UNIQUE("customer_id","statement_id","step"),
	CONSTRAINT "dunning_steps_step_known" CHECK ("step" in ('remind', 'warn', 'suspend'))
);
--> statement-breakpoint
ALTER TABLE "dunning_steps" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payment_promises" (
	"customer_id" text NOT NULL,
	"statement_id" text NOT NULL,
	"until" date NOT NULL,
	"set_by" text NOT NULL,
	"set_at" timestamp with time zone NOT NULL,
	CONSTRAINT "payment_promises_customer_id_statement_id_pk" PRIMARY KEY("customer_id","statement_id")
);
--> statement-breakpoint
ALTER TABLE "payment_promises" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "remind_days" integer;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "warn_days" integer;--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "suspend_days" integer;--> statement-breakpoint
ALTER TABLE "dunning_steps" ADD CONSTRAINT "dunning_steps_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "dunning_steps" ADD CONSTRAINT "dunning_steps_of_statement" FOREIGN KEY ("customer_id","statement_id") REFERENCES "public"."statements"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_promises" ADD CONSTRAINT "payment_promises_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payment_promises" ADD CONSTRAINT "payment_promises_of_statement" FOREIGN KEY ("customer_id","statement_id") REFERENCES "public"."statements"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE POLICY "dunning_steps_customer" ON "dunning_steps" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "dunning_steps_provider" ON "dunning_steps" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "payment_promises_customer" ON "payment_promises" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "payment_promises_provider" ON "payment_promises" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);