"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/providers/trpc-provider";
import { Button } from "@/components/ui/button";
import { DataTable } from "@/components/ui/data-table";
import { formatAmount } from "@/components/ui/format";
import { NumberInput } from "@/components/ui/number-input";
import { TextInput } from "@/components/ui/text-input";
import type { PriceComponent } from "@/server/money/pricing/price-components";

/** What statements would bill by these charges, month by month, for a subscription that begins on a day. */
export function PriceCalculator({
  currency,
  components,
  trialDays,
}: {
  currency: string;
  components: PriceComponent[];
  trialDays: string | number;
}) {
  const [from, setFrom] = useState("");
  const [use, setUse] = useState("");
  const { mutate, data, error, isPending } = useMutation(useTRPC().plans.calculate.mutationOptions());
  return (
    <section aria-label="Calculator" className="rounded-md border border-line bg-sunken p-4 max-sm:p-3">
      <h3 className="mb-2 text-sm font-semibold">What would a customer pay?</h3>
      <div className="flex flex-wrap items-end gap-3">
        <TextInput label="Begins on" type="date" value={from} onChange={({ target }) => setFrom(target.value)} />
        <NumberInput
          label="Charged for use a month"
          unit={currency}
          value={use}
          onChange={({ target }) => setUse(target.value)}
        />
        <Button
          pending={isPending}
          disabled={from === ""}
          onClick={() => mutate({ currency, components, trialDays, from, use })}
        >
          Calculate
        </Button>
      </div>
      {error ? (
        <p role="alert" className="mt-3 text-sm text-over">
          {Object.values(error.data?.fields ?? {})[0] ?? error.message}
        </p>
      ) : null}
      {data ? (
        <div className="mt-3">
          <DataTable
            bare
            label="Statements"
            columns={[
              { key: "month", head: "Statement of" },
              { key: "lines", head: "Lines", grow: "60%" },
              { key: "total", head: "Net", unit: currency, align: "right" },
            ]}
            rows={data.map(({ start, lines, totalMinor }) => ({
              id: start.toISOString(),
              cells: {
                month: start.toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" }),
                lines:
                  lines.length === 0 ? (
                    <span className="text-ink-3">nothing</span>
                  ) : (
                    <ul className="whitespace-normal">
                      {lines.map(({ name, amountMinor, rounding }) => (
                        <li key={`${name} ${rounding}`}>
                          {name} {formatAmount(amountMinor, currency)} <span className="text-ink-3">{rounding}</span>
                        </li>
                      ))}
                    </ul>
                  ),
                total: formatAmount(totalMinor, currency),
              },
            }))}
          />
        </div>
      ) : null}
    </section>
  );
}
