// A database that others run: it is inspected, and made ready only with the owner's address.
import { connect, grants, identifier } from "./roles.mjs";

/**
 * @typedef {{ app: string, owner: string, database: string, major: number, create?: string[] }} Roles `create`: logins
 *   that have to be made too
 */

/** The SQL that an administrator runs where Spillway may not. @param {Roles} roles */
export function administratorSql({ app, owner, database, major, create = [] }) {
  return [
    ...create.map((name) => `CREATE ROLE ${identifier(name)} LOGIN PASSWORD '…';`),
    "CREATE ROLE spillway_customer NOLOGIN;",
    "CREATE ROLE spillway_provider NOLOGIN;",
    `ALTER ROLE ${identifier(app)} NOSUPERUSER NOBYPASSRLS NOINHERIT;`,
    ...grants(app, owner, major).map((statement) => `${statement};`),
    `ALTER DATABASE ${identifier(database)} OWNER TO ${identifier(owner)};`,
    `-- in ${identifier(database)}:`,
    `ALTER SCHEMA public OWNER TO ${identifier(owner)};`,
    `-- then DATABASE_URL is the login ${identifier(app)}, DATABASE_OWNER_URL the login ${identifier(owner)}`,
  ].join("\n");
}

/**
 * Checks the given addresses and, with the owner's, makes the roles.
 * @param {{ databaseUrl: string, ownerUrl?: string | undefined }} given
 * @returns {Promise<{ fault?: string, inUse: boolean }>} a sentence and the SQL for the administrator, or nothing;
 *   `inUse`: the database holds tables already
 */
export async function prepareGiven({ databaseUrl, ownerUrl }) {
  let state;
  try {
    state = await lookAt(databaseUrl);
  } catch (error) {
    return { fault: `DATABASE_URL does not answer: ${reason(error)}`, inUse: false };
  }
  const inUse = state.tables > 0;
  /** @type {Roles} */
  const about = { app: state.login, owner: "spillway_owner", database: state.database, major: state.major };
  about.create = ["spillway_owner"];
  if (state.bypass) {
    Object.assign(about, { app: "spillway_app", create: ["spillway_app", "spillway_owner"] });
    const why = `The login "${state.login}" of DATABASE_URL is a superuser or bypasses row-level security; Spillway refuses that.`;
    return { fault: withSql(why, about), inUse };
  }
  if (ownerUrl) {
    const fault = await makeReady(ownerUrl, about).catch((error) => `DATABASE_OWNER_URL: ${reason(error)}`);
    if (fault) return { fault: withSql(fault, about), inUse };
    state = await lookAt(databaseUrl);
  }
  if (!state.customer || !state.provider || state.inherits) {
    return { fault: withSql(`The login "${state.login}" of DATABASE_URL lacks its roles.`, about), inUse };
  }
  if (!ownerUrl && state.tables === 0) {
    const why = "The database has no tables, and without DATABASE_OWNER_URL Spillway neither creates nor migrates any.";
    return { fault: withSql(why, about), inUse };
  }
  return { inUse };
}

/** @param {string} why @param {Roles} about */
function withSql(why, about) {
  return `${why} As an administrator of that database run what is missing of:\n\n${administratorSql(about)}\n`;
}

/** @param {unknown} error */
function reason(error) {
  const { message, code } = /** @type {NodeJS.ErrnoException} */ (error);
  return message || code || String(error);
}

/**
 * @typedef {{
 *   login: string, database: string, major: number, bypass: boolean, customer: boolean, provider: boolean,
 *   inherits: boolean, tables: number
 * }} State the login of an address, the roles that it may take, and the tables there
 */

/** @param {string} url @returns {Promise<State>} */
async function lookAt(url) {
  const sql = await connect(url);
  try {
    /** @type {[State]} */
    const [row] = await sql`
      select session_user as login, current_database() as database,
        current_setting('server_version_num')::int / 10000 as major,
        (select rolsuper or rolbypassrls from pg_roles where rolname = session_user) as bypass,
        coalesce((select pg_has_role(session_user, oid, 'MEMBER') from pg_roles where rolname = 'spillway_customer'), false) as customer,
        coalesce((select pg_has_role(session_user, oid, 'MEMBER') from pg_roles where rolname = 'spillway_provider'), false) as provider,
        coalesce((select pg_has_role(session_user, oid, 'USAGE') from pg_roles where rolname = 'spillway_provider'), false) as inherits,
        (select count(*)::int from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'public' and c.relkind in ('r', 'p')) as tables`;
    return row;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** Whether the database holds tables. Both kinds of database are asked before secrets are made. @param {string} url */
export async function databaseInUse(url) {
  return (await lookAt(url)).tables > 0;
}

/**
 * Connections that the login of an address may have open at once: the server's, without its reserved ones, or
 * fewer by a limit of the login or the database.
 * @param {string} url @returns {Promise<number>}
 */
export async function connectionsFor(url) {
  const sql = await connect(url);
  try {
    /** @type {[{ most: number }]} */
    const [row] = await sql`
      select least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
          - coalesce(current_setting('reserved_connections', true)::int, 0),
        (select nullif(rolconnlimit, -1) from pg_roles where rolname = session_user),
        (select nullif(datconnlimit, -1) from pg_database where datname = current_database())) as most`;
    return row.most;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/**
 * Makes the roles with the owner's login.
 * @param {string} ownerUrl @param {Roles} about @returns {Promise<string | undefined>} what stands in the way
 */
async function makeReady(ownerUrl, about) {
  const sql = await connect(ownerUrl);
  try {
    /** @type {[{ owner: string, create_role: boolean, database: boolean, schema: boolean, name: string }]} */
    const [me] = await sql`
      select session_user as owner, r.rolcreaterole or r.rolsuper as create_role,
        (select pg_has_role(session_user, datdba, 'USAGE') from pg_database where datname = current_database()) as database,
        (select pg_has_role(session_user, nspowner, 'USAGE') from pg_namespace where nspname = 'public') as schema,
        current_database() as name
      from pg_roles r where r.rolname = session_user`;
    Object.assign(about, { owner: me.owner, create: [] });
    if (me.owner === about.app) return "DATABASE_URL and DATABASE_OWNER_URL are the same login; two are needed.";
    if (me.name !== about.database) return "DATABASE_URL and DATABASE_OWNER_URL name different databases.";
    if (!me.database || !me.schema) return `"${me.owner}" owns neither the database nor its schema public.`;
    /** @type {[{ ready: boolean }]} */
    const [{ ready }] = await sql`
      select (select count(*) from pg_roles where rolname in ('spillway_customer', 'spillway_provider')) = 2
        and coalesce((select bool_and(pg_has_role(${about.app}, oid, 'MEMBER')) from pg_roles
          where rolname in ('spillway_customer', 'spillway_provider')), false)
        and coalesce((select pg_has_role(session_user, oid, 'USAGE') from pg_roles where rolname = 'spillway_provider'), false)
        and not coalesce((select pg_has_role(${about.app}, oid, 'USAGE') from pg_roles where rolname = 'spillway_provider'), false)
        as ready`;
    if (ready) return undefined;
    if (!me.create_role) return `"${me.owner}" may not create roles.`;
    const there = new Set((await sql`select rolname from pg_roles`).map((row) => row.rolname));
    for (const name of ["spillway_customer", "spillway_provider"]) {
      if (!there.has(name)) await sql.unsafe(`CREATE ROLE ${name} NOLOGIN`);
    }
    if (about.major < 16) await sql.unsafe(`ALTER ROLE ${identifier(about.app)} NOINHERIT`);
    for (const statement of grants(about.app, me.owner, about.major)) await sql.unsafe(statement);
    await sql.unsafe(`GRANT CONNECT ON DATABASE ${identifier(about.database)} TO ${identifier(about.app)}`);
    return undefined;
  } finally {
    await sql.end({ timeout: 5 });
  }
}
