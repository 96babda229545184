// Vitest's global setup of the integration tests: the PostgreSQL that `npm test` brought, else the one for tests run
// by hand. Never the database that DATABASE_URL names: it is taken out of the environment first.
import { testServer } from "../db/postgres/test-server.mjs";

export default async function setup() {
  delete process.env.DATABASE_URL;
  delete process.env.DATABASE_OWNER_URL;
  if (!process.env.SPILLWAY_TEST_SUPERUSER_URL) Object.assign(process.env, await testServer());
}
