// The four roles and the database of an own cluster. The superuser is used here and nowhere else at run time.
import { isLoopback } from "./address.mjs";

/**
 * Opens a short connection with the postgres package, which is there once packages are installed.
 * @param {string} url
 */
export async function connect(url) {
  const { default: postgres } = await import("postgres");
  return postgres(url, { max: 1, onnotice: () => {}, connect_timeout: 10 });
}

/** SQL literal of a value that was generated here or came from a URL. @param {string} text */
function literal(text) {
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQL identifier. @param {string} name */
export function identifier(name) {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The grants that join the roles. `spillway_app` is a member of the two row-level-security roles and inherits neither;
 * the owner inherits the provider's policies, since FORCE would otherwise hide every row from a data migration.
 * @param {string} app @param {string} owner @param {number} major of PostgreSQL
 */
export function grants(app, owner, major) {
  const withoutInherit = major >= 16 ? " WITH INHERIT FALSE" : "";
  return [
    `GRANT spillway_customer TO ${identifier(app)}${withoutInherit}`,
    `GRANT spillway_provider TO ${identifier(app)}${withoutInherit}`,
    `GRANT spillway_provider TO ${identifier(owner)}`,
  ];
}

/**
 * Creates what is missing; may run any number of times.
 * @param {string} url the superuser's @param {{ owner: string, app: string }} passwords @param {number} major
 */
export async function ensureRoles(url, passwords, major) {
  if (!isLoopback(new URL(url).hostname)) throw new Error("Roles are made on a cluster of this machine only.");
  const admin = await connect(url);
  try {
    const there = new Set((await admin`select rolname from pg_roles`).map((row) => row.rolname));
    /** @param {string} name @param {string} attributes */
    const role = (name, attributes) =>
      admin.unsafe(`${there.has(name) ? "ALTER" : "CREATE"} ROLE ${identifier(name)} ${attributes}`);
    const safe = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOREPLICATION";
    await role("spillway_owner", `LOGIN INHERIT NOCREATEROLE ${safe} PASSWORD ${literal(passwords.owner)}`);
    await role("spillway_app", `LOGIN NOINHERIT NOCREATEROLE ${safe} PASSWORD ${literal(passwords.app)}`);
    await role("spillway_customer", `NOLOGIN NOCREATEROLE ${safe}`);
    await role("spillway_provider", `NOLOGIN NOCREATEROLE ${safe}`);
    for (const statement of grants("spillway_app", "spillway_owner", major)) await admin.unsafe(statement);
    const [database] = await admin`select 1 from pg_database where datname = 'spillway'`;
    if (!database) await admin.unsafe("CREATE DATABASE spillway OWNER spillway_owner TEMPLATE template0");
  } finally {
    await admin.end({ timeout: 5 });
  }
  const inside = await connect(Object.assign(new URL(url), { pathname: "/spillway" }).href);
  try {
    await inside.unsafe("ALTER SCHEMA public OWNER TO spillway_owner");
    await inside.unsafe("REVOKE ALL ON DATABASE spillway FROM PUBLIC");
    await inside.unsafe("GRANT CONNECT ON DATABASE spillway TO spillway_app");
  } finally {
    await inside.end({ timeout: 5 });
  }
}
