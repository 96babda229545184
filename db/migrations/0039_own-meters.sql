CREATE INDEX "usage_records_unknown_meter" ON "usage_records" USING btree ("meter","customer_id") WHERE "usage_records"."fate" = 'unknown_meter';--> statement-breakpoint
-- The lock of a meter that is added, or whose unit or kind changes: one of sixteen, so that a request with a thousand
-- names of meters takes no more locks than that.
CREATE FUNCTION meter_lock(slug text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT hashtextextended('meter', 0) + abs(hashtext(slug) % 16) $$;
--> statement-breakpoint
-- These meters, to record by: they stay as they are until the transaction ends.
CREATE FUNCTION recording_meters(slugs text[]) RETURNS SETOF meters LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(key)
     FROM (SELECT DISTINCT meter_lock(slug) AS key FROM unnest(slugs) AS slug ORDER BY 1) AS keys;
  RETURN QUERY SELECT m.* FROM meters m WHERE m.slug = ANY (slugs);
END $$;
