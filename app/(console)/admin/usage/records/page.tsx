import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { staffZone } from "@/components/frame/staff-zone";
import { addressOf, hrefOf, type SearchParams } from "@/components/list/address";
import { choice } from "@/components/list/choice";
import { ExportLink } from "@/components/list/export-link";
import { ListEmpty } from "@/components/list/list-empty";
import { ListFilters } from "@/components/list/list-filters";
import { listFoot } from "@/components/list/list-foot";
import { timeFilter } from "@/components/list/time-filter";
import { placeFilter } from "@/components/machines/machine-filters";
import { LiveRefresh } from "@/components/providers/live-refresh";
import { formatPeriod } from "@/components/ui/format-time";
import { Selection } from "@/components/ui/selection";
import { statesOf } from "@/components/ui/state-table";
import { RecordBulk } from "@/components/usage/record-bulk";
import { matchingUse, recordKeys, recordsAsked } from "@/components/usage/record-query";
import { RecordTable } from "@/components/usage/record-table";
import { recordName } from "@/components/usage/record-words";
import { customerChoice, machineChoice } from "@/components/usage/usage-filters";
import { UsageTabs } from "@/components/usage/usage-tabs";
import { VoidButton } from "@/components/usage/void-button";
import { refusalOf } from "@/server/identity/refusal";
import { pageStaff, readPage } from "@/server/trpc/caller";
import { countedFates, sourceKinds } from "@/server/usage/states";

export const metadata: Metadata = { title: "Usage records" };

/** What was reported, and does it count? */
export default async function UsageRecordsPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/usage/records", searchParams, recordKeys);
  const { customer, machine, after } = address.params;
  const [page, meters, clouds, customers, machines] = await readPage((api) =>
    Promise.all([
      api.usage.providerRecords({ ...recordsAsked(address.params), cursor: after }),
      api.operations.meters(),
      api.clouds.names(),
      customer ? api.customers.list({ search: customer, limit: 1 }) : { rows: [] },
      machine ? api.machines.list({ customerId: customer, search: machine, limit: 1 }) : { rows: [] },
    ]),
  );
  const company = customers.rows.find(({ id }) => id === customer);
  const refusal = refusalOf(await pageStaff(), "usage.change");
  const use = matchingUse(address.params);
  const words = meters.map(({ slug, name, unit }) => ({ slug, name, unit }));
  const meterOf = (slug: string) => words.find((one) => one.slug === slug) ?? { slug, name: slug, unit: "" };
  return (
    <Page wide>
      <PageHead
        title="Usage records"
        sentence="Each record of use with its fate, newest use first. Accepted is not the same as counted."
        crumbs={[{ label: "Records" }]}
        actions={
          <>
            <VoidButton
              label="Void all that match…"
              title="Void all use that matches"
              use={typeof use === "string" ? null : use}
              refusal={refusal ?? (typeof use === "string" ? use : undefined)}
              meters={words}
            >
              {typeof use === "string" ? null : (
                <>
                  <b className="font-medium text-ink">
                    {meterOf(use.meter).name} of {company?.name ?? use.customerId},{" "}
                    {formatPeriod(use.from, use.to, staffZone)} ({staffZone})
                  </b>
                  : every record that counts, on all pages of this list. Records of other fates stay as they are.
                </>
              )}
            </VoidButton>
            <ExportLink address={address} />
          </>
        }
      />
      <UsageTabs on="records" />
      <LiveRefresh topics={["usage"]} />
      <ListFilters
        address={address}
        filters={[
          customerChoice(address, company),
          choice(
            address,
            "meter",
            "Meter",
            meters.map(({ slug, name }) => ({ id: slug, label: name })),
            "all",
          ),
          placeFilter(address, clouds),
          machineChoice(
            address,
            machines.rows.find(({ id }) => id === machine),
            customer,
          ),
          choice(
            address,
            "source",
            "Source",
            sourceKinds.map((kind) => ({ id: kind, label: kind })),
            "all",
          ),
          choice(
            address,
            "fate",
            "Fate",
            statesOf("fate").map(([id, { word }]) => ({ id, label: word })),
            "all",
          ),
          timeFilter(address, "from", "From"),
          timeFilter(address, "to", "To"),
        ]}
      />
      {/* The selection belongs to the page of rows on which it was made. */}
      <Selection key={hrefOf(address, { after: after ?? null })}>
        <RecordTable
          rows={page.rows}
          meters={meters}
          clouds={clouds}
          zone={staffZone}
          correctable={refusal === undefined}
          empty={
            <ListEmpty address={address} noun="record" title="No record yet">
              Agents, programs, clouds and files report use. Each record of it is stored here with its fate.
            </ListEmpty>
          }
          foot={listFoot(address, { summary: `${page.rows.length} shown, newest use first`, next: page.nextCursor })}
        />
        {refusal === undefined ? (
          <RecordBulk
            records={page.rows
              .filter(({ fate }) => countedFates.includes(fate))
              .map((row) => ({
                id: row.digest,
                customerId: row.customerId,
                customerName: row.customerName,
                name: recordName(row, meterOf(row.meter), staffZone),
                endedAt: row.endedAt.toISOString(),
                meter: row.meter,
                quantity: row.quantity,
                value: row.value,
              }))}
            meters={words}
          />
        ) : null}
      </Selection>
    </Page>
  );
}
