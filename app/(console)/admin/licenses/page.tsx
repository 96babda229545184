import type { Metadata } from "next";
import { ActButton } from "@/components/console/act-button";
import { ActMenu } from "@/components/console/act-menu";
import { addressOf, besideHref, csvHref, hrefOf, pageLinks, type SearchParams } from "@/components/console/address";
import { choice, filtersOf, keptBySearch } from "@/components/console/choice";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LicenseSheet } from "@/components/licenses/license-sheet";
import { LicenseTable } from "@/components/licenses/license-table";
import { licensesFinding } from "@/components/licenses/license-words";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { EmptyState } from "@/components/ui/empty-state";
import { FilterBar } from "@/components/ui/filter-bar";
import { LinkButton } from "@/components/ui/link-button";
import { SearchInput } from "@/components/ui/search-input";
import { stateLook } from "@/components/ui/state-table";
import { licenseStates } from "@/db/schema/licensing";
import { verdicts } from "@/server/licensing/rules";
import { caller, pageContext, read } from "@/server/trpc/caller";
import { licenseKeys, licenseQuery } from "./filter";
import { licenseActs } from "./license-acts";

export const metadata: Metadata = { title: "Licenses" };

/** Who holds which license, and why does it have its verdict? */
export default async function LicensesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/licenses", searchParams, licenseKeys);
  const { q, after, sort = "newest", open, of } = address.params;
  const api = await caller();
  const { now } = await pageContext();
  const [page, accounts, services, acts, opened] = await read(
    Promise.all([
      api.licenses.listAll({ ...licenseQuery(address.params), cursor: after }),
      api.licenses.accountsAll(),
      api.catalogue.allServices(),
      licenseActs(),
      open && of ? api.licenses.detail({ customerId: of, licenseId: open }) : null,
    ]),
  );
  const by = (key: string, sorted: "up" | "down") =>
    sort === key ? { sortHref: hrefOf(address, { sort: null }), sorted } : { sortHref: hrefOf(address, { sort: key }) };
  const row = opened && page.rows.find(({ id }) => id === opened.license.id);
  return (
    <Page wide>
      <PageHead
        title="Licenses"
        sentence={licensesFinding(accounts)}
        actions={
          <LinkButton href={csvHref(address)} download icon="download">
            Export CSV
          </LinkButton>
        }
      />
      <LiveRefresh topics={["licenses", "machines"]} />
      <FilterBar
        search={<SearchInput label="Serial, license id, machine" defaultValue={q} keep={keptBySearch(address)} />}
        {...filtersOf(
          address,
          choice(
            address,
            "state",
            "State",
            licenseStates.map((id) => ({ id, label: stateLook("license", id).word })),
          ),
          choice(
            address,
            "service",
            "Service",
            services.map(({ id, name }) => ({ id, label: name })),
          ),
          choice(address, "kind", "Kind", [
            { id: "standard", label: "Standard" },
            { id: "overflow", label: "Overflow" },
          ]),
        )}
      />
      <LicenseTable
        rows={page.rows}
        now={now}
        open={open}
        sorts={{ state: by("state", "up"), expiry: by("expiry", "up") }}
        hrefOf={(one) => besideHref(address, { open: one.id, of: one.customerId })}
        empty={
          <EmptyState compact title="No license here">
            One is granted when a machine has reported and its customer has told who they are. None was, or the filter
            leaves none over.
          </EmptyState>
        }
        foot={{
          summary: `${page.rows.length} shown${opened ? " · Serial, service, seat and valid to fold away while the panel is open" : ""}`,
          ...pageLinks(address, page.nextCursor),
          csvHref: csvHref({ ...address, params: { ...address.params, open: "", of: "" } }),
        }}
        action={(one) => (
          <ActMenu
            label={`Actions of ${one.hostname ?? one.id}`}
            places={[
              {
                id: "why",
                label: "Explain verdict",
                icon: "search",
                href: besideHref(address, { open: one.id, of: one.customerId }),
              },
              { id: "machine", label: "Open machine", icon: "server", href: `/admin/machines/${one.machineId}` },
            ]}
            acts={acts(one)}
          />
        )}
      />
      {opened ? (
        <LicenseSheet
          {...opened}
          codes={verdicts.map(({ code }) => code).filter((code) => code !== "VALID")}
          now={now}
          closeHref={besideHref(address, { open: null, of: null })}
          footer={acts({
            ...opened.license,
            customerName: row?.customerName ?? "the customer",
            hostname: row?.hostname ?? null,
          })
            .filter((act) => act.disabledReason === undefined)
            .map((act) => <ActButton key={act.id} act={act} />)}
        />
      ) : null}
    </Page>
  );
}
