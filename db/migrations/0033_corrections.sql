CREATE TABLE "adjustments" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"parameter_id" text NOT NULL,
	"meter" text NOT NULL,
	"window_start" timestamp with time zone NOT NULL,
	"window_end" timestamp with time zone NOT NULL,
	"billed" numeric NOT NULL,
	"due" numeric NOT NULL,
	"quantity" numeric NOT NULL,
	"rate" numeric NOT NULL,
	"amount_minor" numeric(100, 0) NOT NULL,
	"currency" text NOT NULL,
	"rounding" text NOT NULL,
	"state" text NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"reason" text,
	"charge_id" text,
	CONSTRAINT "adjustments_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "adjustments_id" UNIQUE("id"),
	CONSTRAINT "adjustments_state_known" CHECK ("state" in ('proposed', 'confirmed', 'rejected', 'withdrawn'))
);
--> statement-breakpoint
ALTER TABLE "adjustments" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_corrected_records" (
	"customer_id" text NOT NULL,
	"digest" uuid NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"correction_id" text NOT NULL,
	"replaced_by" uuid,
	CONSTRAINT "usage_corrected_records_customer_id_digest_pk" PRIMARY KEY("customer_id","digest")
);
--> statement-breakpoint
ALTER TABLE "usage_corrected_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_corrections" (
	"customer_id" text NOT NULL,
	"id" text NOT NULL,
	"kind" text NOT NULL,
	"reason" text NOT NULL,
	"selection" jsonb NOT NULL,
	"records" integer NOT NULL,
	"figures" jsonb NOT NULL,
	"made_by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_corrections_customer_id_id_pk" PRIMARY KEY("customer_id","id"),
	CONSTRAINT "usage_corrections_id" UNIQUE("id"),
	CONSTRAINT "usage_corrections_kind_known" CHECK ("kind" in ('void', 'amend'))
);
--> statement-breakpoint
ALTER TABLE "usage_corrections" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "usage_import_records" (
	"customer_id" text NOT NULL,
	"digest" uuid NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"use" uuid NOT NULL,
	"import_id" text NOT NULL,
	"cloud_id" text NOT NULL,
	"billing_account" text NOT NULL,
	"period_start" timestamp with time zone NOT NULL,
	CONSTRAINT "usage_import_records_customer_id_digest_pk" PRIMARY KEY("customer_id","digest")
);
--> statement-breakpoint
ALTER TABLE "usage_import_records" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_records" DROP CONSTRAINT "usage_records_fate_known";--> statement-breakpoint
ALTER TABLE "standings" ADD COLUMN "corrected_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "adjustments" ADD CONSTRAINT "adjustments_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adjustments" ADD CONSTRAINT "adjustments_customer_id_parameter_id_subscription_parameters_customer_id_id_fk" FOREIGN KEY ("customer_id","parameter_id") REFERENCES "public"."subscription_parameters"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "adjustments" ADD CONSTRAINT "adjustments_customer_id_charge_id_charges_customer_id_id_fk" FOREIGN KEY ("customer_id","charge_id") REFERENCES "public"."charges"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_corrections" ADD CONSTRAINT "usage_corrections_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_import_records" ADD CONSTRAINT "usage_import_records_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "usage_import_records" ADD CONSTRAINT "usage_import_records_customer_id_import_id_usage_imports_customer_id_id_fk" FOREIGN KEY ("customer_id","import_id") REFERENCES "public"."usage_imports"("customer_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "adjustments_open" ON "adjustments" USING btree ("customer_id","parameter_id","window_start") WHERE "adjustments"."state" = 'proposed';--> statement-breakpoint
CREATE INDEX "adjustments_state" ON "adjustments" USING btree ("state","proposed_at");--> statement-breakpoint
CREATE INDEX "usage_corrected_records_correction" ON "usage_corrected_records" USING btree ("customer_id","correction_id");--> statement-breakpoint
CREATE INDEX "usage_corrections_made" ON "usage_corrections" USING btree ("customer_id","made_at");--> statement-breakpoint
CREATE INDEX "usage_import_records_import" ON "usage_import_records" USING btree ("customer_id","import_id");--> statement-breakpoint
CREATE INDEX "usage_import_records_period" ON "usage_import_records" USING btree ("customer_id","cloud_id","billing_account","period_start");--> statement-breakpoint
ALTER TABLE "usage_records" ADD CONSTRAINT "usage_records_fate_known" CHECK ("fate" in ('counted', 'late', 'shadowed', 'set_aside', 'implausible', 'voided', 'amended', 'conflict', 'unentitled', 'unknown_meter', 'unknown_machine', 'outside_subscription'));--> statement-breakpoint
CREATE POLICY "adjustments_customer" ON "adjustments" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "adjustments_provider" ON "adjustments" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_corrected_records_customer" ON "usage_corrected_records" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_corrected_records_provider" ON "usage_corrected_records" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_corrections_customer" ON "usage_corrections" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_corrections_provider" ON "usage_corrections" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "usage_import_records_customer" ON "usage_import_records" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_import_records_provider" ON "usage_import_records" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- The advisory lock of a customer's ticks: senders share it, a correction holds it alone.
CREATE FUNCTION usage_lock(customer text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT hashtextextended('use of ' || customer, 0) $$;
--> statement-breakpoint
-- As before, and a correction of the customer's use, which makes ticks anew from the records, has its turn alone.
CREATE OR REPLACE FUNCTION count_usage(
  customer text, meters text[], machines text[], services text[], cloud_ids text[], quantities numeric[], starts timestamptz[], ends timestamptz[],
  first_ticks timestamptz[], last_ticks timestamptz[], overflows boolean[], taken boolean[]
) RETURNS void LANGUAGE plpgsql AS $$
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
END $$;
--> statement-breakpoint
-- As before, for readings of a source that names no machine too.
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
  SELECT customer, u.digest, u.source, u.event, kind, u.meter, CASE WHEN u.machine LIKE '~%' THEN NULL ELSE nullif(u.machine, '') END, u.cloud, nullif(u.subject, ''),
         u.quantity, u.started, u.ended, u.fate, nullif(u.reason, ''), batch, received
    FROM unnest(digests, sources, events, meters, machines, cloud_ids, subjects, quantities, starts, ends, record_fates, reasons, is_fresh)
      AS u (digest, source, event, meter, machine, cloud, subject, quantity, started, ended, fate, reason, is_new)
   WHERE u.is_new;

  PERFORM count_usage(customer, meters, machines, services, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, is_fresh);
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- A gauge's readings without a machine stand apart by their source ('~' and the source): two sources in one tick add
-- up, as two machines do. FORCE ROW LEVEL SECURITY binds the owner too: without this the statements would find no row.
ALTER TABLE "usage_ticks" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_records" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_spans" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_marks" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TEMPORARY TABLE usage_readings ON COMMIT DROP AS
SELECT r.customer_id, r.meter, date_bin('15 minutes', r.ended_at, 'epoch') AS tick, r.cloud_id, '~' || r.source AS machine_id,
       sum(r.quantity) AS sum, (array_agg(r.quantity ORDER BY r.ended_at DESC, r.quantity DESC))[1] AS last,
       max(r.ended_at) AS last_at, count(*)::integer AS records
  FROM usage_records r
 WHERE r.machine_id IS NULL AND r.fate IN ('counted', 'late')
   AND EXISTS (SELECT FROM usage_ticks t JOIN meters m ON m.slug = t.meter AND m.kind = 'gauge'
                WHERE t.customer_id = r.customer_id AND t.meter = r.meter AND t.cloud_id = r.cloud_id AND t.machine_id = ''
                  AND t.tick = date_bin('15 minutes', r.ended_at, 'epoch'))
 GROUP BY 1, 2, 3, 4, 5;--> statement-breakpoint
DELETE FROM usage_ticks t USING meters m WHERE m.slug = t.meter AND m.kind = 'gauge' AND t.machine_id = '';--> statement-breakpoint
INSERT INTO usage_ticks (customer_id, meter, tick, cloud_id, machine_id, service_id, overflow, sum, last, last_at, records)
SELECT customer_id, meter, tick, cloud_id, machine_id, '', false, sum, last, last_at, records FROM usage_readings;--> statement-breakpoint
ALTER TABLE "usage_ticks" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_records" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_spans" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_marks" FORCE ROW LEVEL SECURITY;
