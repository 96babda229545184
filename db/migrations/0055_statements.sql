CREATE TABLE "ledgers" (
	"customer_id" text NOT NULL,
	"currency" text NOT NULL,
	"closed_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ledgers_customer_id_currency_pk" PRIMARY KEY("customer_id","currency")
);
--> statement-breakpoint
ALTER TABLE "ledgers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "payments" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"received_on" date NOT NULL,
	"reference" text NOT NULL,
	"state" text NOT NULL,
	"entered_by" text NOT NULL,
	"entered_at" timestamp with time zone NOT NULL,
	"reversed_by" text,
	"reversed_at" timestamp with time zone,
	"reason" text,
	CONSTRAINT "payments_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "payments_id" UNIQUE("id"),
	CONSTRAINT "payments_state_known" CHECK ("state" in ('entered', 'reversed'))
);
--> statement-breakpoint
ALTER TABLE "payments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "settlements" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"statement_id" text NOT NULL,
	"source_kind" text NOT NULL,
	"source_id" text NOT NULL,
	"amount_minor" numeric(100, 0) NOT NULL,
	"currency" text NOT NULL,
	"settled_at" timestamp with time zone NOT NULL,
	CONSTRAINT "settlements_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "settlements_id" UNIQUE("id"),
	CONSTRAINT "settlements_source_kind_known" CHECK ("source_kind" in ('payment', 'statement'))
);
--> statement-breakpoint
ALTER TABLE "settlements" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "statement_fees" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"statement_id" text NOT NULL,
	"subscription_id" text NOT NULL,
	"plan_name" text NOT NULL,
	"service_name" text NOT NULL,
	"seats" integer NOT NULL,
	"month_start" timestamp with time zone NOT NULL,
	"month_end" timestamp with time zone NOT NULL,
	"valid_start" timestamp with time zone NOT NULL,
	"valid_end" timestamp with time zone NOT NULL,
	"monthly_minor" bigint NOT NULL,
	"amount_minor" numeric(100, 0) NOT NULL,
	"currency" text NOT NULL,
	"rounding" text NOT NULL,
	"ledger_entry_id" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "statement_fees_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "statement_fees_id" UNIQUE("id"),
	CONSTRAINT "statement_fees_month" UNIQUE("customer_id","statement_id","subscription_id","month_start")
);
--> statement-breakpoint
ALTER TABLE "statement_fees" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "statement_series" (
	"series" text PRIMARY KEY NOT NULL,
	"next" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "installation" ADD COLUMN "payment_days" integer DEFAULT 14 NOT NULL;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "number" text;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "issued_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "issued_by" text;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "due_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "header" jsonb;--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "fees_minor" numeric(100, 0);--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "use_minor" numeric(100, 0);--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "net_minor" numeric(100, 0);--> statement-breakpoint
ALTER TABLE "statements" ADD COLUMN "settled_minor" numeric(100, 0) DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "ledgers" ADD CONSTRAINT "ledgers_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "settlements" ADD CONSTRAINT "settlements_of_statement" FOREIGN KEY ("customer_id","statement_id") REFERENCES "public"."statements"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD CONSTRAINT "statement_fees_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD CONSTRAINT "statement_fees_of_statement" FOREIGN KEY ("customer_id","statement_id") REFERENCES "public"."statements"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "statement_fees" ADD CONSTRAINT "statement_fees_of_subscription" FOREIGN KEY ("customer_id","subscription_id") REFERENCES "public"."subscriptions"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_once" ON "payments" USING btree ("customer_id","received_on","amount_minor","currency","reference") WHERE "payments"."state" = 'entered';--> statement-breakpoint
CREATE INDEX "payments_received" ON "payments" USING btree ("received_on","id");--> statement-breakpoint
CREATE INDEX "settlements_statement" ON "settlements" USING btree ("customer_id","statement_id");--> statement-breakpoint
CREATE INDEX "settlements_source" ON "settlements" USING btree ("customer_id","source_id");--> statement-breakpoint
CREATE INDEX "statement_fees_subscription" ON "statement_fees" USING btree ("customer_id","subscription_id");--> statement-breakpoint
CREATE UNIQUE INDEX "statements_number" ON "statements" USING btree ("number");--> statement-breakpoint
CREATE INDEX "statements_newest" ON "statements" USING btree ("issued_at","number") WHERE "statements"."number" is not null;--> statement-breakpoint
CREATE INDEX "statements_customer" ON "statements" USING btree ("customer_id","issued_at","number") WHERE "statements"."number" is not null;--> statement-breakpoint
ALTER TABLE "statements" ADD CONSTRAINT "statements_issued" CHECK (("statements"."state" = 'draft') = ("statements"."number" is null));--> statement-breakpoint
CREATE POLICY "ledgers_customer" ON "ledgers" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "ledgers_provider" ON "ledgers" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "payments_customer" ON "payments" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "payments_provider" ON "payments" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "settlements_customer" ON "settlements" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "settlements_provider" ON "settlements" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "statement_fees_customer" ON "statement_fees" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "statement_fees_provider" ON "statement_fees" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- An issued statement is what the customer was sent: neither it nor its lines change. Only whether it is paid does.
CREATE FUNCTION keep_issued_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.number IS NULL THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  IF TG_OP = 'DELETE' OR to_jsonb(NEW) - 'state' - 'settled_minor' <> to_jsonb(OLD) - 'state' - 'settled_minor' THEN
    RAISE EXCEPTION 'Statement % is issued and does not change.', OLD.number
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statements_kept';
  END IF;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER statements_kept BEFORE UPDATE OR DELETE ON statements FOR EACH ROW EXECUTE FUNCTION keep_issued_statement();
--> statement-breakpoint
CREATE FUNCTION keep_issued_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  kept text;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    SELECT number INTO kept FROM statements WHERE customer_id = OLD.customer_id AND id = OLD.statement_id;
  END IF;
  IF TG_OP <> 'DELETE' AND kept IS NULL THEN
    SELECT number INTO kept FROM statements WHERE customer_id = NEW.customer_id AND id = NEW.statement_id;
  END IF;
  IF kept IS NOT NULL THEN
    RAISE EXCEPTION 'Statement % is issued: its lines do not change.', kept
      USING ERRCODE = 'restrict_violation', CONSTRAINT = 'statement_lines_kept';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
--> statement-breakpoint
CREATE TRIGGER statement_lines_kept BEFORE INSERT OR UPDATE OR DELETE ON statement_lines FOR EACH ROW EXECUTE FUNCTION keep_issued_lines();
--> statement-breakpoint
CREATE TRIGGER statement_fees_kept BEFORE INSERT OR UPDATE OR DELETE ON statement_fees FOR EACH ROW EXECUTE FUNCTION keep_issued_lines();
