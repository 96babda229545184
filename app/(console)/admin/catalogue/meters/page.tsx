import type { Metadata } from "next";
import { CatalogueTabs } from "@/components/catalogue/catalogue-tabs";
import { aggregationWords, kindWords } from "@/components/catalogue/service-words";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { DataTable } from "@/components/ui/data-table";
import { formatCount } from "@/components/ui/format";
import { readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Meters" };

/** What is counted, in which unit, and how does it become one figure? */
export default async function MetersPage() {
  const [meters, offers] = await readPage((api) =>
    Promise.all([api.catalogue.allMeters(), api.catalogue.allServices()]),
  );
  return (
    <Page wide>
      <PageHead
        title="Catalogue"
        sentence={`${formatCount(meters.length, "meter")}. Sums and maxima are judged at once, averages and last values when their window closes.`}
        crumbs={[{ label: "Meters" }]}
      />
      <CatalogueTabs on="meters" />
      <DataTable
        label="Meters"
        columns={[
          { key: "name", head: "Meter" },
          { key: "slug", head: "Slug", mono: true, fold: "phone" },
          { key: "unit", head: "Unit" },
          { key: "kind", head: "Kind", fold: "phone" },
          { key: "aggregation", head: "In a window", fold: "phone" },
          { key: "decimals", head: "Decimals shown", align: "right", fold: "tablet" },
          { key: "services", head: "Reported by", grow: "26%" },
        ]}
        rows={meters.map((meter) => ({
          id: meter.slug,
          cells: {
            name: meter.name,
            slug: meter.slug,
            unit: meter.unit,
            kind: kindWords[meter.kind],
            aggregation: aggregationWords[meter.aggregation],
            decimals: meter.decimals,
            services:
              offers
                .filter((offer) => offer.meters.includes(meter.slug))
                .map((offer) => offer.name)
                .join(", ") || "clouds and programs",
          },
        }))}
        foot={{ summary: formatCount(meters.length, "meter"), csvHref: "/admin/catalogue/meters/export" }}
      />
    </Page>
  );
}
