import type { Metadata } from "next";
import { choiceFilter } from "@/components/configuration/choice-filter";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { AuditTable } from "@/components/identity/audit-table";
import { addressOf, hrefOf, type SearchParams } from "@/components/list/address";
import { FilterBar } from "@/components/ui/filter-bar";
import { SearchInput } from "@/components/ui/search-input";
import { pageContext, readPage } from "@/server/trpc/caller";
import { auditFilter } from "@/server/trpc/routers/audit";

export const metadata: Metadata = { title: "Audit" };

const actors: [string, string][] = [
  ["staff", "Staff"],
  ["customer", "Members"],
  ["machine", "Machines"],
  ["link", "Links"],
  ["key", "Keys"],
  ["job", "Jobs"],
];

/** Who did what? */
export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/audit", searchParams, ["actor", "customer", "subject", "action"]);
  const { now } = await pageContext();
  const page = await readPage((api) => api.audit.list(auditFilter(address.params)));
  const byActor = choiceFilter(address, "actor", "By", actors);
  const given = (["customer", "subject", "action"] as const).flatMap((key) => {
    const value = address.params[key];
    return value ? [{ label: labels[key], value, removeHref: hrefOf(address, { [key]: null }) }] : [];
  });
  const { action: _action, after: _after, trail: _trail, ...kept } = address.params;
  return (
    <Page wide>
      <PageHead
        title="Audit"
        sentence="Every act that changed something, written in the same transaction as the change."
      />
      <FilterBar
        search={
          <SearchInput
            name="action"
            label="Act, e.g. license.granted"
            defaultValue={address.params.action}
            keep={kept}
          />
        }
        active={[...byActor.active, ...given]}
        choices={byActor.choices}
        clearHref="/admin/audit"
      />
      <AuditTable address={address} page={page} now={now} />
    </Page>
  );
}

const labels = { customer: "Customer", subject: "On", action: "Act" };
