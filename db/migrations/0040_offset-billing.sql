ALTER TABLE "charges" ADD COLUMN "price" numeric;--> statement-breakpoint
ALTER TABLE "statement_lines" ADD COLUMN "mode" text DEFAULT 'limit' NOT NULL;--> statement-breakpoint
CREATE INDEX "subscriptions_offset" ON "subscriptions" USING btree ("customer_id","id") WHERE "subscriptions"."mode" = 'offset';--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_mode_known" CHECK ("mode" in ('limit', 'offset'));--> statement-breakpoint
ALTER TABLE "statement_lines" ADD CONSTRAINT "statement_lines_mode_known" CHECK ("mode" in ('limit', 'offset'));--> statement-breakpoint
-- One use is billed in one way: a limit with offset billing counts no use that another limit of the meter counts.
CREATE OR REPLACE FUNCTION refuse_other_period() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  p record;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(new.customer_id || ' ' || new.meter, 7411014));
  FOR p IN
    SELECT o.period <> new.period OR o.anchor_day <> new.anchor_day AS other_windows,
           s.mode = 'offset' OR (SELECT n.mode FROM subscriptions n
             WHERE n.customer_id = new.customer_id AND n.id = new.subscription_id) = 'offset' AS offset_billing
      FROM subscription_parameters o JOIN subscriptions s ON s.customer_id = o.customer_id AND s.id = o.subscription_id
     WHERE o.customer_id = new.customer_id AND o.meter = new.meter AND o.id <> new.id
       AND (o.scope_cloud_id IS NULL OR new.scope_cloud_id IS NULL OR o.scope_cloud_id = new.scope_cloud_id)
       AND o.valid_from < coalesce(new.valid_to, 'infinity') AND new.valid_from < coalesce(o.valid_to, 'infinity')
  LOOP
    IF p.other_windows THEN
      RAISE EXCEPTION 'A limit of this meter has another period at that time.'
        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'subscription_parameters_one_period';
    ELSIF p.offset_billing THEN
      RAISE EXCEPTION 'A limit of this meter bills the same use at that time.'
        USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'subscription_parameters_one_mode';
    END IF;
  END LOOP;
  RETURN new;
END $$;
