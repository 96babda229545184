CREATE TABLE "usage_values" (
	"customer_id" text NOT NULL,
	"meter" text NOT NULL,
	"value" text NOT NULL,
	"tick" timestamp with time zone NOT NULL,
	"cloud_id" text NOT NULL,
	"machine_id" text NOT NULL,
	"service_id" text NOT NULL,
	"overflow" boolean NOT NULL,
	CONSTRAINT "usage_values_customer_id_meter_value_tick_cloud_id_machine_id_pk" PRIMARY KEY("customer_id","meter","value","tick","cloud_id","machine_id")
);
--> statement-breakpoint
ALTER TABLE "usage_values" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_records" DROP CONSTRAINT "usage_records_fate_known";--> statement-breakpoint
ALTER TABLE "meters" ADD COLUMN "filter" jsonb;--> statement-breakpoint
ALTER TABLE "usage_records" ADD COLUMN "value" text;--> statement-breakpoint
ALTER TABLE "usage_records" ADD COLUMN "dimensions" jsonb;--> statement-breakpoint
CREATE INDEX "usage_values_customer" ON "usage_values" USING btree ("customer_id","meter","tick");--> statement-breakpoint
CREATE INDEX "usage_values_time" ON "usage_values" USING brin ("tick") WITH (pages_per_range=32,autosummarize=true);--> statement-breakpoint
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_fate_known" CHECK ("fate" in ('counted', 'late', 'shadowed', 'set_aside', 'implausible', 'voided', 'amended', 'conflict', 'unentitled', 'filtered', 'unknown_meter', 'unknown_machine', 'outside_subscription'));--> statement-breakpoint
CREATE POLICY "usage_values_customer" ON "usage_values" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_values_provider" ON "usage_values" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
-- What a unique count counts comes with its record and is stored by tick and machine. `seen`: by record; null where
-- none has a value. A value is of an instant, so the first tick of its record is its only one. `dimension_texts`:
-- the dimensions of each, as JSON.
DROP FUNCTION ingest_usage(text, timestamptz, text[], text[], integer[], uuid[], uuid[], text[], text[], text[], text[], text[], text[], text[], numeric[], timestamptz[], timestamptz[], text[], text[], timestamptz[], timestamptz[], boolean[]);--> statement-breakpoint
DROP FUNCTION count_usage(text, text[], text[], text[], text[], numeric[], timestamptz[], timestamptz[], timestamptz[], timestamptz[], boolean[], boolean[]);--> statement-breakpoint
CREATE FUNCTION count_usage(
  customer text, meters text[], machines text[], services text[], cloud_ids text[], quantities numeric[], starts timestamptz[], ends timestamptz[],
  first_ticks timestamptz[], last_ticks timestamptz[], overflows boolean[], taken boolean[], seen text[]
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(usage_lock(customer));
  -- A gauge's last value: the newest reading; of two with one time the larger, whichever came first.
  INSERT INTO usage_ticks AS t (customer_id, meter, tick, cloud_id, machine_id, service_id, overflow, sum, last, last_at, records)
  WITH counted AS (
    SELECT u.*
      FROM unnest(meters, machines, services, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, taken)
        AS u (meter, machine, service, cloud, quantity, started, ended, first_tick, last_tick, overflow, is_taken)
     WHERE u.is_taken AND u.first_tick IS NOT NULL
  ), shares AS (
    SELECT c.meter, c.first_tick AS tick, c.cloud, c.machine, c.service, c.overflow, c.quantity, c.ended
      FROM counted c WHERE c.first_tick = c.last_tick
    UNION ALL
    SELECT c.meter, p.tick, c.cloud, c.machine, c.service, c.overflow, p.share, c.ended
      FROM counted c, LATERAL split_usage(c.quantity, c.started, c.ended, c.first_tick, c.last_tick) AS p (tick, share)
     WHERE c.first_tick < c.last_tick
  )
  SELECT customer, s.meter, s.tick, s.cloud, s.machine, max(s.service), bool_or(s.overflow), sum(s.quantity),
         (array_agg(s.quantity ORDER BY s.ended DESC, s.quantity DESC))[1], max(s.ended), count(*)
    FROM shares s
   GROUP BY s.meter, s.tick, s.cloud, s.machine
   ORDER BY s.meter, s.tick, s.cloud, s.machine
  ON CONFLICT (customer_id, meter, tick, cloud_id, machine_id) DO UPDATE SET
    sum = t.sum + excluded.sum,
    last = CASE WHEN (excluded.last_at, excluded.last) > (t.last_at, t.last) THEN excluded.last ELSE t.last END,
    last_at = greatest(t.last_at, excluded.last_at),
    records = t.records + excluded.records;
  IF seen IS NULL THEN RETURN; END IF;
  INSERT INTO usage_values (customer_id, meter, value, tick, cloud_id, machine_id, service_id, overflow)
  SELECT customer, u.meter, u.value, u.tick, u.cloud, u.machine, max(u.service), bool_or(u.overflow)
    FROM unnest(meters, machines, services, cloud_ids, first_ticks, overflows, taken, seen)
      AS u (meter, machine, service, cloud, tick, overflow, is_taken, value)
   WHERE u.is_taken AND u.tick IS NOT NULL AND u.value IS NOT NULL
   GROUP BY u.meter, u.value, u.tick, u.cloud, u.machine
   ORDER BY u.meter, u.value, u.tick, u.cloud, u.machine
  ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint
CREATE FUNCTION ingest_usage(
  customer text, received timestamptz, batches text[], kinds text[], batch_of integer[],
  digests uuid[], contents uuid[], sources text[], events text[], meters text[], machines text[], services text[], cloud_ids text[], subjects text[],
  quantities numeric[], starts timestamptz[], ends timestamptz[], record_fates text[], reasons text[],
  first_ticks timestamptz[], last_ticks timestamptz[], overflows boolean[], seen text[], dimension_texts text[]
) RETURNS TABLE (fresh uuid[], conflicting uuid[]) LANGUAGE plpgsql AS $$
DECLARE
  came integer := cardinality(digests);
  is_fresh boolean[];
  n integer;
  place integer := 1;
BEGIN
  -- The monthly partitions that do not exist yet, before any key is locked.
  PERFORM ensure_usage_month(month) FROM (
    SELECT DISTINCT date_trunc('month', ended, 'UTC') AS month FROM unnest(ends) AS ended ORDER BY 1) AS months;

  WITH inserted AS (
    INSERT INTO usage_keys AS k (customer_id, digest, content_hash, received_at, ended_at)
    SELECT customer, u.digest, u.content, received, u.ended FROM unnest(digests, contents, ends) AS u (digest, content, ended)
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
                             quantity, value, dimensions, started_at, ended_at, fate, reason, batch_id, received_at)
  SELECT customer, u.digest, u.source, u.event, kinds[u.batch], u.meter, CASE WHEN u.machine LIKE '~%' THEN NULL ELSE nullif(u.machine, '') END, u.cloud, nullif(u.subject, ''),
         u.quantity, u.value, u.dimensions::jsonb, u.started, u.ended, u.fate, nullif(u.reason, ''), batches[u.batch], received
    FROM unnest(digests, batch_of, sources, events, meters, machines, cloud_ids, subjects, quantities, starts, ends, record_fates, reasons, is_fresh, seen, dimension_texts)
      AS u (digest, batch, source, event, meter, machine, cloud, subject, quantity, started, ended, fate, reason, is_new, value, dimensions)
   WHERE u.is_new;

  PERFORM count_usage(customer, meters, machines, services, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, is_fresh, seen);
  RETURN NEXT;
END $$;
