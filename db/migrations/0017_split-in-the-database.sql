-- Ingest of one batch of one customer: keys, records, rollups, in one call. The caller has removed doubles inside the
-- batch and sorted it by digest, so that two batches touch keys in one order and cannot deadlock.
--   Every list has one entry a record. '' stands for NULL in the texts that may be missing.
--   first_ticks, last_ticks: the ticks that a counted record counts in; NULL where it is not counted. A counter is
--   split here, by time: a record of a month costs the sender one line, and the portal's process no memory.
-- Returns the digests that were new, and those whose key was there with other content.
DROP FUNCTION ingest_usage(text, text, text, timestamptz, uuid[], uuid[], text[], text[], text[], text[], text[], text[],
  numeric[], timestamptz[], timestamptz[], text[], text[], integer[], text[], timestamptz[], text[], text[], boolean[],
  numeric[], timestamptz[]);
--> statement-breakpoint
CREATE FUNCTION ingest_usage(
  customer text, batch text, kind text, received timestamptz,
  digests uuid[], contents uuid[], sources text[], events text[], meters text[], machines text[], cloud_ids text[], subjects text[],
  quantities numeric[], starts timestamptz[], ends timestamptz[], record_fates text[], reasons text[],
  first_ticks timestamptz[], last_ticks timestamptz[], overflows boolean[]
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

  -- Of a record over n + 1 ticks each tick but the last has its time's part, cut after the quantity's own decimals and
  -- nine more; what was cut off goes to the last, so that the parts add up exactly. All whole ticks have the same part.
  -- A gauge's last value: the newest reading; of two with one time the larger, whichever came first.
  INSERT INTO usage_ticks AS t (customer_id, meter, tick, cloud_id, machine_id, overflow, sum, last, last_at, records)
  WITH counted AS (
    SELECT u.*, scale(u.quantity) + 9 AS decimals,
           extract(epoch FROM u.last_tick - u.first_tick) / 900 AS n,
           extract(epoch FROM u.ended - u.started) * 1000 AS length,
           extract(epoch FROM u.first_tick + interval '15 minutes' - u.started) * 1000 AS begun
      FROM unnest(meters, machines, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, is_fresh)
        AS u (meter, machine, cloud, quantity, started, ended, first_tick, last_tick, overflow, is_new)
     WHERE u.is_new AND u.first_tick IS NOT NULL
  ), parts AS (
    SELECT c.*, div(c.quantity * scaled.up * c.begun, c.length) * scaled.down AS first_part,
           div(c.quantity * scaled.up * 900000, c.length) * scaled.down AS whole_part
      FROM counted c, LATERAL (SELECT ('1e' || c.decimals)::numeric AS up, ('1e-' || c.decimals)::numeric AS down) scaled
     WHERE c.n > 0
  ), shares AS (
    SELECT c.meter, c.first_tick AS tick, c.cloud, c.machine, c.overflow, c.quantity, c.ended FROM counted c WHERE c.n = 0
    UNION ALL
    SELECT p.meter, g.tick, p.cloud, p.machine, p.overflow,
           CASE g.tick WHEN p.first_tick THEN p.first_part
                       WHEN p.last_tick THEN p.quantity - p.first_part - (p.n - 1) * p.whole_part
                       ELSE p.whole_part END, p.ended
      FROM parts p, LATERAL generate_series(p.first_tick, p.last_tick, interval '15 minutes') AS g (tick)
  )
  SELECT customer, s.meter, s.tick, s.cloud, s.machine, bool_or(s.overflow), sum(s.quantity),
         (array_agg(s.quantity ORDER BY s.ended DESC, s.quantity DESC))[1], max(s.ended), count(*)
    FROM shares s
   GROUP BY s.meter, s.tick, s.cloud, s.machine
   ORDER BY s.meter, s.tick, s.cloud, s.machine
  ON CONFLICT (customer_id, meter, tick, cloud_id, machine_id) DO UPDATE SET
    sum = t.sum + excluded.sum,
    last = CASE WHEN (excluded.last_at, excluded.last) > (t.last_at, t.last) THEN excluded.last ELSE t.last END,
    last_at = greatest(t.last_at, excluded.last_at),
    records = t.records + excluded.records;

  RETURN NEXT;
END $$;
