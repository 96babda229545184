-- Run after each migration, idempotent: FORCE on every table with row-level security, and what each run-time role may
-- do.
DO $$
DECLARE
  t record;
BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO spillway_app', current_database());
  -- A restatement compares an export with what is stored (server/usage/imports/staged-rows.ts).
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO spillway_provider', current_database());
  REVOKE ALL ON SCHEMA public FROM PUBLIC;
  GRANT USAGE ON SCHEMA public TO spillway_app, spillway_customer, spillway_provider;
  FOR t IN SELECT c.oid::regclass AS name, c.relrowsecurity AS protected FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO spillway_provider', t.name);
    IF t.protected THEN
      EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t.name);
      EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO spillway_customer', t.name);
    END IF;
  END LOOP;
  -- A customer's role changes what customers change. The money and what was agreed are the provider's to write; a
  -- partition is reached through its parent alone; records of use, and the audit log for everybody, are added to and
  -- never changed.
  FOR t IN SELECT c.oid::regclass AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND c.relispartition LOOP
    EXECUTE format('REVOKE ALL ON %s FROM spillway_customer', t.name);
  END LOOP;
  REVOKE INSERT, UPDATE, DELETE ON charges, statements, statement_lines, statement_fees, customer_taxes, ledgers, ledger_accounts, ledger_entries, ledger_postings, payments, settlements, dunning_steps, payment_promises,
    billing_events, subscriptions, plan_versions, plan_prices, subscription_versions, discounts,
    subscription_parameters, limit_terms, resource_reservations, overflow_steps, usage_imports, usage_import_uses, usage_import_records, usage_import_rows, usage_uploads, usage_upload_pieces, usage_decisions,
    usage_corrections, usage_corrected_records, adjustments,
    cloud_exchanges
    FROM spillway_customer;
  REVOKE INSERT, UPDATE, DELETE ON customers, overflows FROM spillway_customer;
  GRANT UPDATE (identifier, identifier_confirmed_at, identifier_confirmed_by) ON customers TO spillway_customer;
  GRANT UPDATE (answer, answered_at, answered_by, next_attempt_at, changed_at) ON overflows TO spillway_customer;
  REVOKE UPDATE, DELETE ON usage_keys, usage_records, usage_conflicts, usage_batches, usage_marks, usage_authorities FROM spillway_customer;
  REVOKE INSERT, UPDATE, DELETE ON usage_hours FROM spillway_customer;
  REVOKE DELETE ON usage_reservations, usage_ticks, usage_spans, standings, notices, api_keys, credit_limit_requests, licenses, license_documents, machines FROM spillway_customer;
  REVOKE UPDATE, DELETE ON audit_entries FROM spillway_customer, spillway_provider;
  -- The ledger is added to and never changed; a payment is reversed.
  REVOKE UPDATE, DELETE ON ledger_entries, ledger_postings, settlements FROM spillway_provider;
  REVOKE DELETE ON payments FROM spillway_provider;
  -- An import states by which version of the rules it was read: a version stays what it was.
  REVOKE UPDATE, DELETE ON usage_mappings FROM spillway_provider;
  -- The provider's catalogue and the names of the clouds are read by customers, written by staff alone.
  GRANT SELECT ON vendors, services, service_features, plans, artefacts, meters, clouds, cloud_flavors, tax_rates, installation TO spillway_customer;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO spillway_customer, spillway_provider;
END $$;
