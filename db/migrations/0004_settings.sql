-- Every process caches these rows (server/cached-until-changed.ts): a change is announced at its commit.
CREATE FUNCTION announce_settings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('spillway_settings', TG_TABLE_NAME);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER installation_announce AFTER INSERT OR UPDATE OR DELETE ON "installation"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_settings();
--> statement-breakpoint
CREATE TRIGGER signing_keys_announce AFTER INSERT OR UPDATE OR DELETE ON "signing_keys"
  FOR EACH STATEMENT EXECUTE FUNCTION announce_settings();
