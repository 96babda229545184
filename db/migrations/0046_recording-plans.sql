-- What is recorded is written by one plan, made once for each connection: for the values of each call it was made anew,
-- which took longer than running it.
ALTER FUNCTION count_usage(text, text[], text[], text[], text[], numeric[], timestamptz[], timestamptz[], timestamptz[], timestamptz[], boolean[], boolean[])
  SET plan_cache_mode = force_generic_plan;
--> statement-breakpoint
-- Programs' keys are looked up in the provider's role (server/identity/authenticate-key.ts).
DROP FUNCTION resolve_api_key(text);
