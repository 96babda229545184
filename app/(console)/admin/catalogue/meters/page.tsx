import type { Metadata } from "next";
import { CatalogueTabs } from "@/components/catalogue/catalogue-tabs";
import { MeterDialog } from "@/components/catalogue/meter-dialog";
import type { MeterValues } from "@/components/catalogue/meter-fields";
import { aggregationWords, kindWords } from "@/components/catalogue/service-words";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { DataTable } from "@/components/ui/data-table";
import { formatCount, formatNumber } from "@/components/ui/format";
import { filterText, type MeterFilter } from "@/server/catalogue/meter-filter";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Meters" };

type Meter = Omit<MeterValues, "filter" | "dimensions"> & {
  filter: MeterFilter | null;
  dimensions: string[];
  createdAt: Date;
};
const valuesOf = ({ createdAt: _, filter, dimensions, ...meter }: Meter): MeterValues => ({
  ...meter,
  dimensions: dimensions.join(", "),
  filter: filter ? filterText(filter) : "",
});

/** Which records it counts, and by which of their dimensions. */
const countsBy = ({ filter, dimensions }: Meter): string =>
  [filter && filterText(filter), dimensions.length > 0 && `by ${dimensions.join(", ")}`].filter(Boolean).join("; ");

/** What is counted, in which unit, and how does it become one figure? */
export default async function MetersPage() {
  const [meters, offers] = await readPage((api) =>
    Promise.all([api.catalogue.allMeters(), api.catalogue.allServices()]),
  );
  const { user } = await pageContext();
  const refusal = refusalOf(user && staffActor(user), "usage.change");
  return (
    <Page wide>
      <PageHead
        title="Catalogue"
        sentence={`${formatCount(meters.length, "meter")}. Sums and maxima are judged at once, averages and last values when their window closes.`}
        crumbs={[{ label: "Meters" }]}
        actions={<MeterDialog refusal={refusal} />}
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
          { key: "most", head: "Most in one record", align: "right", fold: "tablet" },
          { key: "services", head: "Reported by", grow: "22%", fold: "phone" },
        ]}
        rows={meters.map((meter) => ({
          id: meter.slug,
          cells: {
            name:
              meter.filter || meter.dimensions.length > 0 ? (
                <span className="block max-w-60 min-w-24 whitespace-normal [overflow-wrap:anywhere] max-sm:max-w-36">
                  {meter.name}
                  <span className="line-clamp-2 text-xs text-ink-3" title={countsBy(meter)}>
                    {countsBy(meter)}
                  </span>
                </span>
              ) : (
                meter.name
              ),
            slug: meter.slug,
            unit: meter.unit,
            kind: kindWords[meter.kind],
            aggregation: aggregationWords[meter.aggregation],
            decimals: meter.decimals,
            most: meter.plausibleRecord === null ? null : formatNumber(meter.plausibleRecord, { decimals: 18 }),
            services:
              offers
                .filter((offer) => offer.meters.includes(meter.slug))
                .map((offer) => offer.name)
                .join(", ") || "clouds and programs",
          },
          action: <MeterDialog meter={valuesOf(meter)} refusal={refusal} />,
        }))}
        foot={{ summary: formatCount(meters.length, "meter"), csvHref: "/admin/catalogue/meters/export" }}
      />
    </Page>
  );
}
