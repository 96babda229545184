CREATE TABLE "usage_hours" (
	"customer_id" text NOT NULL,
	"meter" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"cloud_id" text NOT NULL,
	"service_id" text NOT NULL,
	"overflow" boolean NOT NULL,
	"sum_00" numeric NOT NULL,
	"sum_15" numeric NOT NULL,
	"sum_30" numeric NOT NULL,
	"sum_45" numeric NOT NULL,
	"last_00" numeric NOT NULL,
	"last_15" numeric NOT NULL,
	"last_30" numeric NOT NULL,
	"last_45" numeric NOT NULL,
	"ticks_00" integer NOT NULL,
	"ticks_15" integer NOT NULL,
	"ticks_30" integer NOT NULL,
	"ticks_45" integer NOT NULL,
	CONSTRAINT "usage_hours_customer_id_meter_hour_cloud_id_service_id_overflow_pk" PRIMARY KEY("customer_id","meter","hour","cloud_id","service_id","overflow")
);
--> statement-breakpoint
ALTER TABLE "usage_hours" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_marks" (
	"customer_id" text NOT NULL,
	"meter" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"seq" bigint GENERATED ALWAYS AS IDENTITY (sequence name "usage_marks_seq_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	CONSTRAINT "usage_marks_customer_id_meter_hour_seq_pk" PRIMARY KEY("customer_id","meter","hour","seq")
);
--> statement-breakpoint
ALTER TABLE "usage_marks" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_spans" (
	"customer_id" text NOT NULL,
	"meter" text NOT NULL,
	"cloud_id" text NOT NULL,
	"machine_id" text NOT NULL,
	"service_id" text NOT NULL,
	"overflow" boolean NOT NULL,
	"first_tick" timestamp with time zone NOT NULL,
	"last_tick" timestamp with time zone NOT NULL,
	"last" numeric NOT NULL,
	"last_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_spans_customer_id_meter_cloud_id_machine_id_pk" PRIMARY KEY("customer_id","meter","cloud_id","machine_id")
);
--> statement-breakpoint
ALTER TABLE "usage_spans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_ticks" ADD COLUMN "service_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
CREATE INDEX "usage_hours_time" ON "usage_hours" USING btree ("meter","hour");--> statement-breakpoint
CREATE INDEX "usage_spans_newest" ON "usage_spans" USING btree ("meter","last_tick");--> statement-breakpoint
CREATE POLICY "usage_hours_customer" ON "usage_hours" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_hours_provider" ON "usage_hours" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_marks_customer" ON "usage_marks" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_marks_provider" ON "usage_marks" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_spans_customer" ON "usage_spans" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_spans_provider" ON "usage_spans" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- Of a record over n + 1 ticks each tick but the last has its time's part, cut after the quantity's own decimals and
-- nine more; what was cut off goes to the last, so that the parts add up exactly. All whole ticks have the same part.
CREATE FUNCTION split_usage(quantity numeric, started timestamptz, ended timestamptz, first_tick timestamptz, last_tick timestamptz)
RETURNS TABLE (tick timestamptz, share numeric) LANGUAGE sql STABLE AS $$
  SELECT g.tick, CASE g.tick WHEN first_tick THEN parts.first
                             WHEN last_tick THEN quantity - parts.first - (parts.n - 1) * parts.whole
                             ELSE parts.whole END
    FROM (SELECT ('1e' || scale(quantity) + 9)::numeric AS up, ('1e-' || scale(quantity) + 9)::numeric AS down,
                 extract(epoch FROM ended - started) * 1000 AS length) scaled,
         LATERAL (SELECT extract(epoch FROM last_tick - first_tick) / 900 AS n,
                         div(quantity * scaled.up * extract(epoch FROM first_tick + interval '15 minutes' - started) * 1000,
                             scaled.length) * scaled.down AS first,
                         div(quantity * scaled.up * 900000, scaled.length) * scaled.down AS whole) parts,
         generate_series(first_tick, last_tick, interval '15 minutes') AS g (tick)
$$;
--> statement-breakpoint
-- As before, with the machine's service on the tick.
DROP FUNCTION ingest_usage(text, text, text, timestamptz, uuid[], uuid[], text[], text[], text[], text[], text[], text[],
  numeric[], timestamptz[], timestamptz[], text[], text[], timestamptz[], timestamptz[], boolean[]);
--> statement-breakpoint
CREATE FUNCTION ingest_usage(
  customer text, batch text, kind text, received timestamptz,
  digests uuid[], contents uuid[], sources text[], events text[], meters text[], machines text[], services text[], cloud_ids text[], subjects text[],
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

  -- A gauge's last value: the newest reading; of two with one time the larger, whichever came first.
  INSERT INTO usage_ticks AS t (customer_id, meter, tick, cloud_id, machine_id, service_id, overflow, sum, last, last_at, records)
  WITH counted AS (
    SELECT u.*
      FROM unnest(meters, machines, services, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, is_fresh)
        AS u (meter, machine, service, cloud, quantity, started, ended, first_tick, last_tick, overflow, is_new)
     WHERE u.is_new AND u.first_tick IS NOT NULL
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

  RETURN NEXT;
END $$;
--> statement-breakpoint
-- Whoever changes ticks: the hours are marked, in rows of the transaction's own, and the spans follow. Spans are locked
-- after all ticks and in one order, so that two senders cannot wait for each other.
CREATE FUNCTION usage_ticks_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO usage_marks (customer_id, meter, hour)
  SELECT DISTINCT c.customer_id, c.meter, date_bin('1 hour', c.tick, 'epoch') FROM changed c;
  IF TG_OP = 'DELETE' THEN
    -- Locked first: whoever still writes ticks of these machines has committed, or extends the span afterwards.
    PERFORM FROM usage_spans s
      WHERE EXISTS (SELECT FROM changed c WHERE (c.customer_id, c.meter, c.cloud_id, c.machine_id)
                                              = (s.customer_id, s.meter, s.cloud_id, s.machine_id))
      ORDER BY s.customer_id, s.meter, s.cloud_id, s.machine_id FOR UPDATE;
    DELETE FROM usage_spans s USING changed c
     WHERE (c.customer_id, c.meter, c.cloud_id, c.machine_id) = (s.customer_id, s.meter, s.cloud_id, s.machine_id);
    INSERT INTO usage_spans
    SELECT g.customer_id, g.meter, g.cloud_id, g.machine_id, newest.service_id, newest.overflow, oldest.tick, newest.tick,
           newest.last, newest.last_at
      FROM (SELECT DISTINCT customer_id, meter, cloud_id, machine_id FROM changed) g,
           LATERAL (SELECT t.tick FROM usage_ticks t
                     WHERE t.customer_id = g.customer_id AND t.meter = g.meter AND t.cloud_id = g.cloud_id AND t.machine_id = g.machine_id
                     ORDER BY t.tick LIMIT 1) oldest,
           LATERAL (SELECT t.* FROM usage_ticks t
                     WHERE t.customer_id = g.customer_id AND t.meter = g.meter AND t.cloud_id = g.cloud_id AND t.machine_id = g.machine_id
                     ORDER BY t.tick DESC LIMIT 1) newest
     ORDER BY 1, 2, 3, 4;
  ELSE
    INSERT INTO usage_spans AS s
    SELECT n.customer_id, n.meter, n.cloud_id, n.machine_id, n.service_id, n.overflow, n.first_tick, n.tick, n.last, n.last_at
      FROM (SELECT DISTINCT ON (c.customer_id, c.meter, c.cloud_id, c.machine_id) c.*,
                   min(c.tick) OVER (PARTITION BY c.customer_id, c.meter, c.cloud_id, c.machine_id) AS first_tick
              FROM changed c ORDER BY c.customer_id, c.meter, c.cloud_id, c.machine_id, c.tick DESC) n
    ON CONFLICT (customer_id, meter, cloud_id, machine_id) DO UPDATE SET
      first_tick = least(s.first_tick, excluded.first_tick),
      last_tick = greatest(s.last_tick, excluded.last_tick),
      last = CASE WHEN excluded.last_tick >= s.last_tick THEN excluded.last ELSE s.last END,
      last_at = CASE WHEN excluded.last_tick >= s.last_tick THEN excluded.last_at ELSE s.last_at END;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
-- FORCE ROW LEVEL SECURITY binds the owner too: without this the statements below would find no row.
ALTER TABLE "usage_ticks" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "machines" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE usage_ticks t SET service_id = m.service_id
  FROM machines m WHERE m.customer_id = t.customer_id AND m.id = t.machine_id;--> statement-breakpoint
INSERT INTO usage_spans
SELECT DISTINCT ON (t.customer_id, t.meter, t.cloud_id, t.machine_id)
       t.customer_id, t.meter, t.cloud_id, t.machine_id, t.service_id, t.overflow,
       min(t.tick) OVER (PARTITION BY t.customer_id, t.meter, t.cloud_id, t.machine_id), t.tick, t.last, t.last_at
  FROM usage_ticks t ORDER BY t.customer_id, t.meter, t.cloud_id, t.machine_id, t.tick DESC;--> statement-breakpoint
INSERT INTO usage_hours
SELECT owner.id, t.meter, date_bin('1 hour', t.tick, 'epoch'), t.cloud_id, t.service_id, t.overflow,
       coalesce(trim_scale(sum(t.sum) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 0)), 0),
       coalesce(trim_scale(sum(t.sum) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 900)), 0),
       coalesce(trim_scale(sum(t.sum) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 1800)), 0),
       coalesce(trim_scale(sum(t.sum) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 2700)), 0),
       coalesce(trim_scale(sum(t.last) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 0)), 0),
       coalesce(trim_scale(sum(t.last) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 900)), 0),
       coalesce(trim_scale(sum(t.last) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 1800)), 0),
       coalesce(trim_scale(sum(t.last) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 2700)), 0),
       count(*) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 0),
       count(*) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 900),
       count(*) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 1800),
       count(*) FILTER (WHERE extract(epoch FROM t.tick)::bigint % 3600 = 2700)
  FROM usage_ticks t, LATERAL (VALUES (t.customer_id), ('*')) AS owner (id)
 GROUP BY 1, 2, 3, 4, 5, 6;--> statement-breakpoint
ALTER TABLE "usage_ticks" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "machines" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TRIGGER usage_ticks_inserted AFTER INSERT ON usage_ticks REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION usage_ticks_changed();--> statement-breakpoint
CREATE TRIGGER usage_ticks_updated AFTER UPDATE ON usage_ticks REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION usage_ticks_changed();--> statement-breakpoint
CREATE TRIGGER usage_ticks_deleted AFTER DELETE ON usage_ticks REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION usage_ticks_changed();
