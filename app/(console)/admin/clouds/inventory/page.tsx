import type { Metadata } from "next";
import { cloudFilter } from "@/components/clouds/cloud-filter";
import { CloudTabs } from "@/components/clouds/cloud-tabs";
import { DiscoveredTable } from "@/components/clouds/discovered-table";
import { InventoryTable } from "@/components/clouds/inventory-table";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { addressOf, csvHref, type SearchParams } from "@/components/list/address";
import { ListFilters } from "@/components/list/list-filters";
import { formatCount } from "@/components/ui/format";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Inventory" };

/** Which resources do the clouds offer for overflow machines, is capacity left, and what runs there unaccounted for? */
export default async function InventoryPage({ searchParams }: { searchParams: SearchParams }) {
  const address = await addressOf("/admin/clouds/inventory", searchParams, ["cloud"]);
  const { now } = await pageContext();
  const [rows, clouds, discovered] = await readPage((api) =>
    Promise.all([api.clouds.inventory(address.params), api.clouds.names(), api.clouds.discovered(address.params)]),
  );
  const usable = rows.filter((row) => row.startsMachines && row.pricePerHour !== null);
  const free = usable.reduce((sum, row) => sum + Math.max(0, row.capacity - row.reserved), 0);
  const held = usable.reduce((sum, row) => sum + row.reserved, 0);
  return (
    <Page wide>
      <PageHead
        title="Clouds and inventory"
        sentence={
          rows.length === 0
            ? "No cloud has an inventory yet, so no overflow machine can be started."
            : `According to the clouds ${formatCount(free, "more machine fits", "more machines fit")} in all flavors together; ${held} reserved and not created yet.`
        }
        crumbs={[{ label: "Inventory" }]}
      />
      <CloudTabs on="inventory" />
      <ListFilters address={address} filters={[cloudFilter(address, clouds)]} />
      <InventoryTable rows={rows} now={now} csv={csvHref(address)} />
      <DiscoveredTable rows={discovered} now={now} />
    </Page>
  );
}
