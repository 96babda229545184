import { chargedWords, writtenMoney } from "@/components/plans/price-words";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatNumber } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import type { PricedSubscription } from "@/server/billing/priced-subscriptions";
import { AddDiscountForm, EndDiscountButton } from "./discount-forms";
import { MoveForm } from "./move-form";

/** By which version of its plan a subscription is charged, and what is taken off; both are changed here. */
export function ChargesOfSubscription({
  customerId,
  subscription,
  refusal,
  now,
}: {
  customerId: string;
  subscription: PricedSubscription;
  refusal: string | undefined;
  now: Date;
}) {
  const { currency, versions, choices, discounts, planName, renewsAt, validTo } = subscription;
  const current = versions.findLast(({ validFrom }, n) => n === 0 || validFrom <= now);
  const ended = validTo !== null && validTo <= now;
  return (
    <Card
      title={`Charges of ${planName}`}
      note={`Charges renew ${formatDateTime(renewsAt, "UTC")} UTC`}
      more={{ label: "Plan", href: `/admin/catalogue/plans/${subscription.planSlug}` }}
      className="mb-4"
      flush
    >
      <DataTable
        bare
        label={`Versions of ${planName}`}
        columns={[
          { key: "from", head: "From (UTC)", grow: "25%" },
          { key: "version", head: "Version" },
          { key: "charges", head: "Charges", grow: "55%" },
        ]}
        rows={versions.map(({ validFrom, version }, n) => ({
          id: `${version.id} ${validFrom.toISOString()}`,
          cells: {
            from: n === 0 ? "its begin" : formatDateTime(validFrom, "UTC"),
            version: formatNumber(version.number),
            charges: (
              <span className="whitespace-normal">
                {chargedWords({
                  ...version,
                  prices: version.prices.filter((one) => one.currency === currency),
                }).join("; ") || `nothing in ${currency}`}
              </span>
            ),
          },
        }))}
      />
      {discounts.length > 0 ? (
        <div className="border-t border-line">
          <DataTable
            bare
            label={`Discounts of ${planName}`}
            columns={[
              { key: "name", head: "Discount", grow: "30%" },
              { key: "value", head: "Off" },
              { key: "valid", head: "Valid (UTC)", grow: "35%" },
              { key: "end", head: "" },
            ]}
            rows={discounts.map((one) => ({
              id: one.id,
              cells: {
                name: one.name,
                value:
                  one.kind === "percent"
                    ? `${formatNumber(one.value, { decimals: 4 })} %`
                    : `${writtenMoney(one.value, currency)} a month`,
                valid: `from ${formatDateTime(one.validFrom, "UTC")}${one.validTo ? ` to ${formatDateTime(one.validTo, "UTC")}` : ""}`,
                end:
                  one.validTo !== null && one.validTo <= now ? null : (
                    <EndDiscountButton customerId={customerId} id={one.id} name={one.name} refusal={refusal} />
                  ),
              },
            }))}
          />
        </div>
      ) : null}
      {ended ? null : (
        <div className="grid gap-6 border-t border-line p-4 lg:grid-cols-2">
          <MoveForm
            customerId={customerId}
            subscriptionId={subscription.id}
            current={current?.version.id}
            choices={choices
              .filter(({ prices }) => prices.some((one) => one.currency === currency))
              .map((version) => ({
                value: version.id,
                label: `Version ${version.number}${version.customerId ? ", for this customer" : ""}`,
                detail: chargedWords({
                  ...version,
                  prices: version.prices.filter((one) => one.currency === currency),
                }).join("; "),
              }))}
            refusal={refusal}
          />
          <AddDiscountForm
            customerId={customerId}
            subscriptionId={subscription.id}
            currency={currency}
            refusal={refusal}
          />
        </div>
      )}
    </Card>
  );
}
