DROP INDEX "probes_customer";--> statement-breakpoint
DROP INDEX "probes_at";--> statement-breakpoint
DROP INDEX "overflows_customer";--> statement-breakpoint
DROP INDEX "resource_reservations_flavor";--> statement-breakpoint
DROP INDEX "licenses_machine";--> statement-breakpoint
ALTER TABLE "probes" ADD COLUMN "service_id" text;--> statement-breakpoint
-- FORCE ROW LEVEL SECURITY binds the owner too: without this the statement below would find no row.
ALTER TABLE "probes" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "machines" NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE "probes" SET "service_id" = "machines"."service_id" FROM "machines"
 WHERE "machines"."customer_id" = "probes"."customer_id" AND "machines"."id" = "probes"."machine_id";--> statement-breakpoint
ALTER TABLE "probes" ALTER COLUMN "service_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "probes" ADD CONSTRAINT "probes_service_id_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "host_cloud_accounts_census" ON "host_cloud_accounts" USING btree ("cloud_id");--> statement-breakpoint
CREATE INDEX "machines_cloud" ON "machines" USING btree ("cloud_id","id");--> statement-breakpoint
CREATE INDEX "machines_service" ON "machines" USING btree ("service_id","id");--> statement-breakpoint
CREATE INDEX "machines_census" ON "machines" USING btree ("service_id","cloud_id","kind","state","application");--> statement-breakpoint
CREATE INDEX "ledger_accounts_owed" ON "ledger_accounts" USING btree ("kind","currency","balance_minor") WHERE "ledger_accounts"."balance_minor" <> 0;--> statement-breakpoint
CREATE INDEX "probes_service" ON "probes" USING btree ("service_id","at");--> statement-breakpoint
CREATE INDEX "overflows_changed" ON "overflows" USING btree ("state","changed_at");--> statement-breakpoint
CREATE INDEX "resource_reservations_held" ON "resource_reservations" USING btree ("cloud_id","flavor") WHERE "resource_reservations"."released_at" is null;--> statement-breakpoint
CREATE INDEX "licenses_machine" ON "licenses" USING btree ("machine_id","customer_id");