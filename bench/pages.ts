import postgres from "postgres";
import { makeTestDatabase } from "@/db/testing";
import { largeCustomer, makeVolume } from "@/db/testing-volume";
import { shipCatalogue } from "@/server/setup/testing/portal";
import { startWeb, type Web } from "./web";
import { type Bench, settleAll, usageTables } from "./world";

const rows = 50_000;
const pages = [
  "/admin",
  "/admin/customers",
  `/admin/customers/${largeCustomer}`,
  "/admin/machines",
  "/admin/machines?state=silent",
  "/admin/machines?q=host-00",
  "/admin/licenses",
  "/admin/licenses?q=host-00",
  "/admin/licenses?verdict=not_valid",
  "/admin/links",
  "/admin/usage",
  "/admin/usage?group=service",
  "/admin/billing-events",
  "/admin/clouds",
  "/admin/catalogue",
  "/admin/notices",
  "/admin/audit",
  "/admin/audit?q=license",
  "/admin/operations",
  "/admin/staff",
];

/**
 * The console's pages over HTTP, to their last byte, as a ratio to a page that reads the session and nothing else. The
 * size is the rows of every table: customers, machines, events, charges and the others, six licenses for each machine.
 */
export const pagesOfConsole: Bench = async function* (_world, scale) {
  const size = Math.round(rows * scale);
  const sides = new Map<number, Side>();
  try {
    for (const each of [size, size * 2]) sides.set(each, await openSide(each));
    for (const page of pages)
      yield {
        what: `${page.replace(largeCustomer, "…")}, ${size.toLocaleString("en-US")} rows a table`,
        size,
        unit: "ms",
        subject: (each) => () => (sides.get(each) as Side).read(page),
        floors: [
          {
            name: "a page that is not there",
            prepare: (each) => () => (sides.get(each) as Side).read("/admin/none", 404),
          },
        ],
      };
  } finally {
    for (const side of sides.values()) await side.close();
  }
};

type Side = { read(path: string, status?: number): Promise<string>; close(): Promise<void> };

async function openSide(each: number): Promise<Side> {
  const t = await makeTestDatabase();
  const at = new Date();
  await shipCatalogue();
  await makeVolume(t.ownerUrl, { at, rows: each });
  await addLicensesAndTicks(t.ownerUrl, at, each);
  const web: Web = await startWeb(t.url);
  const cookie = await web.signIn();
  return {
    read: (path, status = 200) => web.get(path, { cookie, status }),
    close: async () => {
      await web.close();
      await t.drop();
    },
  };
}

/** Six licenses a machine, and an hour of `units` of every fifth machine. */
async function addLicensesAndTicks(ownerUrl: string, at: Date, each: number): Promise<void> {
  const address = new URL(process.env.SPILLWAY_TEST_SUPERUSER_URL ?? "");
  address.pathname = new URL(ownerUrl).pathname;
  const sql = postgres(address.href, { max: 1, onnotice: () => {}, connection: { TimeZone: "UTC" } });
  await sql`
    insert into licenses
    select (jsonb_populate_record(l, jsonb_build_object('id', l.id || '_' || n, 'state', 'expired', 'ended_at', l.valid_to))).*
      from licenses l, generate_series(2, 6) n`;
  await sql`
    insert into usage_ticks (customer_id, meter, tick, cloud_id, machine_id, service_id, overflow, sum, last, last_at, records)
    select m.customer_id, 'units', t, coalesce(m.cloud_id, 'on-premises'), m.id, m.service_id, m.kind = 'overflow', 5, 5, t, 1
      from (select * from machines order by id limit ${Math.round(each / 5)}) m,
           generate_series(date_trunc('hour', ${at}::timestamptz) - interval '1 hour', ${at}::timestamptz - interval '15 minutes',
                           interval '15 minutes') t`;
  await settleAll();
  for (const table of ["licenses", ...usageTables]) await sql.unsafe(`vacuum analyze ${table}`);
  await sql.end();
}
