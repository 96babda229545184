import type { Metadata } from "next";
import { AuditSheet } from "@/components/audit/audit-sheet";
import { AuditTable } from "@/components/audit/audit-table";
import { actionWords } from "@/components/audit/audit-words";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ListFilters } from "@/components/list/list-filters";
import { pageContext, readPage } from "@/server/trpc/caller";
import { auditQuery } from "./filter";

export const metadata: Metadata = { title: "Audit" };

const actors = [
  { id: "staff", label: "Staff" },
  { id: "customer", label: "Members" },
  { id: "machine", label: "Machines" },
  { id: "link", label: "Links" },
  { id: "key", label: "Keys" },
  { id: "job", label: "Jobs" },
];

const named = (action: string) => (action ? [{ id: action, label: actionWords(action) }] : []);

/** Who did what? */
export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/audit", searchParams, [
    "actor",
    "customer",
    "subject",
    "action",
    "q",
    "open",
  ]);
  const { now } = await pageContext();
  const page = await readPage((api) => api.audit.list({ ...auditQuery(address.params), cursor: address.params.after }));
  const opened = page.rows.find(({ id }) => id === address.params.open);
  const { customer, subject } = address.params;
  const chosen = (id: string | undefined) => (id && page.things[id] ? [{ id, label: page.things[id].name }] : []);
  return (
    <Page wide>
      <PageHead title="Audit" sentence="Every change, recorded in the same transaction as the change itself." />
      <ListFilters
        address={address}
        search="What was done, e.g. credit"
        filters={[
          choice(address, "actor", "By", actors),
          choice(address, "customer", "Customer", chosen(customer)),
          choice(address, "subject", "Subject", chosen(subject)),
          choice(address, "action", "Action", named(address.params.action ?? "")),
        ]}
      />
      <AuditTable address={address} page={page} now={now} />
      {opened ? <AuditSheet address={address} entry={opened} things={page.things} /> : null}
    </Page>
  );
}
