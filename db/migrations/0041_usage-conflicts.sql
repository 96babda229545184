CREATE TABLE "usage_conflicts" (
	"customer_id" text NOT NULL,
	"digest" uuid NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"first_digest" uuid NOT NULL,
	"first_ended_at" timestamp with time zone,
	"source" text NOT NULL,
	"sent_by" text NOT NULL,
	"came_at" timestamp with time zone NOT NULL,
	"decision" text,
	"reason" text,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"correction_id" text,
	CONSTRAINT "usage_conflicts_customer_id_digest_pk" PRIMARY KEY("customer_id","digest"),
	CONSTRAINT "usage_conflicts_decision_known" CHECK ("decision" in ('dismissed', 'amended'))
);
--> statement-breakpoint
ALTER TABLE "usage_conflicts" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_keys" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "usage_conflicts" ADD CONSTRAINT "usage_conflicts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "usage_conflicts_first" ON "usage_conflicts" USING btree ("customer_id","first_digest");--> statement-breakpoint
CREATE INDEX "usage_conflicts_came" ON "usage_conflicts" USING btree ("came_at","digest");--> statement-breakpoint
CREATE INDEX "usage_conflicts_customer" ON "usage_conflicts" USING btree ("customer_id","came_at","digest");--> statement-breakpoint
CREATE INDEX "usage_conflicts_waiting" ON "usage_conflicts" USING btree ("came_at","digest") WHERE "usage_conflicts"."decision" is null;--> statement-breakpoint
CREATE POLICY "usage_conflicts_customer" ON "usage_conflicts" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "usage_conflicts_provider" ON "usage_conflicts" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);--> statement-breakpoint
-- An identity says when its record was, so that what came first is found from it.
CREATE OR REPLACE FUNCTION ingest_usage(
  customer text, received timestamptz, batches text[], kinds text[], batch_of integer[],
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
                             quantity, started_at, ended_at, fate, reason, batch_id, received_at)
  SELECT customer, u.digest, u.source, u.event, kinds[u.batch], u.meter, CASE WHEN u.machine LIKE '~%' THEN NULL ELSE nullif(u.machine, '') END, u.cloud, nullif(u.subject, ''),
         u.quantity, u.started, u.ended, u.fate, nullif(u.reason, ''), batches[u.batch], received
    FROM unnest(digests, batch_of, sources, events, meters, machines, cloud_ids, subjects, quantities, starts, ends, record_fates, reasons, is_fresh)
      AS u (digest, batch, source, event, meter, machine, cloud, subject, quantity, started, ended, fate, reason, is_new)
   WHERE u.is_new;

  PERFORM count_usage(customer, meters, machines, services, cloud_ids, quantities, starts, ends, first_ticks, last_ticks, overflows, is_fresh);
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- Conflicts that are stored already: identities are made as server/usage/record/record-identity.ts makes them.
ALTER TABLE "usage_records" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_batches" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO usage_conflicts (customer_id, digest, ended_at, first_digest, source, sent_by, came_at)
SELECT r.customer_id, r.digest, r.ended_at,
       substr(encode(sha256(convert_to(r.customer_id, 'UTF8') || '\x00'::bytea || convert_to(r.source, 'UTF8') || '\x00'::bytea || convert_to(r.event_id, 'UTF8')), 'hex'), 1, 32)::uuid,
       r.source, coalesce(b.actor, r.source_kind), r.received_at
  FROM usage_records r LEFT JOIN usage_batches b ON b.id = r.batch_id WHERE r.fate = 'conflict';--> statement-breakpoint
UPDATE usage_conflicts c SET first_ended_at = r.ended_at
  FROM usage_records r WHERE r.customer_id = c.customer_id AND r.digest = c.first_digest;--> statement-breakpoint
ALTER TABLE "usage_records" FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "usage_batches" FORCE ROW LEVEL SECURITY;
