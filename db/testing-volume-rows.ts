/**
 * What the rows of a volume hold, as SQL over `i` (the row's number, from 1), `no` (six digits of it), `large` (whether
 * the large customer owns it), `past` (its instant), `k.at` (the newest instant), `k.n` (how many rows). Columns that
 * are not named hold NULL, or where they must be set the plainest value of their type.
 */
const byTable = {
  customers: {
    id: "'cust_' || no",
    name: "'Company ' || substr(md5(no), 1, 8)",
    identifier: "'company-' || no",
    state: "case i % 200 when 1 then 'suspended' when 2 then 'invited' when 3 then 'closed' else 'active' end",
    currency: "'EUR'",
    time_zone: "'Europe/Berlin'",
  },
  contacts: { kind: "(array['main', 'billing', 'technical'])[1 + i % 3]", email: "'a' || no || '@company.example'" },
  credit_limit_requests: { state: "case i % 1000 when 1 then 'requested' else 'approved' end" },
  users: { email: "'u' || no || '@company.example'" },
  memberships: { user_id: "'user_' || no", email: "'u' || no || '@company.example'", role: "'owner'" },
  invitations: { role: "'technical'", email: "'n' || no || '@company.example'", accepted_at: "past" },
  api_keys: {
    customer_id: "case when i % 1000 <> 1 then owner end",
    key_hash: "md5(no)",
    scopes: "'[\"usage:write\"]'",
  },
  machines: {
    state: `case i % 200 when 1 then 'reported' when 2 then 'configured' when 3 then 'licensed' when 4 then 'installing'
      when 5 then 'enrolled' when 6 then 'retired' when 7 then 'pending_approval' when 8 then 'insufficient_storage'
      when 9 then 'install_failed' when 10 then 'silent' when 11 then 'quarantined' when 12 then 'discovered'
      when 13 then 'silent' else 'active' end`,
    kind: "case i % 500 when 50 then 'overflow' else 'ordinary' end",
    service_id: "service",
    link_id: "'link_' || no",
    key_thumbprint: "md5('key' || no)",
    serial: "'SN' || upper(substr(md5('serial' || no), 1, 10))",
    hostname: "'host-' || substr(md5('host' || no), 1, 8)",
    cloud_id: "cloud",
    instance_id: "case when i % 4 > 0 then 'i-' || no end",
    join_state: "1",
    application: "'running'",
    retired_at: "case i % 200 when 6 then past end",
    reported_at: "past",
    enrolled_at: "past",
    active_at: "past",
    last_heartbeat_at: "k.at - (i % 600) * interval '1 second'",
    next_heartbeat_due_at: "k.at + (i % 600 + 1) * interval '1 second'",
  },
  machine_reports: { machine_id: "often", received_at: "past" },
  machine_observations: { application: "'running'" },
  service_configurations: {
    service_id: "service",
    state: "case i % 200 when 1 then 'waiting' else 'configured' end",
    version: "1",
    applied_version: "1",
  },
  cloud_accounts: { service_id: "service", plan_id: "k.plans[1]", state: "'open'" },
  machine_features: { cloud_account_id: "'cloud_accounts_' || few", features: "'[]'" },
  licenses: {
    service_id: "service",
    cloud_account_id: "'cloud_accounts_' || few",
    kind: "'standard'",
    state: `case i % 200 when 1 then 'pending' when 2 then 'suspended' when 6 then 'released' when 7 then 'revoked'
      when 8 then 'expired' else 'active' end`,
    features: "'[]'",
    access_rights: "'[]'",
    entitlements: "'[]'",
    seq: "1",
    valid_to: "past + interval '365 days'",
  },
  seats: {
    cloud_account_id: "'cloud_accounts_' || few",
    seat_no: "i",
    license_id: "case when i % 200 not in (6, 7, 8) then 'lic_' || no end",
  },
  license_documents: {
    license_id: "replace(often, 'mach', 'lic')",
    machine_id: "often",
    seq: "i",
    expires_at: "past + interval '7 days'",
    acknowledged_at: "past",
    revoked_at: "case i % 1000 when 500 then past end",
  },
  installation_links: {
    token_hash: "md5('token' || no)",
    url_secret_hash: "md5('url' || no)",
    service_id: "service",
    os: "'linux'",
    approve: "'auto'",
    kind: "case i % 500 when 50 then 'overflow' else 'ordinary' end",
    description: "'For ' || substr(md5('link' || no), 1, 8)",
    uses_max: "1",
    uses: "case when i % 200 = 3 then 0 else 1 end",
    expires_at: "past + interval '7 days'",
    revoked_at: "case i % 200 when 2 then past end",
  },
  link_uses: {},
  installers: { kind: "'sh'", license_id: "'lic_' || no", outcome: "'done'", transmitted_at: "past" },
  installation_steps: { machine_id: "often", step: "'application'", state: "'done'" },
  probes: { machine_id: "often", name: "'service'", state: "'ok'", took_ms: "i % 100" },
  host_cloud_accounts: { cloud_id: "coalesce(cloud, 'cld_1')", reference: "'tenant-' || no" },
  storage_repositories: { cloud_id: "coalesce(cloud, 'cld_1')" },
  cloud_exchanges: {
    customer_id: "owner",
    cloud_id: "'cld_' || 1 + i % 3",
    subject_kind: "'machine'",
    subject_id: "'mach_' || no",
    method: "'GET'",
    path: "'/v1/instances/i-' || no",
    status: "200",
    error: "case i % 500 when 1 then 'The cloud did not answer.' end",
    took_ms: "i % 100",
  },
  subscriptions: { plan_id: "k.plans[1]", service_id: "service", mode: "'limit'" },
  subscription_parameters: {
    meter: "'units'",
    limit_quantity: "8",
    period: "'month'",
    anchor_day: "1",
    threshold_percent: "100",
    over_rate: "1",
    billing_factor: "1",
    billing_step: "1",
    placement: "'placed'",
    overflow_policy: "'ask'",
    overflow_machines_max: "1",
    answer_minutes: "60",
  },
  standings: {
    meter: "'units'",
    window_start: "past",
    window_end: "past + interval '1 hour'",
    dirty: "i % 5000 = 1",
    dirty_at: "case when i % 5000 = 1 then past end",
    judged_at: "past",
    figures: `jsonb_build_object('use', '9', 'ordinary', '9', 'carried', '0', 'covered', '8', 'overflow', '0', 'excess', '1',
      'aggregate', '9', 'increment', '1', 'settled', false, 'sentence', null, 'byCloud', '{}'::jsonb)`,
    over: "i % 500 = 1",
    threshold_met_at: "case when i % 250 = 1 then past end",
  },
  billing_events: {
    number: "2000 + i",
    meter: "'units'",
    window_start: "past",
    window_end: "past + interval '1 hour'",
    ordinal: "i",
    cloud_id: "coalesce(cloud, 'on-premises')",
    first_machine_id: "'mach_' || no",
    limit_quantity: "8",
    aggregate: "9",
    excess: "1",
    rate: "1",
    amount_minor: "i % 1000",
    currency: "'EUR'",
  },
  overflows: {
    state: `case i % 1000 when 1 then 'stuck' when 2 then 'held_approval' when 3 then 'held_credit' when 4 then 'creating'
      when 5 then 'installing' when 6 then 'failed' when 7 then 'requested' when 8 then 'active' when 9 then 'settled'
      else 'retired' end`,
    first_machine_id: "'mach_' || no",
    machine_id: "'mach_' || no",
    cloud_id: "cloud",
    license_id: "'lic_' || no",
  },
  overflow_steps: {
    step: "'carried'",
    state: "case i % 1000 when 4 then 'running' else 'done' end",
    ended_at: "past + interval '30 seconds'",
  },
  resource_reservations: {
    cloud_id: "coalesce(cloud, 'cld_1')",
    flavor: "'small'",
    released_at: "case when i % 1000 <> 4 then past end",
  },
  statements: {
    period_start: `(date_trunc('month', k.at at time zone 'Europe/Berlin')
      - (case when i % 5 = 0 then i / 5 - 1 else 0 end) * interval '1 month') at time zone 'Europe/Berlin'`,
    time_zone: "'Europe/Berlin'",
    currency: "'EUR'",
    state: "'draft'",
  },
  statement_lines: {
    statement_id: "'statements_' || case when i % 5 > 0 then no else lpad((5 + i % 500)::text, 6, '0') end",
    meter: "'units'",
    window_start: "past",
    window_end: "past + interval '1 hour'",
    aggregation: "'max'",
    placement: "'placed'",
    quantity: "1",
    amount_minor: "i % 1000",
    currency: "'EUR'",
  },
  charges: {
    line_id: "'line_' || no",
    meter: "'units'",
    window_start: "past",
    window_end: "past + interval '1 hour'",
    quantity: "1",
    amount_minor: "i % 1000",
    currency: "'EUR'",
    state: "'posted'",
    ordinal: "i",
    ledger_entry_id: "'lent_' || no",
  },
  ledger_accounts: { kind: "(array['receivable', 'unbilled', 'revenue'])[1 + i % 3]", currency: "'EUR'" },
  ledger_entries: { cause_kind: "'charge'", cause_id: "'chrg_' || no" },
  ledger_postings: { amount_minor: "i % 1000", currency: "'EUR'" },
  notices: {
    customer_id: "owner",
    kind: "case i % 5 when 1 then 'cloud' else 'mail' end",
    dedupe_key: "no",
    recipient: "'a' || no || '@company.example'",
    subject: "'Something happened'",
    subject_kind: "'billing_event'",
    subject_id: "'evt_' || no",
    attempts: "1",
    delivered_at: "case when i % 1000 <> 1 then past end",
    error: "case i % 1000 when 1 then 'The server did not answer.' end",
  },
  audit_entries: {
    customer_id: "owner",
    at: "past",
    actor_kind:
      "case i % 500 when 1 then 'staff' when 2 then 'customer' when 3 then 'key' when 4 then 'link' else 'machine' end",
    action: "case i % 500 when 1 then 'license.granted' else 'license.issued' end",
    subject_kind: "'license'",
    subject_id: "'lic_' || no",
  },
  cron_runs: { job: "'sweep'", ended_at: "past + interval '1 second'" },
  usage_batches: {
    customer_id: "owner",
    source_kind: "'agent'",
    records: "1",
    accepted: "1",
    fates: "'{\"counted\": 1}'",
  },
  unassigned_usage: {
    source: "'meter-' || i % 7",
    event_id: "no",
    source_kind: "'program'",
    reason: "'unknown_customer'",
  },
  usage_imports: { cloud_id: "'cld_1'", file_name: "no", state: "'finished'" },
  usage_import_rows: { row_number: "i", reason: "'unknown_meter'" },
} satisfies Record<string, Record<string, string>>;

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
