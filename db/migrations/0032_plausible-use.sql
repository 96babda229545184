CREATE TABLE "usage_decisions" (
	"customer_id" text NOT NULL,
	"digest" uuid NOT NULL,
	"decision" text NOT NULL,
	"reason" text NOT NULL,
	"decided_by" text NOT NULL,
	"decided_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_decisions_customer_id_digest_pk" PRIMARY KEY("customer_id","digest"),
	CONSTRAINT "usage_decisions_decision_known" CHECK ("decision" in ('released', 'rejected'))
);
--> statement-breakpoint
ALTER TABLE "usage_decisions" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_records" DROP CONSTRAINT "usage_records_fate_known";--> statement-breakpoint
ALTER TABLE "meters" ADD COLUMN "plausible_record" numeric;--> statement-breakpoint
ALTER TABLE "usage_decisions" ADD CONSTRAINT "usage_decisions_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_records_set_aside" ON "usage_records" USING btree ("received_at","digest") WHERE "usage_records"."fate" = 'set_aside';--> statement-breakpoint
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_fate_known" CHECK ("fate" in ('counted', 'late', 'shadowed', 'set_aside', 'implausible', 'conflict', 'unentitled', 'unknown_meter', 'unknown_machine', 'outside_subscription'));--> statement-breakpoint
CREATE POLICY "usage_decisions_customer" ON "usage_decisions" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_decisions_provider" ON "usage_decisions" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
-- Adds records to the ticks that they count in: those that come (ingest_usage), and those that staff release later.
CREATE FUNCTION count_usage(
  customer text, meters text[], machines text[], services text[], cloud_ids text[], quantities numeric[], starts timestamptz[], ends timestamptz[],
  first_ticks timestamptz[], last_ticks timestamptz[], overflows boolean[], taken boolean[]
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
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
END $$;
--> statement-breakpoint
-- As before, with the ticks by count_usage.
CREATE OR REPLACE FUNCTION ingest_usage(
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

  PERFORM count_usage(customer, meters, machines, services, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, is_fresh);
  RETURN NEXT;
END $$;
