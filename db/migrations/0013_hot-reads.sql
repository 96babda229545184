CREATE TABLE "search_entries" (
	"customer_id" text NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"content" text NOT NULL,
	CONSTRAINT "search_entries_customer_id_kind_id_pk" PRIMARY KEY("customer_id","kind","id")
);
--> statement-breakpoint
ALTER TABLE "search_entries" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
DROP INDEX "audit_entries_subject";--> statement-breakpoint
DROP INDEX "cloud_exchanges_subject";--> statement-breakpoint
DROP INDEX "notices_subject";--> statement-breakpoint
ALTER TABLE "search_entries" ADD CONSTRAINT "search_entries_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_entries_seq" ON "audit_entries" USING btree ("seq");--> statement-breakpoint
CREATE INDEX "audit_entries_action" ON "audit_entries" USING btree ("action","seq");--> statement-breakpoint
CREATE INDEX "audit_entries_people" ON "audit_entries" USING btree ("actor_kind","seq") WHERE "audit_entries"."actor_kind" not in ('machine', 'job');--> statement-breakpoint
CREATE INDEX "billing_events_customer" ON "billing_events" USING btree ("customer_id","number");--> statement-breakpoint
CREATE INDEX "billing_events_amount" ON "billing_events" USING btree ("amount_minor","number");--> statement-breakpoint
CREATE INDEX "billing_events_raised" ON "billing_events" USING btree ("raised_at");--> statement-breakpoint
CREATE INDEX "cloud_exchanges_failed" ON "cloud_exchanges" USING btree ("id") WHERE "cloud_exchanges"."error" is not null;--> statement-breakpoint
CREATE INDEX "machines_state" ON "machines" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "machines_customer_state" ON "machines" USING btree ("customer_id","state");--> statement-breakpoint
CREATE INDEX "machines_name" ON "machines" USING btree (lower(coalesce("hostname", '')),"id");--> statement-breakpoint
CREATE INDEX "machines_heartbeat" ON "machines" USING btree (coalesce("last_heartbeat_at", '-infinity'::timestamptz),"id");--> statement-breakpoint
CREATE INDEX "machines_link" ON "machines" USING btree ("customer_id","link_id");--> statement-breakpoint
CREATE INDEX "machines_overflow" ON "machines" USING btree ("id") WHERE "machines"."kind" = 'overflow';--> statement-breakpoint
CREATE INDEX "customers_state" ON "customers" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "customers_name" ON "customers" USING btree (lower("name"),"id");--> statement-breakpoint
CREATE INDEX "service_configurations_waiting" ON "service_configurations" USING btree ("customer_id") WHERE "service_configurations"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "api_keys_customer" ON "api_keys" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "license_documents_license" ON "license_documents" USING btree ("customer_id","license_id","seq");--> statement-breakpoint
CREATE INDEX "license_documents_revoked" ON "license_documents" USING btree ("customer_id","machine_id","seq") WHERE "license_documents"."revoked_at" is not null;--> statement-breakpoint
CREATE INDEX "licenses_state" ON "licenses" USING btree ("state","id");--> statement-breakpoint
CREATE INDEX "licenses_expiry" ON "licenses" USING btree ("valid_to","id");--> statement-breakpoint
CREATE INDEX "licenses_overflow" ON "licenses" USING btree ("id") WHERE "licenses"."kind" = 'overflow';--> statement-breakpoint
CREATE INDEX "licenses_released" ON "licenses" USING btree ("customer_id","cloud_account_id","ended_at") WHERE "licenses"."state" = 'released';--> statement-breakpoint
CREATE INDEX "seats_free" ON "seats" USING btree ("customer_id","cloud_account_id","seat_no") WHERE "seats"."license_id" is null;--> statement-breakpoint
CREATE INDEX "seats_reserved" ON "seats" USING btree ("customer_id","cloud_account_id","seat_no") WHERE "seats"."reserved_until" is not null;--> statement-breakpoint
CREATE INDEX "probes_customer" ON "probes" USING btree ("customer_id","at");--> statement-breakpoint
CREATE INDEX "probes_at" ON "probes" USING btree ("at");--> statement-breakpoint
CREATE INDEX "notices_undelivered" ON "notices" USING btree ("id") WHERE "notices"."delivered_at" is null;--> statement-breakpoint
CREATE INDEX "overflow_steps_running" ON "overflow_steps" USING btree ("overflow_id") WHERE "overflow_steps"."state" = 'running';--> statement-breakpoint
CREATE INDEX "overflow_steps_carried" ON "overflow_steps" USING btree ("ended_at") WHERE "overflow_steps"."step" = 'carried' and "overflow_steps"."state" = 'done';--> statement-breakpoint
CREATE INDEX "overflows_customer_state" ON "overflows" USING btree ("customer_id","state");--> statement-breakpoint
CREATE INDEX "installation_links_expiry" ON "installation_links" USING btree ("expires_at","id");--> statement-breakpoint
CREATE INDEX "installation_links_open" ON "installation_links" USING btree ("expires_at","id") WHERE "installation_links"."revoked_at" is null and "installation_links"."uses" < "installation_links"."uses_max";--> statement-breakpoint
CREATE INDEX "installation_links_revoked" ON "installation_links" USING btree ("id") WHERE "installation_links"."revoked_at" is not null;--> statement-breakpoint
CREATE INDEX "installation_links_overflow" ON "installation_links" USING btree ("id") WHERE "installation_links"."kind" = 'overflow';--> statement-breakpoint
CREATE INDEX "audit_entries_subject" ON "audit_entries" USING btree ("subject_id","seq");--> statement-breakpoint
CREATE INDEX "cloud_exchanges_subject" ON "cloud_exchanges" USING btree ("subject_id","id");--> statement-breakpoint
CREATE INDEX "notices_subject" ON "notices" USING btree ("subject_id","id");--> statement-breakpoint
CREATE POLICY "search_entries_customer" ON "search_entries" AS PERMISSIVE FOR ALL TO "spillway_customer" USING ("customer_id" = current_setting('spillway.customer_id', true)) WITH CHECK ("customer_id" = current_setting('spillway.customer_id', true));--> statement-breakpoint
CREATE POLICY "search_entries_provider" ON "search_entries" AS PERMISSIVE FOR ALL TO "spillway_provider" USING (true) WITH CHECK (true);
--> statement-breakpoint
-- Every run of three characters of a text, in lower case: a text that holds another holds all of its runs.
CREATE FUNCTION search_trigrams(content text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array(SELECT substr(lower(content), place, 3) FROM generate_series(1, length(content) - 2) AS place)
$$;
--> statement-breakpoint
CREATE INDEX "search_entries_trigrams" ON "search_entries" USING gin (search_trigrams("content"));
--> statement-breakpoint
CREATE INDEX "search_entries_start" ON "search_entries" USING btree (lower("content") text_pattern_ops);
--> statement-breakpoint
CREATE INDEX "cloud_exchanges_path" ON "cloud_exchanges" USING gin (search_trigrams("path"));
--> statement-breakpoint
-- Runs as whoever changes the row: row-level security holds here too.
CREATE FUNCTION enter_for_search() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  owner text;
  entry text := TG_ARGV[0];
  words text;
BEGIN
  IF entry = 'customer' THEN
    owner := NEW.id;
    words := concat_ws(' ', NEW.name, NEW.identifier, NEW.id);
  ELSIF entry = 'machine' THEN
    owner := NEW.customer_id;
    words := concat_ws(' ', NEW.hostname, NEW.serial, NEW.id, NEW.instance_id);
  ELSE
    owner := NEW.customer_id;
    words := concat_ws(' ', NEW.id, NEW.description, NEW.serial);
  END IF;
  INSERT INTO search_entries AS e (customer_id, kind, id, content) VALUES (owner, entry, NEW.id, words)
  ON CONFLICT (customer_id, kind, id) DO UPDATE SET content = excluded.content WHERE e.content <> excluded.content;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER customers_search AFTER INSERT OR UPDATE OF name, identifier ON customers
  FOR EACH ROW EXECUTE FUNCTION enter_for_search('customer');
--> statement-breakpoint
CREATE TRIGGER machines_search AFTER INSERT OR UPDATE OF hostname, serial, instance_id ON machines
  FOR EACH ROW EXECUTE FUNCTION enter_for_search('machine');
--> statement-breakpoint
CREATE TRIGGER installation_links_search AFTER INSERT OR UPDATE OF description, serial ON installation_links
  FOR EACH ROW EXECUTE FUNCTION enter_for_search('link');
--> statement-breakpoint
-- FORCE ROW LEVEL SECURITY binds the owner too: without this the statements below would find no row.
DO $$
DECLARE
  t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['customers', 'machines', 'installation_links', 'search_entries'] LOOP
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', t);
  END LOOP;
END $$;
--> statement-breakpoint
INSERT INTO search_entries (customer_id, kind, id, content)
SELECT id, 'customer', id, concat_ws(' ', name, identifier, id) FROM customers
UNION ALL
SELECT customer_id, 'machine', id, concat_ws(' ', hostname, serial, id, instance_id) FROM machines
UNION ALL
SELECT customer_id, 'link', id, concat_ws(' ', id, description, serial) FROM installation_links;
