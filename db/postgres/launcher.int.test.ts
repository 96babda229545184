import postgres from "postgres";
import { afterAll, expect, test } from "vitest";

const url = (name: "SUPERUSER" | "OWNER" | "APP") => process.env[`SPILLWAY_TEST_${name}_URL`] ?? "";
const app = postgres(url("APP"), { max: 1, onnotice: () => {} });
const owner = postgres(url("OWNER"), { max: 1, onnotice: () => {} });

afterAll(() => Promise.all([app.end(), owner.end()]));

test("none of the four roles could bypass row-level security", async () => {
  const roles = await app`
    select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as strong, rolcanlogin, rolinherit
    from pg_roles where rolname like 'spillway_%' order by rolname`;
  expect(roles).toMatchObject([
    { rolname: "spillway_app", strong: false, rolcanlogin: true, rolinherit: false },
    { rolname: "spillway_customer", strong: false, rolcanlogin: false },
    { rolname: "spillway_owner", strong: false, rolcanlogin: true, rolinherit: true },
    { rolname: "spillway_provider", strong: false, rolcanlogin: false },
  ]);
});

test("the application takes either role and is nothing without one; it is no owner", async () => {
  for (const role of ["spillway_customer", "spillway_provider"]) {
    await app.unsafe(`set role ${role}`);
    await app.unsafe("reset role");
  }
  const [rights] = await app`
    select pg_has_role(session_user, 'spillway_provider', 'USAGE') as inherits,
      pg_has_role(session_user, 'spillway_owner', 'MEMBER') as owner,
      has_schema_privilege(session_user, 'public', 'CREATE') as creates`;
  expect(rights).toEqual({ inherits: false, owner: false, creates: false });
  await expect(app.unsafe("set role spillway_owner")).rejects.toThrow("permission denied");
});

test("the owner inherits the provider's policies and owns the schema", async () => {
  const [rights] = await owner`
    select pg_has_role(session_user, 'spillway_provider', 'USAGE') as provider,
      has_schema_privilege(session_user, 'public', 'CREATE') as creates,
      (select datdba = r.oid from pg_database, pg_roles r where datname = 'spillway' and r.rolname = session_user) as owns`;
  expect(rights).toEqual({ provider: true, creates: true, owns: true });
});

test("nobody comes in without a password", async () => {
  const guess = new URL(url("APP"));
  guess.password = "wrong";
  const sql = postgres(guess.href, { max: 1, onnotice: () => {} });
  await expect(sql`select 1`).rejects.toThrow("password authentication failed");
  await sql.end();
});
