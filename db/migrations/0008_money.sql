CREATE TABLE "statement_lines" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"statement_id" text NOT NULL,
	"parameter_id" text NOT NULL,
	"billing_event_id" text,
	"meter" text NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"window_end" timestamp with time zone NOT NULL,
	"ordinal" integer NOT NULL,
	"meter_name" text NOT NULL,
	"unit" text NOT NULL,
	"decimals" integer NOT NULL,
	"aggregation" text NOT NULL,
	"placement" text NOT NULL,
	"event_number" integer,
	"event_ordinal" integer,
	"cloud_id" text,
	"cloud_name" text,
	"cloud_color_index" integer,
	"first_machine_name" text,
	"overflow_machine_name" text,
	"used" numeric,
	"covered" numeric,
	"overflow" numeric,
	"excess" numeric,
	"use_by_cloud" jsonb NOT NULL,
	"limit_quantity" numeric,
	"billing_step" numeric NOT NULL,
	"rate" numeric NOT NULL,
	"quantity" numeric NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"rounding" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statement_lines_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "statement_lines_id" UNIQUE("id"),
	CONSTRAINT "statement_lines_cause" UNIQUE NULLS NOT DISTINCT("customer_id","statement_id","parameter_id","window_start","billing_event_id")
);
--> statement-breakpoint
ALTER TABLE "statement_lines" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "statements" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	"period_end" timestamp with time zone NOT NULL,
	"time_zone" text NOT NULL,
	"currency" text NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statements_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "statements_id" UNIQUE("id")
);
--> statement-breakpoint
ALTER TABLE "statements" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "charges" ADD COLUMN "line_id" text;--> statement-breakpoint
ALTER TABLE "ledger_accounts" ADD COLUMN "balance_minor" bigint NOT NULL DEFAULT 0;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_customer_id_statement_id_statements_customer_id_id_fk" FOREIGN KEY ("customer_id","statement_id") REFERENCES "public"."statements"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_customer_id_parameter_id_subscription_parameters_customer_id_id_fk" FOREIGN KEY ("customer_id","parameter_id") REFERENCES "public"."subscription_parameters"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_customer_id_billing_event_id_billing_events_customer_id_id_fk" FOREIGN KEY ("customer_id","billing_event_id") REFERENCES "public"."billing_events"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "statement_lines_event" ON "statement_lines" USING btree ("customer_id","billing_event_id");--> statement-breakpoint
CREATE UNIQUE INDEX "statements_draft" ON "statements" USING btree ("customer_id","period_start","currency") WHERE "statements"."state" = 'draft';--> statement-breakpoint
ALTER TABLE "charges" ADD CONSTRAINT "charges_customer_id_line_id_statement_lines_customer_id_id_fk" FOREIGN KEY ("customer_id","line_id") REFERENCES "public"."statement_lines"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "billing_events_standing" ON "billing_events" USING btree ("customer_id","standing_id");--> statement-breakpoint
CREATE INDEX "standings_urgent" ON "standings" USING btree ("window_end") WHERE "standings"."over" or "standings"."threshold_met_at" is not null;--> statement-breakpoint
CREATE INDEX "standings_unfinished" ON "standings" USING btree ("meter","window_end") WHERE not "standings"."dirty" and ("standings"."judged_at" is null or "standings"."judged_at" - "standings"."window_end" < interval '10 minutes');--> statement-breakpoint
CREATE INDEX "charges_line" ON "charges" USING btree ("customer_id","line_id");--> statement-breakpoint
CREATE INDEX "charges_owed" ON "charges" USING btree ("created_at","currency","amount_minor") WHERE "charges"."state" = 'posted';--> statement-breakpoint
CREATE POLICY "statement_lines_customer" ON "statement_lines" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "statement_lines_provider" ON "statement_lines" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "statements_customer" ON "statements" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "statements_provider" ON "statements" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
-- FORCE ROW LEVEL SECURITY binds the owner too: without this the statements below would find no row.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['customers', 'machines', 'subscription_parameters', 'standings', 'billing_events', 'overflows', 'charges', 'ledger_accounts', 'ledger_postings'] LOOP
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
--> statement-breakpoint
UPDATE ledger_accounts a SET balance_minor = p.minor
  FROM (SELECT customer_id, account_id, sum(amount_minor) AS minor FROM ledger_postings GROUP BY customer_id, account_id) p
 WHERE p.customer_id = a.customer_id AND p.account_id = a.id;
--> statement-breakpoint
ALTER TABLE ledger_accounts ALTER COLUMN balance_minor DROP DEFAULT;
--> statement-breakpoint
-- The draft of each month, in the customer's zone, in which a charged window began.
WITH zones AS MATERIALIZED (
  SELECT c.id AS customer_id, coalesce(z.name, 'UTC') AS zone, c.time_zone
    FROM customers c LEFT JOIN pg_timezone_names z ON z.name = c.time_zone
), charged AS (
  SELECT c.customer_id, c.id, c.currency, c.created_at, z.zone, z.time_zone,
         date_trunc('month', c.window_start AT TIME ZONE z.zone) AS month
    FROM charges c JOIN zones z USING (customer_id)
)
INSERT INTO statements (customer_id, id, period_start, period_end, time_zone, currency, state, created_at)
SELECT customer_id, 'stmt_' || substr(min(id), 6), month AT TIME ZONE zone, (month + interval '1 month') AT TIME ZONE zone,
       time_zone, currency, 'draft', min(created_at)
  FROM charged GROUP BY customer_id, month, zone, time_zone, currency;
--> statement-breakpoint
-- A line for each event that was charged, or window where no event was raised, in the names and figures of today.
WITH lines AS (
  SELECT customer_id, parameter_id, window_start, billing_event_id, currency,
         (array_agg(id ORDER BY ordinal))[1] AS first_id,
         (array_agg(rounding ORDER BY ordinal DESC))[1] AS rounding,
         coalesce(sum(quantity) FILTER (WHERE state <> 'failed'), 0) AS quantity,
         coalesce(sum(amount_minor) FILTER (WHERE state = 'posted'), 0) AS amount_minor,
         max(created_at) AS changed_at
    FROM charges GROUP BY customer_id, parameter_id, window_start, billing_event_id, currency
)
INSERT INTO statement_lines (
  customer_id, id, statement_id, parameter_id, billing_event_id, meter, window_start, window_end, ordinal,
  meter_name, unit, decimals, aggregation, placement, event_number, event_ordinal, cloud_id, cloud_name, cloud_color_index,
  first_machine_name, overflow_machine_name, used, covered, overflow, excess, use_by_cloud, limit_quantity, billing_step, rate,
  quantity, amount_minor, currency, rounding, created_at, changed_at)
SELECT c.customer_id, 'line_' || substr(c.id, 6), s.id, c.parameter_id, c.billing_event_id, c.meter, c.window_start, c.window_end, c.ordinal,
       m.name, m.unit, m.decimals, m.aggregation, p.placement, e.number, e.ordinal, k.id, k.name, k.color_index,
       coalesce(f.hostname, f.serial, f.id), o.machine_order ->> 'name',
       (d.figures ->> 'aggregate')::numeric,
       trim_scale((d.figures ->> 'aggregate')::numeric - (d.figures ->> 'increment')::numeric),
       (d.figures ->> 'overflow')::numeric, (d.figures ->> 'excess')::numeric, coalesce(d.figures -> 'byCloud', '{}'),
       p.limit_quantity, p.billing_step, c.rate,
       trim_scale(l.quantity), l.amount_minor, c.currency, l.rounding, c.created_at, l.changed_at
  FROM lines l
  JOIN charges c ON c.customer_id = l.customer_id AND c.id = l.first_id
  JOIN meters m ON m.slug = c.meter
  JOIN subscription_parameters p ON p.customer_id = c.customer_id AND p.id = c.parameter_id
  JOIN statements s ON s.customer_id = c.customer_id AND s.currency = c.currency
                   AND s.period_start <= c.window_start AND s.period_end > c.window_start
  LEFT JOIN billing_events e ON e.customer_id = c.customer_id AND e.id = c.billing_event_id
  LEFT JOIN overflows o ON o.customer_id = e.customer_id AND o.billing_event_id = e.id
  LEFT JOIN clouds k ON k.id = e.cloud_id
  LEFT JOIN machines f ON f.customer_id = e.customer_id AND f.id = e.first_machine_id
  LEFT JOIN standings d ON d.customer_id = c.customer_id AND d.parameter_id = c.parameter_id AND d.window_start = c.window_start;
--> statement-breakpoint
UPDATE charges c SET line_id = l.id
  FROM statement_lines l
 WHERE l.customer_id = c.customer_id AND l.parameter_id = c.parameter_id AND l.window_start = c.window_start
   AND l.currency = c.currency AND l.billing_event_id IS NOT DISTINCT FROM c.billing_event_id;
--> statement-breakpoint
ALTER TABLE charges ALTER COLUMN line_id SET NOT NULL;
--> statement-breakpoint
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['customers', 'machines', 'subscription_parameters', 'standings', 'billing_events', 'overflows', 'charges', 'ledger_accounts', 'ledger_postings'] LOOP
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
