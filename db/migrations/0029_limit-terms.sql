CREATE TABLE "limit_terms" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"parameter_id" text NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"limit_quantity" numeric,
	"threshold_percent" numeric NOT NULL,
	"over_rate" numeric NOT NULL,
	"billing_step" numeric NOT NULL,
	"overflow_policy" text NOT NULL,
	"overflow_machines_max" integer NOT NULL,
	"cost_cap_minor" bigint,
	"answer_minutes" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "limit_terms_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "limit_terms_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "limit_terms" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "limit_terms" ADD CONSTRAINT "limit_terms_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "limit_terms" ADD CONSTRAINT "limit_terms_customer_id_parameter_id_subscription_parameters_customer_id_id_fk" FOREIGN KEY ("customer_id","parameter_id") REFERENCES "public"."subscription_parameters"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "limit_terms_from" ON "limit_terms" USING btree ("customer_id","parameter_id","valid_from");--> statement-breakpoint
INSERT INTO "limit_terms" ("customer_id", "id", "parameter_id", "valid_from", "limit_quantity", "threshold_percent", "over_rate",
    "billing_step", "overflow_policy", "overflow_machines_max", "cost_cap_minor", "answer_minutes", "created_at")
  SELECT "customer_id", 'term_' || substr("id", strpos("id", '_') + 1), "id", "valid_from", "limit_quantity", "threshold_percent",
         "over_rate", "billing_step", "overflow_policy", "overflow_machines_max", "cost_cap_minor", "answer_minutes", "created_at"
    FROM "subscription_parameters";--> statement-breakpoint
-- Limits of one meter stack: they are used up in order, window by window, so those that share use share their periods.
-- The lock makes the second of two inserts at once see the first.
DROP TRIGGER subscription_parameters_one_limit ON "subscription_parameters";--> statement-breakpoint
DROP FUNCTION refuse_second_limit();--> statement-breakpoint
CREATE FUNCTION refuse_other_period() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(new.customer_id || ' ' || new.meter, 7411014));
  IF EXISTS (
    SELECT FROM subscription_parameters p
     WHERE p.customer_id = new.customer_id AND p.meter = new.meter AND p.id <> new.id
       AND (p.period <> new.period OR p.anchor_day <> new.anchor_day)
       AND (p.scope_cloud_id IS NULL OR new.scope_cloud_id IS NULL OR p.scope_cloud_id = new.scope_cloud_id)
       AND p.valid_from < coalesce(new.valid_to, 'infinity') AND new.valid_from < coalesce(p.valid_to, 'infinity')
  ) THEN
    RAISE EXCEPTION 'A limit of this meter has another period at that time.'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'subscription_parameters_one_period';
  END IF;
  RETURN new;
END $$;--> statement-breakpoint
CREATE TRIGGER subscription_parameters_one_period
  BEFORE INSERT OR UPDATE OF meter, valid_from, valid_to, period, anchor_day, scope_cloud_id
  ON "subscription_parameters" FOR EACH ROW EXECUTE FUNCTION refuse_other_period();--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "limit_quantity";--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "threshold_percent";--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "over_rate";--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "billing_step";--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "overflow_policy";--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "overflow_machines_max";--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "cost_cap_minor";--> statement-breakpoint
ALTER TABLE "subscription_parameters" DROP COLUMN "answer_minutes";--> statement-breakpoint
CREATE POLICY "limit_terms_customer" ON "limit_terms" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "limit_terms_provider" ON "limit_terms" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);