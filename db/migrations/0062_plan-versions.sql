CREATE TABLE "discounts" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"subscription_id" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"value" numeric NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"valid_to" timestamp with time zone,
	"reason" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "discounts_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "discounts_id" UNIQUE("id"),
	CONSTRAINT "discounts_kind_known" CHECK ("kind" in ('percent', 'amount'))
);
--> statement-breakpoint
ALTER TABLE "discounts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "subscription_versions" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"subscription_id" text NOT NULL,
	"version_id" text NOT NULL,
	"valid_from" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "subscription_versions_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "subscription_versions_id" UNIQUE("id"),
	CONSTRAINT "subscription_versions_from" UNIQUE("customer_id","subscription_id","valid_from")
);
--> statement-breakpoint
ALTER TABLE "subscription_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plan_prices" (
	"version_id" text NOT NULL,
	"currency" text NOT NULL,
	"components" jsonb NOT NULL,
	CONSTRAINT "plan_prices_version_id_currency_pk" PRIMARY KEY("version_id","currency")
);
--> statement-breakpoint
ALTER TABLE "plan_prices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "plan_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"plan_id" text NOT NULL,
	"number" integer NOT NULL,
	"customer_id" text,
	"note" text DEFAULT '' NOT NULL,
	"trial_days" integer DEFAULT 0 NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"published_by" text,
	"published_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "plan_versions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD COLUMN "component" text;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD COLUMN "kind" text;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD COLUMN "period_start" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD COLUMN "period_end" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD COLUMN "price_minor" bigint;--> statement-breakpoint
-- Until now a plan had one fee a month, in one currency: it is the plan's first version.
INSERT INTO plan_versions (id, plan_id, number, created_by, created_at, published_by, published_at)
SELECT regexp_replace(id, '^plan_', 'pver_'), id, 1, 'Spillway', created_at, 'Spillway', created_at FROM plans;
--> statement-breakpoint
INSERT INTO plan_prices (version_id, currency, components)
SELECT regexp_replace(id, '^plan_', 'pver_'), currency,
  CASE WHEN monthly_fee_minor = 0 THEN '[]'::jsonb ELSE jsonb_build_array(jsonb_build_object(
    'id', 'monthly-fee', 'name', 'Monthly fee', 'kind', 'recurring', 'months', 1, 'timing', 'arrears',
    'cycle', 'calendar', 'amount', trim_scale(monthly_fee_minor::numeric / (10 ^ (CASE
      -- Decimals of currencies as the portal counted minor units by.
      WHEN currency IN ('AFN','ALL','BIF','CLP','COP','DJF','GNF','HUF','IDR','IQD','IRR','ISK','JPY','KMF','KPW','KRW',
        'LAK','LBP','MGA','MMK','PKR','PYG','RWF','SLL','SOS','SYP','UGX','VND','VUV','XAF','XOF','XPF','YER') THEN 0
      WHEN currency IN ('BHD','JOD','KWD','LYD','OMR','TND') THEN 3 ELSE 2 END)::numeric))::text)) END
FROM plans;
--> statement-breakpoint
INSERT INTO subscription_versions (customer_id, id, subscription_id, version_id, valid_from, created_by, created_at)
SELECT customer_id, regexp_replace(id, '^subs_', 'sver_'), id, regexp_replace(plan_id, '^plan_', 'pver_'), valid_from,
  'Spillway', created_at FROM subscriptions;
--> statement-breakpoint
-- Issued fees never change; here the same is stored in other words.
ALTER TABLE statement_fees DISABLE TRIGGER USER;
--> statement-breakpoint
UPDATE statement_fees f SET component = regexp_replace(s.plan_id, '^plan_', 'pver_') || ':monthly-fee',
  name = 'Monthly fee', kind = 'recurring', period_start = month_start, period_end = month_end,
  price_minor = monthly_minor
FROM subscriptions s WHERE s.customer_id = f.customer_id AND s.id = f.subscription_id;
--> statement-breakpoint
ALTER TABLE statement_fees ENABLE TRIGGER USER;
--> statement-breakpoint
ALTER TABLE statement_fees ALTER COLUMN component SET NOT NULL, ALTER COLUMN name SET NOT NULL,
  ALTER COLUMN kind SET NOT NULL, ALTER COLUMN period_start SET NOT NULL, ALTER COLUMN period_end SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "discounts" ADD CONSTRAINT "discounts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discounts" ADD CONSTRAINT "discounts_of_subscription" FOREIGN KEY ("customer_id","subscription_id") REFERENCES "public"."subscriptions"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_versions" ADD CONSTRAINT "subscription_versions_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_versions" ADD CONSTRAINT "subscription_versions_version_id_plan_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."plan_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "subscription_versions" ADD CONSTRAINT "subscription_versions_of_subscription" FOREIGN KEY ("customer_id","subscription_id") REFERENCES "public"."subscriptions"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_prices" ADD CONSTRAINT "plan_prices_version_id_plan_versions_id_fk" FOREIGN KEY ("version_id") REFERENCES "public"."plan_versions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_plan_id_plans_id_fk" FOREIGN KEY ("plan_id") REFERENCES "public"."plans"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plan_versions" ADD CONSTRAINT "plan_versions_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "discounts_subscription" ON "discounts" USING btree ("customer_id","subscription_id");--> statement-breakpoint
CREATE INDEX "subscription_versions_version" ON "subscription_versions" USING btree ("version_id");--> statement-breakpoint
CREATE UNIQUE INDEX "plan_versions_number" ON "plan_versions" USING btree ("plan_id","number");--> statement-breakpoint
CREATE INDEX "plan_versions_customer" ON "plan_versions" USING btree ("customer_id") WHERE "plan_versions"."customer_id" is not null;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD CONSTRAINT "statement_fees_period" UNIQUE("customer_id","statement_id","subscription_id","component","period_start");--> statement-breakpoint
ALTER TABLE "statement_fees" ADD CONSTRAINT "statement_fees_kind_known" CHECK ("kind" in ('recurring', 'one_off', 'minimum', 'percentage', 'discount'));--> statement-breakpoint
CREATE POLICY "discounts_customer" ON "discounts" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "discounts_provider" ON "discounts" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "subscription_versions_customer" ON "subscription_versions" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "subscription_versions_provider" ON "subscription_versions" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "plan_prices_customer" ON "plan_prices" AS PERMISSIVE FOR SELECT TO "spillway_customer" USING (exists (select from plan_versions v where v.id = version_id));--> statement-breakpoint
CREATE POLICY "plan_prices_provider" ON "plan_prices" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "plan_versions_customer" ON "plan_versions" AS PERMISSIVE FOR SELECT TO "spillway_customer" USING ("plan_versions"."published_at" is not null and ("plan_versions"."customer_id" is null or "plan_versions"."customer_id" = current_setting('spillway.customer_id', true)));--> statement-breakpoint
CREATE POLICY "plan_versions_provider" ON "plan_versions" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);
--> statement-breakpoint
CREATE FUNCTION keep_published_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A published version of a plan never changes.' USING ERRCODE = 'check_violation';
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_published_version BEFORE UPDATE OR DELETE ON plan_versions FOR EACH ROW
  WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION keep_published_version();
--> statement-breakpoint
CREATE FUNCTION keep_published_prices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM plan_versions v WHERE v.published_at IS NOT NULL
             AND v.id IN (CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.version_id END,
                          CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.version_id END)) THEN
    RAISE EXCEPTION 'A published version of a plan never changes.' USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_published_prices BEFORE INSERT OR UPDATE OR DELETE ON plan_prices FOR EACH ROW
  EXECUTE FUNCTION keep_published_prices();
