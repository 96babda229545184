/** Receipts of usage, and what was imported or waits. Records and ticks: the store's own test fills them. */
export const usageRows = {
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
