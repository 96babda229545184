-- Makes the monthly partition of usage_records for an instant, once. It looks into pg_class itself after it has waited for the lock:
-- to_regclass answers from a cache that still holds "there is none" from before the wait.
CREATE OR REPLACE FUNCTION ensure_usage_month(at timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  month_start timestamptz := date_trunc('month', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC';
  month_end timestamptz := (date_trunc('month', at AT TIME ZONE 'UTC') + interval '1 month') AT TIME ZONE 'UTC';
  partition text := 'usage_records_' || to_char(at AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
  IF EXISTS (SELECT FROM pg_class WHERE relname = partition AND relnamespace = 'public'::regnamespace) THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('ensure_usage_month'));
  IF EXISTS (SELECT FROM pg_class WHERE relname = partition AND relnamespace = 'public'::regnamespace) THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I PARTITION OF usage_records FOR VALUES FROM (%L) TO (%L)', partition, month_start, month_end);
  PERFORM spillway_protect_partition(partition::regclass);
END $$;
--> statement-breakpoint
-- Ingest of one batch of one customer (foundations.md E): keys, records, rollups, in one call. The caller has removed doubles
-- inside the batch and sorted it by digest, so that two batches touch keys in one order and cannot deadlock.
--   digests … overflows: one entry a record, all of equal length. '' stands for NULL in the texts that may be missing.
--   share_*: what a counted record adds to which tick; a record whose fate is not counted has none.
-- Returns the digests that were new, and those whose key was there with other content.
CREATE FUNCTION ingest_usage(
  customer text, batch text, kind text, received timestamptz,
  digests uuid[], contents uuid[], sources text[], events text[], meters text[], machines text[], cloud_ids text[], subjects text[],
  quantities numeric[], starts timestamptz[], ends timestamptz[], record_fates text[], reasons text[],
  share_records integer[], share_meters text[], share_ticks timestamptz[], share_clouds text[], share_machines text[],
  share_overflows boolean[], share_quantities numeric[], share_ends timestamptz[]
) RETURNS TABLE (fresh uuid[], conflicting uuid[]) LANGUAGE plpgsql AS $$
DECLARE
  came integer := cardinality(digests);
  is_fresh boolean[];
  n integer;
  place integer := 1;
BEGIN
  WITH inserted AS (
    INSERT INTO usage_keys AS k (customer_id, digest, content_hash, received_at)
    SELECT customer, u.digest, u.content, received FROM unnest(digests, contents) AS u (digest, content)
    ON CONFLICT DO NOTHING RETURNING k.digest
  ) SELECT coalesce(array_agg(i.digest ORDER BY i.digest), '{}') INTO fresh FROM inserted i;

  IF cardinality(fresh) = came THEN
    is_fresh := array_fill(true, ARRAY[came]);
    conflicting := '{}';
  ELSE
    -- Both lists are sorted: one walk marks what is new.
    is_fresh := array_fill(false, ARRAY[came]);
    FOR n IN 1..came LOOP
      EXIT WHEN place > cardinality(fresh);
      IF digests[n] = fresh[place] THEN
        is_fresh[n] := true;
        place := place + 1;
      END IF;
    END LOOP;
    SELECT coalesce(array_agg(u.digest), '{}') INTO conflicting
      FROM unnest(digests, contents, is_fresh) AS u (digest, content, is_new)
     WHERE NOT u.is_new AND EXISTS (
       SELECT FROM usage_keys k WHERE k.customer_id = customer AND k.digest = u.digest AND k.content_hash <> u.content);
  END IF;

  INSERT INTO usage_records (customer_id, digest, source, event_id, source_kind, meter, machine_id, cloud_id, subject,
                             quantity, started_at, ended_at, fate, reason, batch_id, received_at)
  SELECT customer, u.digest, u.source, u.event, kind, u.meter, nullif(u.machine, ''), u.cloud, nullif(u.subject, ''),
         u.quantity, u.started, u.ended, u.fate, nullif(u.reason, ''), batch, received
    FROM unnest(digests, sources, events, meters, machines, cloud_ids, subjects, quantities, starts, ends, record_fates, reasons, is_fresh)
      AS u (digest, source, event, meter, machine, cloud, subject, quantity, started, ended, fate, reason, is_new)
   WHERE u.is_new;

  -- A gauge's last value: the newest reading; of two with one time the larger, whichever came first.
  INSERT INTO usage_ticks AS t (customer_id, meter, tick, cloud_id, machine_id, overflow, sum, last, last_at, records)
  SELECT customer, u.meter, u.tick, u.cloud, u.machine, bool_or(u.overflow), sum(u.quantity),
         (array_agg(u.quantity ORDER BY u.ended DESC, u.quantity DESC))[1], max(u.ended), count(*)
    FROM unnest(share_records, share_meters, share_ticks, share_clouds, share_machines, share_overflows, share_quantities, share_ends)
      AS u (record, meter, tick, cloud, machine, overflow, quantity, ended)
   WHERE is_fresh[u.record]
   GROUP BY u.meter, u.tick, u.cloud, u.machine
   ORDER BY u.meter, u.tick, u.cloud, u.machine
  ON CONFLICT (customer_id, meter, tick, cloud_id, machine_id) DO UPDATE SET
    sum = t.sum + excluded.sum,
    last = CASE WHEN (excluded.last_at, excluded.last) > (t.last_at, t.last) THEN excluded.last ELSE t.last END,
    last_at = greatest(t.last_at, excluded.last_at),
    records = t.records + excluded.records;

  RETURN NEXT;
END $$;
