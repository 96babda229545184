import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { AuditTable } from "@/components/identity/audit-table";
import { actionWords } from "@/components/identity/audit-words";
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
  const address = await addressOf("/admin/audit", searchParams, ["actor", "customer", "subject", "action", "q"]);
  const { now } = await pageContext();
  const page = await readPage((api) => api.audit.list({ ...auditQuery(address.params), cursor: address.params.after }));
  return (
    <Page wide>
      <PageHead title="Audit" sentence="Every change, recorded in the same transaction as the change itself." />
      <ListFilters
        address={address}
        search="What was done, e.g. credit"
        filters={[
          choice(address, "actor", "By", actors),
          choice(address, "customer", "Customer", []),
          choice(address, "subject", "Subject", []),
          choice(address, "action", "Action", named(address.params.action ?? "")),
        ]}
      />
      <AuditTable address={address} page={page} now={now} />
    </Page>
  );
}
