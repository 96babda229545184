-- Run after each migration, idempotent: FORCE on every table with row-level security, and what each run-time role may do.
DO $$
DECLARE
  t record;
BEGIN
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO spillway_app', current_database());
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
  -- The provider's catalogue and the names of the clouds are read by customers, written by staff alone.
  GRANT SELECT ON vendors, services, service_features, plans, artefacts, meters, clouds, cloud_flavors, installation TO spillway_customer;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO spillway_customer, spillway_provider;
END $$;
