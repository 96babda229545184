/** Companies, their people, and what was done and sent. */
export const peopleRows = {
  customers: {
    id: "'cust_' || no",
    name: "'Company ' || substr(md5(no), 1, 8)",
    identifier: "'company-' || no",
    identifier_confirmed_at: "past",
    state: "case i % 200 when 1 then 'suspended' when 2 then 'invited' when 3 then 'closed' else 'active' end",
    currency: "'EUR'",
    time_zone: "'Europe/Berlin'",
    earlier_zones: "'[]'",
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
  audit_entries: {
    customer_id: "owner",
    at: "past",
    actor_kind:
      "case i % 500 when 1 then 'staff' when 2 then 'customer' when 3 then 'key' when 4 then 'link' else 'machine' end",
    action: "case i % 500 when 1 then 'license.granted' else 'license.issued' end",
    subject_kind: "'license'",
    subject_id: "'lic_' || no",
  },
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
} satisfies Record<string, Record<string, string>>;
