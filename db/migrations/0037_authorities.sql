ALTER TABLE "usage_corrections" DROP CONSTRAINT "usage_corrections_kind_known";--> statement-breakpoint
ALTER TABLE "usage_authorities" ADD COLUMN "reason" text;--> statement-breakpoint
ALTER TABLE "usage_corrections" ADD CONSTRAINT "usage_corrections_kind_known" CHECK ("kind" in ('void', 'amend', 'authority'));--> statement-breakpoint
-- The authorities of these meters, to record by. Whoever records shares the customer's use (usage_lock) before they are
-- read: a decision on whose figures count, which holds it alone, is seen by every record that comes after it.
CREATE FUNCTION recording_authorities(customer text, slugs text[]) RETURNS SETOF usage_authorities LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(usage_lock(customer));
  RETURN QUERY SELECT a.* FROM usage_authorities a WHERE a.customer_id = customer AND a.meter = ANY (slugs);
END $$;
