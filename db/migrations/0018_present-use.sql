-- How long a machine's last value stands as its use now; storage is often reported once a day.
ALTER TABLE "meters" ADD COLUMN "stale_minutes" integer DEFAULT 15 NOT NULL;
--> statement-breakpoint
UPDATE "meters" SET "stale_minutes" = 1560 WHERE "slug" = 'storage';
--> statement-breakpoint
-- One limit of a meter at a time for each customer. A trigger and no constraint: an installation may hold two already,
-- and those stand. The lock makes the second of two inserts at once see the first.
CREATE FUNCTION refuse_second_limit() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(new.customer_id || ' ' || new.meter, 7411014));
  IF EXISTS (
    SELECT FROM subscription_parameters p
     WHERE p.customer_id = new.customer_id AND p.meter = new.meter AND p.id <> new.id
       AND p.valid_from < coalesce(new.valid_to, 'infinity') AND new.valid_from < coalesce(p.valid_to, 'infinity')
  ) THEN
    RAISE EXCEPTION 'There is a limit of this meter at that time already.'
      USING ERRCODE = 'exclusion_violation', CONSTRAINT = 'subscription_parameters_one_limit';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER subscription_parameters_one_limit BEFORE INSERT OR UPDATE OF meter, valid_from, valid_to
  ON subscription_parameters FOR EACH ROW EXECUTE FUNCTION refuse_second_limit();
