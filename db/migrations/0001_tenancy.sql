-- What drizzle-kit does not generate: partitions, look-ups of credentials before the customer is known, the ledger's balance.

-- A partition is a table of its own: it gets the protection of its parent, so that nobody reads round it.
CREATE FUNCTION spillway_protect_partition(partition regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', partition);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', partition);
  EXECUTE format('CREATE POLICY own ON %s TO spillway_customer USING (customer_id = current_setting(''spillway.customer_id'', true)) WITH CHECK (customer_id = current_setting(''spillway.customer_id'', true))', partition);
  EXECUTE format('CREATE POLICY provider ON %s TO spillway_provider USING (true) WITH CHECK (true)', partition);
END $$;
--> statement-breakpoint
DO $$
BEGIN
  FOR n IN 0..7 LOOP
    EXECUTE format('CREATE TABLE usage_keys_%s PARTITION OF usage_keys FOR VALUES WITH (MODULUS 8, REMAINDER %s)', n, n);
    PERFORM spillway_protect_partition(format('usage_keys_%s', n)::regclass);
  END LOOP;
END $$;
--> statement-breakpoint
-- Makes the monthly partition of usage_records for an instant, once. Callable by both run-time roles.
CREATE FUNCTION ensure_usage_month(at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  month_start timestamptz := date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
  month_end timestamptz := (date_trunc('month', at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
  partition text := 'usage_records_' || to_char(at AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
  IF to_regclass(partition) IS NOT NULL THEN RETURN; END IF;
  -- The lock is transactional: of two that race here the second waits, then finds the partition.
  PERFORM pg_advisory_xact_lock(hashtext('ensure_usage_month'));
  IF to_regclass(partition) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF usage_records FOR VALUES FROM (%L) TO (%L)', partition, month_start, month_end);
  PERFORM spillway_protect_partition(partition::regclass);
END $$;
--> statement-breakpoint
-- Credentials are resolved by hash before the customer is known; these return no more than the caller needs to set it.
CREATE FUNCTION resolve_link_token(hash text) RETURNS TABLE (customer_id text, id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT l.customer_id, l.id FROM installation_links l WHERE l.token_hash = hash $$;
--> statement-breakpoint
CREATE FUNCTION resolve_link_url(hash text) RETURNS TABLE (customer_id text, id text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT l.customer_id, l.id FROM installation_links l WHERE l.url_secret_hash = hash $$;
--> statement-breakpoint
CREATE FUNCTION resolve_machine(machine text) RETURNS TABLE (customer_id text, public_key_pem text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT m.customer_id, m.public_key_pem FROM machines m WHERE m.id = machine $$;
--> statement-breakpoint
CREATE FUNCTION resolve_api_key(hash text) RETURNS TABLE (id text, customer_id text, scopes jsonb, label text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
$$ SELECT k.id, k.customer_id, k.scopes, k.label FROM api_keys k WHERE k.key_hash = hash AND k.revoked_at IS NULL $$;
--> statement-breakpoint
-- Double entry: the postings of an entry sum to zero in each currency when the transaction ends.
CREATE FUNCTION ledger_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  unbalanced text;
BEGIN
  SELECT currency || ' ' || sum(amount_minor) INTO unbalanced FROM ledger_postings
   WHERE customer_id = NEW.customer_id AND entry_id = NEW.entry_id GROUP BY currency HAVING sum(amount_minor) <> 0 LIMIT 1;
  IF unbalanced IS NOT NULL THEN
    RAISE EXCEPTION 'ledger entry % does not balance: %', NEW.entry_id, unbalanced USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER ledger_postings_balance AFTER INSERT OR UPDATE ON ledger_postings
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_balances();
