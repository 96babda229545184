import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { LicenseBulk } from "@/components/licenses/license-bulk";
import { foldedWords } from "@/components/licenses/license-columns";
import { LicenseKeys } from "@/components/licenses/license-keys";
import { LicenseSheet } from "@/components/licenses/license-sheet";
import { LicenseTable } from "@/components/licenses/license-table";
import { licensesFinding, rangeWords } from "@/components/licenses/license-words";
import { licensedMachine } from "@/components/licenses/licensed-machine";
import { ColumnsMenu, SortMenu } from "@/components/licenses/list-menus";
import { TransferSeat } from "@/components/licenses/transfer-seat";
import { ActionMenu } from "@/components/list/action-menu";
import { addressOf, csvHref, hrefOf, pageLinks, type SearchParams, sheetHref } from "@/components/list/address";
import { ExportLink } from "@/components/list/export-link";
import { ListFilters } from "@/components/list/list-filters";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { Selection } from "@/components/ui/selection";
import { refusalOf } from "@/server/identity/refusal";
import { verdictCodes } from "@/server/licensing/rules";
import type { LicenseRow } from "@/server/reads/license-rows";
import { pageContext, pageStaff, readPage } from "@/server/trpc/caller";
import { actionRefusals, transferRefusal } from "./action-refusals";
import { columnOptions, licenseFilters, licenseSorts, sortOptions } from "./choices";
import { hiddenColumns, licenseKeys, licenseQuery } from "./filter";
import { bulkActionsAllowed, licenseActions } from "./license-actions";

export const metadata: Metadata = { title: "Licenses" };

/** Who holds which license, and why does it have its verdict? */
export default async function LicensesPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/licenses", searchParams, licenseKeys);
  const { after, open, of } = address.params;
  const { now } = await pageContext();
  const [page, seats, expiring, services, clouds, actions, bulkActions, staff, opened] = await readPage((api) =>
    Promise.all([
      api.licenses.listAll({ ...licenseQuery(address.params), cursor: after }),
      api.licenses.seatsAll(),
      api.licenses.expiringAll(),
      api.catalogue.allServices(),
      api.clouds.names(),
      licenseActions(),
      bulkActionsAllowed(),
      pageStaff(),
      open && of ? api.licenses.detail({ customerId: of, licenseId: open }) : null,
    ]),
  );
  const hidden = hiddenColumns(address.params);
  const opening = (one: LicenseRow) => sheetHref(address, { open: one.id, of: one.customerId });
  const menu = (one: LicenseRow) => (
    <ActionMenu
      label={`Actions for ${licensedMachine(one)}`}
      links={[
        { id: "why", label: "Explain verdict", icon: "search", keys: "E", href: opening(one) },
        { id: "machine", label: "Open machine", icon: "server", href: `/admin/machines/${one.machineId}` },
      ]}
      actions={actions(one)}
    />
  );
  const folded = opened ? foldedWords(hidden) : "";
  return (
    <Page wide>
      <PageHead
        title="Licenses"
        sentence={licensesFinding(seats, expiring)}
        actions={
          <ExportLink address={address}>
            {page.total === null ? "Export CSV" : `Export ${formatNumber(page.total)}`}
          </ExportLink>
        }
      />
      <LiveRefresh topics={["licenses", "machines"]} />
      <LicenseKeys />
      <ListFilters
        address={address}
        search="Serial, license id, machine"
        filters={licenseFilters(address, services, clouds)}
        right={
          <>
            <SortMenu options={sortOptions(address)} />
            <ColumnsMenu options={columnOptions(address, hidden)} />
          </>
        }
      />
      {/* The selection belongs to the page of rows on which it was made. */}
      <Selection key={hrefOf(address, { after: after ?? null, open: null, of: null, hide: null })}>
        <LicenseTable
          rows={page.rows}
          now={now}
          open={open}
          hidden={hidden}
          sorts={licenseSorts(address)}
          hrefOf={opening}
          empty={
            <EmptyState compact title="No license">
              A license is granted when a machine has reported and its customer information is given. There is none, or
              none matches the filter.
            </EmptyState>
          }
          foot={{
            summary: `${rangeWords(page.rows.length, page.first, page.total)}${folded && ` · ${folded} are hidden while the sheet is open`}`,
            ...pageLinks(address, page.nextCursor),
          }}
          action={menu}
        />
        <LicenseBulk
          licenses={page.rows.map((one) => ({
            id: one.id,
            customerId: one.customerId,
            name: licensedMachine(one),
            refusals: actionRefusals(one),
          }))}
          actions={bulkActions}
          exportHref={csvHref(address)}
        />
      </Selection>
      {opened ? (
        <LicenseSheet
          {...opened}
          codes={verdictCodes}
          now={now}
          closeHref={sheetHref(address, { open: null, of: null })}
          actions={menu(opened.license)}
          transfer={
            refusalOf(staff, "licenses.release") ??
            transferRefusal(opened.license, opened.movable) ?? (
              <TransferSeat
                license={{ customerId: opened.license.customerId, licenseId: opened.license.id }}
                name={licensedMachine(opened.license)}
              />
            )
          }
        />
      ) : null}
    </Page>
  );
}
