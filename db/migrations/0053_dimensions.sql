ALTER TABLE "meters" ADD COLUMN "dimensions" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
-- One statement for each table, which is written anew once: in what was stored before, no meter declared dimensions.
ALTER TABLE "usage_hours"
  ADD COLUMN "dimensions" text DEFAULT '' NOT NULL,
  ADD COLUMN "series" text GENERATED ALWAYS AS (case when dimensions = '' then '' else md5(dimensions) end) STORED NOT NULL,
  DROP CONSTRAINT "usage_hours_customer_id_meter_hour_cloud_id_service_id_overflow_pk",
  ADD CONSTRAINT "usage_hours_pk" PRIMARY KEY("customer_id","meter","hour","cloud_id","service_id","overflow","series");--> statement-breakpoint
ALTER TABLE "usage_spans"
  ADD COLUMN "dimensions" text DEFAULT '' NOT NULL,
  ADD COLUMN "series" text GENERATED ALWAYS AS (case when dimensions = '' then '' else md5(dimensions) end) STORED NOT NULL,
  DROP CONSTRAINT "usage_spans_customer_id_meter_cloud_id_machine_id_pk",
  ADD CONSTRAINT "usage_spans_pk" PRIMARY KEY("customer_id","meter","cloud_id","machine_id","series");--> statement-breakpoint
ALTER TABLE "usage_ticks"
  ADD COLUMN "dimensions" text DEFAULT '' NOT NULL,
  ADD COLUMN "series" text GENERATED ALWAYS AS (case when dimensions = '' then '' else md5(dimensions) end) STORED NOT NULL,
  DROP CONSTRAINT "usage_ticks_customer_id_meter_tick_cloud_id_machine_id_pk",
  ADD CONSTRAINT "usage_ticks_pk" PRIMARY KEY("customer_id","meter","tick","cloud_id","machine_id","series");--> statement-breakpoint
ALTER TABLE "usage_values"
  ADD COLUMN "dimensions" text DEFAULT '' NOT NULL,
  ADD COLUMN "series" text GENERATED ALWAYS AS (case when dimensions = '' then '' else md5(dimensions) end) STORED NOT NULL,
  DROP CONSTRAINT "usage_values_customer_id_meter_value_tick_cloud_id_machine_id_pk",
  ADD CONSTRAINT "usage_values_pk" PRIMARY KEY("customer_id","meter","value","tick","cloud_id","machine_id","series");--> statement-breakpoint
-- `declared`: by record the dimensions that its meter declares, as JSON; null where none has any. Their text is that of
-- jsonb, which is the same for the same names and values.
DROP FUNCTION ingest_usage(text, timestamptz, text[], text[], integer[], uuid[], uuid[], text[], text[], text[], text[], text[], text[], text[], numeric[], timestamptz[], timestamptz[], text[], text[], timestamptz[], timestamptz[], boolean[], text[], text[]);--> statement-breakpoint
DROP FUNCTION count_usage(text, text[], text[], text[], text[], numeric[], timestamptz[], timestamptz[], timestamptz[], timestamptz[], boolean[], boolean[], text[]);--> statement-breakpoint
CREATE FUNCTION count_usage(
  customer text, meters text[], machines text[], services text[], cloud_ids text[], quantities numeric[], starts timestamptz[], ends timestamptz[],
  first_ticks timestamptz[], last_ticks timestamptz[], overflows boolean[], taken boolean[], seen text[], declared text[]
) RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(usage_lock(customer));
  -- A gauge's last value: the newest reading; of two with one time the larger, whichever came first.
  INSERT INTO usage_ticks AS t (customer_id, meter, tick, cloud_id, machine_id, service_id, overflow, dimensions, sum, last, last_at, records)
  WITH counted AS (
    SELECT u.*, coalesce(u.of_meter::jsonb::text, '') AS dimensions
      FROM unnest(meters, machines, services, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, taken, declared)
        AS u (meter, machine, service, cloud, quantity, started, ended, first_tick, last_tick, overflow, is_taken, of_meter)
     WHERE u.is_taken AND u.first_tick IS NOT NULL
  ), shares AS (
    SELECT c.meter, c.first_tick AS tick, c.cloud, c.machine, c.service, c.overflow, c.dimensions, c.quantity, c.ended
      FROM counted c WHERE c.first_tick = c.last_tick
    UNION ALL
    SELECT c.meter, p.tick, c.cloud, c.machine, c.service, c.overflow, c.dimensions, p.share, c.ended
      FROM counted c, LATERAL split_usage(c.quantity, c.started, c.ended, c.first_tick, c.last_tick) AS p (tick, share)
     WHERE c.first_tick < c.last_tick
  )
  SELECT customer, s.meter, s.tick, s.cloud, s.machine, max(s.service), bool_or(s.overflow), s.dimensions, sum(s.quantity),
         (array_agg(s.quantity ORDER BY s.ended DESC, s.quantity DESC))[1], max(s.ended), count(*)
    FROM shares s
   GROUP BY s.meter, s.tick, s.cloud, s.machine, s.dimensions
   ORDER BY s.meter, s.tick, s.cloud, s.machine, s.dimensions
  ON CONFLICT (customer_id, meter, tick, cloud_id, machine_id, series) DO UPDATE SET
    sum = t.sum + excluded.sum,
    last = CASE WHEN (excluded.last_at, excluded.last) > (t.last_at, t.last) THEN excluded.last ELSE t.last END,
    last_at = greatest(t.last_at, excluded.last_at),
    records = t.records + excluded.records;
  IF seen IS NULL THEN RETURN; END IF;
  INSERT INTO usage_values (customer_id, meter, value, tick, cloud_id, machine_id, service_id, overflow, dimensions)
  SELECT customer, u.meter, u.value, u.tick, u.cloud, u.machine, max(u.service), bool_or(u.overflow), coalesce(u.of_meter::jsonb::text, '')
    FROM unnest(meters, machines, services, cloud_ids, first_ticks, overflows, taken, seen, declared)
      AS u (meter, machine, service, cloud, tick, overflow, is_taken, value, of_meter)
   WHERE u.is_taken AND u.tick IS NOT NULL AND u.value IS NOT NULL
   GROUP BY u.meter, u.value, u.tick, u.cloud, u.machine, 9
   ORDER BY u.meter, u.value, u.tick, u.cloud, u.machine, 9
  ON CONFLICT DO NOTHING;
END $$;
--> statement-breakpoint
CREATE FUNCTION ingest_usage(
  customer text, received timestamptz, batches text[], kinds text[], batch_of integer[],
  digests uuid[], contents uuid[], sources text[], events text[], meters text[], machines text[], services text[], cloud_ids text[], subjects text[],
  quantities numeric[], starts timestamptz[], ends timestamptz[], record_fates text[], reasons text[],
  first_ticks timestamptz[], last_ticks timestamptz[], overflows boolean[], seen text[], dimension_texts text[], declared text[]
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

  PERFORM count_usage(customer, meters, machines, services, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, is_fresh, seen, declared);
  RETURN NEXT;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION customer_facts(customer text, slugs text[], names text[]) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  RETURN (
    SELECT json_build_object('timeZone', c.time_zone, 'earlier', c.earlier_zones,
      'meters', (SELECT coalesce(json_agg(json_build_object('slug', m.slug, 'kind', m.kind, 'name', m.name, 'unit', m.unit,
                                                            'plausibleRecord', m.plausible_record::text, 'filter', m.filter, 'dimensions', m.dimensions)), '[]')
                   FROM recording_meters(slugs) m),
      'clouds', (SELECT coalesce(json_agg(json_build_object('id', h.id, 'slug', h.slug)), '[]') FROM clouds h),
      'limits', (SELECT coalesce(json_agg(json_build_object(
                          'id', p.id, 'meter', p.meter, 'period', p.period, 'anchorDay', p.anchor_day,
                          'scopeCloudId', p.scope_cloud_id, 'validFrom', p.valid_from, 'validTo', p.valid_to)), '[]')
                   FROM subscription_parameters p WHERE p.customer_id = c.id AND p.meter = ANY (slugs)),
      'machines', (SELECT coalesce(json_agg(json_build_object(
                            'id', m.id, 'serial', m.serial, 'instanceId', m.instance_id, 'cloudId', m.cloud_id,
                            'overflow', m.kind = 'overflow', 'serviceId', m.service_id, 'service', s.slug,
                            'storageCloudId', r.cloud_id) ORDER BY m.retired_at IS NULL, m.created_at), '[]')
                     FROM machines m JOIN services s ON s.id = m.service_id
                     LEFT JOIN storage_repositories r ON r.customer_id = m.customer_id AND r.machine_id = m.id
                    WHERE m.customer_id = c.id
                      AND (m.id = ANY (names) OR m.serial = ANY (names) OR m.instance_id = ANY (names))))
      FROM customers c WHERE c.id = customer);
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION usage_ticks_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usage_marks (customer_id, meter, hour)
  SELECT DISTINCT c.customer_id, c.meter, date_bin('1 hour', c.tick, 'epoch') FROM changed c;
  IF TG_OP = 'DELETE' THEN
    -- Locked first: whoever still writes ticks of these machines has committed, or extends the span afterwards.
    PERFORM FROM usage_spans s
      WHERE EXISTS (SELECT FROM changed c WHERE (c.customer_id, c.meter, c.cloud_id, c.machine_id, c.series)
                                              = (s.customer_id, s.meter, s.cloud_id, s.machine_id, s.series))
      ORDER BY s.customer_id, s.meter, s.cloud_id, s.machine_id, s.series FOR UPDATE;
    DELETE FROM usage_spans s USING changed c
     WHERE (c.customer_id, c.meter, c.cloud_id, c.machine_id, c.series) = (s.customer_id, s.meter, s.cloud_id, s.machine_id, s.series);
    INSERT INTO usage_spans (customer_id, meter, cloud_id, machine_id, service_id, overflow, first_tick, last_tick, last, last_at, dimensions)
    SELECT g.customer_id, g.meter, g.cloud_id, g.machine_id, newest.service_id, newest.overflow, oldest.tick, newest.tick,
           newest.last, newest.last_at, g.dimensions
      FROM (SELECT DISTINCT customer_id, meter, cloud_id, machine_id, dimensions, series FROM changed) g,
           LATERAL (SELECT t.tick FROM usage_ticks t
                     WHERE t.customer_id = g.customer_id AND t.meter = g.meter AND t.cloud_id = g.cloud_id AND t.machine_id = g.machine_id
                       AND t.series = g.series
                     ORDER BY t.tick LIMIT 1) oldest,
           LATERAL (SELECT t.* FROM usage_ticks t
                     WHERE t.customer_id = g.customer_id AND t.meter = g.meter AND t.cloud_id = g.cloud_id AND t.machine_id = g.machine_id
                       AND t.series = g.series
                     ORDER BY t.tick DESC LIMIT 1) newest
     ORDER BY 1, 2, 3, 4, g.series;
  ELSE
    INSERT INTO usage_spans AS s (customer_id, meter, cloud_id, machine_id, service_id, overflow, first_tick, last_tick, last, last_at, dimensions)
    SELECT n.customer_id, n.meter, n.cloud_id, n.machine_id, n.service_id, n.overflow, n.first_tick, n.tick, n.last, n.last_at, n.dimensions
      FROM (SELECT DISTINCT ON (c.customer_id, c.meter, c.cloud_id, c.machine_id, c.series) c.*,
                   min(c.tick) OVER (PARTITION BY c.customer_id, c.meter, c.cloud_id, c.machine_id, c.series) AS first_tick
              FROM changed c ORDER BY c.customer_id, c.meter, c.cloud_id, c.machine_id, c.series, c.tick DESC) n
    ON CONFLICT (customer_id, meter, cloud_id, machine_id, series) DO UPDATE SET
      first_tick = least(s.first_tick, excluded.first_tick),
      last_tick = greatest(s.last_tick, excluded.last_tick),
      last = CASE WHEN excluded.last_tick >= s.last_tick THEN excluded.last ELSE s.last END,
      last_at = CASE WHEN excluded.last_tick >= s.last_tick THEN excluded.last_at ELSE s.last_at END;
  END IF;
  RETURN NULL;
END $$;
