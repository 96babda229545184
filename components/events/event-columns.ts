import type { CsvColumn } from "@/server/http/csv";
import type { listEvents } from "@/server/reads/event-list";

type Row = Awaited<ReturnType<typeof listEvents>>["rows"][number];

const name: CsvColumn<Row>[] = [
  { head: "Event", of: (row) => `EV-${row.number}` },
  { head: "Id", of: (row) => row.id },
];
const customer: CsvColumn<Row> = { head: "Customer", of: (row) => row.customerName };
const facts: CsvColumn<Row>[] = [
  { head: "Meter", of: (row) => row.meter },
  { head: "Unit", of: (row) => row.unit },
  { head: "Ordinal", of: (row) => row.ordinal },
  { head: "Cloud", of: (row) => row.cloudName ?? "on-premises" },
  { head: "First machine", of: (row) => row.firstMachine },
  { head: "Use", of: (row) => row.aggregate },
  { head: "Limit", of: (row) => row.limit },
  { head: "Excess", of: (row) => row.excess },
  { head: "Amount, minor units", of: (row) => row.amountMinor },
  { head: "Currency", of: (row) => row.currency },
  { head: "Overflow", of: (row) => row.state },
  { head: "Raised (UTC)", of: (row) => row.raisedAt },
];

/** The columns of an export of billing events: a company's own, and everybody's with the customer. */
export const ownEventColumns = [...name, ...facts];
export const eventColumns = [...name, customer, ...facts];
