import { machineRows } from "./machine-rows";
import { moneyRows } from "./money-rows";
import { peopleRows } from "./people-rows";
import { usageRows } from "./usage-rows";

/**
 * What the rows of each table hold, as SQL over `i` (the row's number, from 1), `no` (six digits of it), `past` (its
 * instant), `k.at` (the newest instant), `k.n` (how many rows). Columns that are not named hold NULL, or where they
 * must be set the plainest value of their type.
 */
const byTable = { ...peopleRows, ...machineRows, ...moneyRows, ...usageRows };

/** Tables that the rows name and that stay small: three rows, however many there are of the others. */
const small = {
  clouds: {
    id: "'cld_' || i",
    slug: "'cloud-' || i",
    name: "'Cloud ' || i",
    driver: "'none'",
    color_index: "i",
    starts_machines: "false",
  },
  staff_members: { user_id: "'user_' || no", role: "'support'" },
};
export type SmallTable = keyof typeof small;

export type VolumeTable = keyof typeof byTable;

/** Tables that grow with customers, machines and time. All others hold what the provider has set up, and stay small. */
export const growingTables = Object.keys(byTable) as VolumeTable[];

/** Tables with 100,000 rows: what every machine, every act and every event writes. */
export const hotTables: ReadonlySet<VolumeTable | SmallTable> = new Set([
  "customers",
  "machines",
  "machine_reports",
  "machine_observations",
  "licenses",
  "seats",
  "license_documents",
  "installation_links",
  "installation_steps",
  "probes",
  "service_configurations",
  "cloud_exchanges",
  "standings",
  "billing_events",
  "overflows",
  "overflow_steps",
  "statement_lines",
  "charges",
  "ledger_entries",
  "ledger_postings",
  "notices",
  "audit_entries",
  "api_keys",
  "memberships",
  "usage_batches",
]);

/** Tables that hold a handful of rows even of the large customer: what its people and staff enter. */
export const fewByCustomer: ReadonlySet<VolumeTable | SmallTable> = new Set([
  "contacts",
  "credit_limit_requests",
  "memberships",
  "invitations",
  "api_keys",
  "cloud_accounts",
  "host_cloud_accounts",
  "ledger_accounts",
  "subscriptions",
  "subscription_parameters",
  "limit_terms",
]);

/** Prefix of a table's ids, where rows of other tables name them. */
const prefixes: Record<string, string> = {
  machines: "mach",
  licenses: "lic",
  installation_links: "link",
  users: "user",
  ledger_entries: "lent",
  billing_events: "evt",
  statement_lines: "line",
  charges: "chrg",
};

/** Row i names row i of what it belongs to, so that both have one owner. */
const references: Record<string, string> = {
  customer_id: "owner",
  machine_id: "'mach_' || no",
  license_id: "'lic_' || no",
  link_id: "'link_' || no",
  subscription_id: "'subscriptions_' || few",
  parameter_id: "'subscription_parameters_' || few",
  standing_id: "'standings_' || no",
  billing_event_id: "'evt_' || no",
  overflow_id: "'overflows_' || no",
  import_id: "'usage_imports_' || no",
  entry_id: "'lent_' || no",
  account_id: "'ledger_accounts_' || few",
};

/** What the columns of a table hold in a volume, by name. */
export function columnsInVolume(table: VolumeTable | SmallTable): Record<string, string> {
  if (table === "clouds" || table === "staff_members") return small[table];
  return { ...references, id: `'${prefixes[table] ?? table}_' || no`, ...byTable[table] };
}
