-- A customer's role learned from resolve_machine whose any machine is, and its key: it is looked up in the provider's
-- role now (server/collection/queries.ts).
DROP FUNCTION resolve_machine(text);
--> statement-breakpoint
-- As before, for instants that use can have: a customer's role cannot make partitions without end.
CREATE OR REPLACE FUNCTION ensure_usage_month(at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  month_start timestamptz := date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
  month_end timestamptz := (date_trunc('month', at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
  partition text := 'usage_records_' || to_char(at AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
  IF at IS NULL OR at < '2000-01-01Z' OR at >= '2100-01-01Z' THEN
    RAISE EXCEPTION 'No use has the time %.', at USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT FROM pg_class WHERE relname = partition AND relnamespace = 'public'::regnamespace) THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_usage_month'));
  IF EXISTS (SELECT FROM pg_class WHERE relname = partition AND relnamespace = 'public'::regnamespace) THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF usage_records FOR VALUES FROM (%L) TO (%L)', partition, month_start, month_end);
  PERFORM spillway_protect_partition(partition::regclass);
END $$;
--> statement-breakpoint
-- Exchanges recorded by earlier versions hold the address of a machine's installer in their user data.
UPDATE cloud_exchanges SET request = request - 'userData' WHERE jsonb_typeof(request) = 'object' AND request ? 'userData';
