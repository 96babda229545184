// For pictures of pages at their worst: the story's names become the longest and most awkward that people may write,
// its serials and the flavors of its clouds have 60 letters without a break.
import postgres from "postgres";
import { postgresStatus } from "../../db/postgres/server.mjs";
import { Fault } from "../output.mjs";

/** Without a place to break, from right to left, and with signs beyond the basic plane. */
const awkward = [
  "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
  "خادم-الملفات-الرئيسي-للشركة-في-المدينة-الكبيرة-على-شاطئ-البحر",
  "🚀 Straße & Söhne “<b>GmbH</b>” 👩‍👩‍👧‍👦 — Überregionale Rechenzentrumsverbundgesellschaft",
];

/** What has a name that people write, its column, and what is set with it. */
const named = [
  { table: "customers", column: "name" },
  { table: "clouds", column: "name" },
  { table: "machines", column: "hostname", also: ", named = true" },
  { table: "vendors", column: "name" },
  { table: "services", column: "name" },
  { table: "plans", column: "name" },
  { table: "meters", column: "name" },
];

/**
 * Gives all of them such a name, each with what it was called before, so that they still differ; and long serials and
 * flavors.
 * @param {string} dataDir of a demo that runs @throws Fault where its database does not run
 */
export async function giveWorstNames(dataDir) {
  const status = postgresStatus(dataDir);
  if (!status.running) throw new Fault("PostgreSQL of the demo does not run.");
  const sql = postgres(status.databaseUrl, { max: 1 });
  try {
    await sql.begin(async (tx) => {
      await tx`set local role spillway_provider`;
      for (const { table, column, also = "" } of named)
        await tx.unsafe(
          `update ${table} set ${column} = left(($1::text[])[1 + mod(hashtext(${column})::bigint + 2147483648, 3)] || ' ' || ${column}, 100)${also}`,
          [awkward],
        );
      for (const table of ["machines", "licenses", "installation_links"])
        await tx.unsafe(
          `update ${table} set serial = left(upper(regexp_replace(serial, '\\W', '', 'g')) || repeat(upper(md5(serial)), 2), 60) where serial is not null`,
        );
      // Ahead of every poll, which removes what its cloud does not name; without capacity nothing is started there.
      await tx`
        insert into cloud_flavors select copy.* from cloud_flavors named, jsonb_populate_record(named, jsonb_build_object(
          'flavor', 'general.purpose.' || repeat('x', 40) || named.flavor, 'image', repeat('image', 10) || named.image,
          'capacity', 0, 'seen_at', now() + interval '1 hour')) copy`;
    });
  } finally {
    await sql.end();
  }
}
