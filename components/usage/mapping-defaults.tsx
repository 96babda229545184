import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { NOTHING } from "@/components/ui/format";
import type { ProviderDefaults } from "@/server/usage/mappings/provider-defaults";

/** What holds for rows of the large providers that neither a rule nor a unit maps: to read, not to change. */
export function MappingDefaults({
  providers,
  meters,
}: {
  providers: readonly ProviderDefaults[];
  meters: { slug: string; name: string }[];
}) {
  return (
    <Card
      title="Defaults"
      note="for rows whose meter neither a rule nor their unit states, by the provider that they name"
      flush
      className="mt-4"
    >
      <DataTable
        bare
        label="Defaults"
        columns={[
          { key: "provider", head: "Provider" },
          { key: "value", head: "ChargeDescription" },
          { key: "unit", head: "Unit", fold: "phone" },
          { key: "meter", head: "Meter" },
          { key: "factor", head: "Factor", align: "right", fold: "phone" },
        ]}
        rows={providers.flatMap(({ provider, columns, meters: pairs }) =>
          pairs.map(({ value, unit, meter, factor }) => ({
            id: `${provider} ${value} ${unit}`,
            cells: {
              provider,
              value: <span className="whitespace-normal [overflow-wrap:anywhere]">{value}</span>,
              unit: columns.unit === "ConsumedUnit" ? unit : `${unit} (${columns.unit})`,
              meter: meters.find(({ slug }) => slug === meter)?.name ?? NOTHING,
              factor: factor ?? "converted",
            },
          })),
        )}
      />
    </Card>
  );
}
