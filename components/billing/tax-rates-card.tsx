"use client";
import { ActionButton } from "@/components/list/action-button";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatNumber } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { Select } from "@/components/ui/select";
import { TextInput } from "@/components/ui/text-input";
import type { ListedTaxRate } from "@/server/money/tax-rates";

type Props = {
  rates: ListedTaxRate[];
  services: { id: string; name: string }[];
  /** The provider's. */
  country: string | null;
  /** `YYYY-MM-DD` */
  today: string;
  refusal: string | undefined;
};

/** The provider's tax rates, and the form that sets one. */
export function TaxRatesCard({ rates, services, country, today, refusal }: Props) {
  return (
    <Card title="Tax rates" note="a statement takes the rate in force on the last day of each fee and use" flush>
      <DataTable
        bare
        label="Tax rates"
        columns={[
          { key: "country", head: "Country" },
          { key: "service", head: "Service", grow: "40%" },
          { key: "percent", head: "Rate", align: "right" },
          { key: "from", head: "From" },
        ]}
        rows={rates.map((rate) => ({
          id: rate.id,
          cells: {
            country: rate.country,
            service: rate.serviceName ?? "All services",
            percent: `${formatNumber(rate.percent, { decimals: 4 })} %`,
            from: formatDate(rate.fromDay, "UTC"),
          },
          action: (
            <ActionButton
              size="small"
              kind="normal"
              action={{
                id: "remove",
                label: "Remove…",
                title: "Remove the rate",
                body: "Statements that are issued keep their tax. Drafts are taxed by the rates that are left.",
                confirm: "Remove",
                destructive: true,
                done: "The rate is removed.",
                call: { mutation: "taxes.removeRate", input: { id: rate.id } },
                ...(refusal !== undefined && { disabledReason: refusal }),
              }}
            />
          ),
        }))}
        empty={
          <EmptyState compact title="No tax rate yet">
            Statements have no tax until a rate of the provider's country is in force.
          </EmptyState>
        }
      />
      <TaxRateForm {...{ services, country, today, refusal }} />
    </Card>
  );
}

function TaxRateForm({ services, country, today, refusal }: Omit<Props, "rates">) {
  const { submit, errors, pending } = useWrite(useTRPC().taxes.setRate.mutationOptions(), { done: "Rate saved." });
  const disabled = refusal !== undefined;
  return (
    <form
      onSubmit={submit}
      noValidate
      aria-label="Tax rate"
      className="grid items-start gap-3 border-t border-line p-4 sm:grid-cols-2 lg:grid-cols-4"
    >
      <TextInput
        label="Country"
        name="country"
        defaultValue={country ?? ""}
        error={errors.country}
        hint="Two letters, e.g. DE."
        disabled={disabled}
      />
      <Select
        label="Service"
        name="serviceId"
        defaultValue="all"
        options={[
          { value: "all", label: "All services" },
          ...services.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        error={errors.serviceId}
        disabled={disabled}
      />
      <TextInput
        label="Rate in %"
        name="percent"
        inputMode="decimal"
        error={errors.percent}
        hint="Like 19 or 8.1; 0 is the zero rate."
        disabled={disabled}
      />
      <TextInput
        label="From"
        name="fromDay"
        type="date"
        defaultValue={today}
        error={errors.fromDay}
        disabled={disabled}
      />
      <div className="sm:col-span-2 lg:col-span-4">
        <Button type="submit" pending={pending} disabled={disabled} reason={refusal}>
          Save rate
        </Button>
      </div>
    </form>
  );
}
