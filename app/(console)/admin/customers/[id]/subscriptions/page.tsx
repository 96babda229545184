import type { Metadata } from "next";
import { Page } from "@/components/frame/page";
import { PageHead } from "@/components/frame/page-head";
import { ChangeLimitForm } from "@/components/subscriptions/change-limit-form";
import { ChargesOfSubscription } from "@/components/subscriptions/charges-of-subscription";
import { CustomerTabs } from "@/components/subscriptions/customer-tabs";
import { EndLimitForm } from "@/components/subscriptions/end-limit-form";
import { coverWords, limitSentences } from "@/components/subscriptions/limit-words";
import { PreviewUseButton } from "@/components/subscriptions/preview-use-button";
import { ReservationsCard } from "@/components/subscriptions/reservations-card";
import { SubscriptionForm } from "@/components/subscriptions/subscription-form";
import { modeWords, periodWords, policyWords } from "@/components/subscriptions/subscription-words";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatMoney, formatNumber } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import type { EnteredMeter } from "@/components/usage/entered-rows";
import { meterWithUnit } from "@/components/usage/meter-words";
import type { SubscriptionRow } from "@/server/billing/list-subscriptions";
import { closedRefusal } from "@/server/configuration/rules";
import { staffActor } from "@/server/identity/current-user";
import { refusalOf } from "@/server/identity/refusal";
import { moneyToDecimal } from "@/server/money";
import { pageContext, readPage } from "@/server/trpc/caller";

export const metadata: Metadata = { title: "Subscriptions" };

/** What has this customer agreed to, and from which use on does it cost more? */
export default async function SubscriptionsPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ limit?: string | string[] }>;
}) {
  const [{ id }, { limit }] = await Promise.all([params, searchParams]);
  const here = `/admin/customers/${encodeURIComponent(id)}/subscriptions`;
  const [customer, subscriptions, choices, reserved, priced] = await readPage((api) =>
    Promise.all([
      api.customers.get({ customerId: id }),
      api.subscriptions.ofCustomer({ customerId: id }),
      api.subscriptions.choices(),
      api.reservations.held({ customerId: id }),
      api.subscriptions.priced({ customerId: id }),
    ]),
  );
  const { now, user } = await pageContext();
  const { name, currency } = customer.customer;
  const closed = closedRefusal(customer.customer);
  const chosen = subscriptions.find(({ parameter }) => parameter.id === limit);
  return (
    <Page>
      <PageHead
        title="Subscriptions"
        sentence={
          subscriptions.length === 0
            ? closed
              ? `${name} is closed and had no limit.`
              : `${name} has no limit yet: use is recorded, nothing is billed.`
            : `${name} has ${formatCount(subscriptions.length, "limit")}. No host cloud knows ${subscriptions.length === 1 ? "it" : "them"}.`
        }
        crumbs={[{ label: name, href: `/admin/customers/${id}` }, { label: "Subscriptions" }]}
        actions={
          subscriptions.length === 0 ? undefined : (
            <PreviewUseButton
              customerId={id}
              meters={meterNames(subscriptions, choices.meters)}
              clouds={choices.clouds}
            />
          )
        }
      />
      <CustomerTabs customerId={id} limits={subscriptions.length} on="subscriptions" />
      {closed ? <Notice className="mb-4">{closed}</Notice> : null}
      <Card title="Limits" flush className="mb-4">
        <DataTable
          bare
          label="Limits"
          columns={[
            { key: "plan", head: "Plan", grow: "32%" },
            { key: "meter", head: "Meter" },
            { key: "limit", head: "Limit", align: "right" },
            { key: "mode", head: "Billing", fold: "tablet" },
            { key: "scope", head: "Counts use in", fold: "tablet" },
            { key: "period", head: "Period", fold: "phone" },
            { key: "threshold", head: "Threshold", unit: "%", align: "right", fold: "phone" },
            { key: "rate", head: "Over-rate", unit: currency, align: "right", fold: "phone" },
            { key: "policy", head: "Above the limit", fold: "tablet" },
            { key: "valid", head: "Valid (UTC)", fold: "phone" },
          ]}
          rows={subscriptions.map(({ subscription, plan, meter, parameter, scopeCloud, versions }) => ({
            id: parameter.id,
            href: `${here}?limit=${encodeURIComponent(parameter.id)}#limit`,
            selected: parameter.id === chosen?.parameter.id,
            cells: {
              plan: plan.name,
              meter: meterWithUnit(meter.name, meter.unit),
              limit: parameter.limit === null ? "–" : formatNumber(parameter.limit),
              mode: modeWords[subscription.mode],
              scope: scopeCloud?.name ?? "All clouds",
              period: periodWithAnchor(parameter),
              threshold: formatNumber(parameter.thresholdPercent),
              rate: formatNumber(parameter.overRate, { decimals: 18 }),
              policy: policyWords[parameter.overflowPolicy],
              valid: validityWords(parameter, versions, now),
            },
          }))}
          empty={
            <EmptyState title="No limits" compact>
              {closed
                ? "It never had one: its use was recorded, and not billed."
                : "Add a subscription below. From then on the customer's use, over all clouds or in one, is compared with the limit."}
            </EmptyState>
          }
        />
      </Card>
      {chosen ? (
        <div id="limit" className="mb-4 grid gap-4">
          <Card title={`Limit of ${chosen.meter.name}: terms`} note={sentencesOf(chosen)} flush>
            <DataTable
              bare
              label="Terms"
              columns={[
                { key: "from", head: "From (UTC)", grow: "30%" },
                { key: "limit", head: "Limit", unit: chosen.meter.unit, align: "right" },
                { key: "threshold", head: "Threshold", unit: "%", align: "right", fold: "phone" },
                { key: "rate", head: "Over-rate", unit: currency, align: "right" },
                ...(chosen.subscription.mode === "offset"
                  ? [{ key: "credit", head: "Under-credit rate", unit: currency, align: "right" as const }]
                  : []),
                { key: "step", head: "Billing step", align: "right", fold: "phone" },
                { key: "covers", head: "Covers", unit: chosen.meter.unit, fold: "tablet" },
                { key: "shares", head: "Reference shares", unit: chosen.meter.unit, fold: "tablet" },
                { key: "policy", head: "Above the limit", fold: "phone" },
                { key: "machines", head: "Machines at most", align: "right", fold: "tablet" },
                { key: "answer", head: "Time to answer", unit: "min", align: "right", fold: "tablet" },
                { key: "cap", head: "Cost cap", align: "right", fold: "tablet" },
              ]}
              rows={chosen.versions.map((terms) => ({
                id: terms.id,
                cells: {
                  from: formatDateTime(terms.validFrom, "UTC"),
                  limit: terms.limit === null ? null : formatNumber(terms.limit),
                  threshold: formatNumber(terms.thresholdPercent),
                  rate: formatNumber(terms.overRate, { decimals: 18 }),
                  credit: formatNumber(terms.underCredit, { decimals: 18 }),
                  step: formatNumber(terms.billingStep, { decimals: 18 }),
                  covers: terms.covers.length === 0 ? null : coverWords(terms.covers),
                  shares: terms.shares.length === 0 ? null : shareWords(terms.shares),
                  policy: policyWords[terms.overflowPolicy],
                  machines: formatNumber(String(terms.overflowMachinesMax)),
                  answer: formatNumber(String(terms.answerMinutes)),
                  cap: terms.costCapMinor === null ? null : formatMoney(terms.costCapMinor, currency),
                },
              }))}
            />
          </Card>
          <Card title="Change">
            <ChangeLimitForm
              key={chosen.parameter.id}
              customerId={id}
              parameterId={chosen.parameter.id}
              terms={{
                ...chosen.parameter,
                limit: chosen.parameter.limit ?? "",
                costCap: decimalOrNone(chosen.parameter.costCapMinor, currency),
              }}
              basis={{
                cloud: chosen.scopeCloud?.slug ?? "all",
                billingFactor: chosen.parameter.billingFactor,
                covers: chosen.parameter.covers.map(({ name, quantity }) => `${name} = ${quantity}`).join("\n"),
                referenceShares: chosen.shares.map(({ cloud, share }) => `${cloud} = ${share}`).join("\n"),
              }}
              clouds={choices.clouds}
              unit={chosen.meter.unit}
              mode={chosen.subscription.mode}
              currency={currency}
            />
          </Card>
          <Card title="End">
            <EndLimitForm
              key={chosen.parameter.id}
              customerId={id}
              parameterId={chosen.parameter.id}
              unit={chosen.meter.unit}
              mode={chosen.subscription.mode}
              ends={chosen.parameter.validTo && formatDateTime(chosen.parameter.validTo, "UTC")}
            />
          </Card>
        </div>
      ) : null}
      {priced.map((subscription) => (
        <ChargesOfSubscription
          key={subscription.id}
          customerId={id}
          subscription={subscription}
          refusal={closed ?? refusalOf(user && staffActor(user), "subscriptions.change")}
          now={now}
        />
      ))}
      {closed ? null : (
        <Card title="New subscription">
          <p className="mb-3 text-ink-2">
            Limits of one meter are used up one after the other, the oldest first; a limit of one cloud covers use in
            that cloud alone. Use beyond all of them is billed once, at the rate of the last.
          </p>
          <SubscriptionForm
            customerId={id}
            currency={currency}
            plans={choices.plans.map((plan) => ({ value: plan.id, label: plan.name }))}
            meters={choices.meters.map((meter) => ({ value: meter.slug, label: meter.name, detail: meter.unit }))}
            clouds={choices.clouds}
          />
        </Card>
      )}
      <ReservationsCard
        page={reserved}
        meters={choices.meters}
        release={{ refusal: refusalOf(user && staffActor(user), "usage.write") }}
        now={now}
        zone="UTC"
      />
    </Page>
  );
}

/** The meters of a customer's limits, each once. */
function meterNames(subscriptions: readonly SubscriptionRow[], meters: readonly EnteredMeter[]): EnteredMeter[] {
  const limited = new Set(subscriptions.map(({ meter }) => meter.slug));
  return meters.flatMap(({ slug, name, unit, kind }) => (limited.has(slug) ? [{ slug, name, unit, kind }] : []));
}

/** Since when a limit holds, until when, and that its terms are about to change. */
function validityWords(
  { validFrom, validTo }: { validFrom: Date; validTo: Date | null },
  versions: readonly { validFrom: Date }[],
  now: Date,
): string {
  const next = versions.find((terms) => terms.validFrom > now);
  const end = validTo ? `${validTo > now ? "until" : "ended"} ${formatDateTime(validTo, "UTC")}` : null;
  const change = next && next.validFrom > validFrom ? `changes ${formatDateTime(next.validFrom, "UTC")}` : null;
  return [`since ${formatDateTime(validFrom, "UTC")}`, change, end].filter(Boolean).join(", ");
}

/** "Month", "Month from day 31", "Week from Wednesday". */
function periodWithAnchor({ period, anchorDay }: { period: keyof typeof periodWords; anchorDay: number }): string {
  if (anchorDay === 1) return periodWords[period];
  return `${periodWords[period]} from ${period === "week" ? weekdays[anchorDay - 1] : `day ${anchorDay}`}`;
}
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/** What the limit counts by and includes now, where that is not as usual. */
function sentencesOf({ subscription, parameter, meter, scopeCloud }: SubscriptionRow): string {
  return limitSentences({
    ...{ ...meter, mode: subscription.mode },
    ...{ scopeCloudName: scopeCloud?.name ?? null, billingFactor: parameter.billingFactor, covers: parameter.covers },
  }).join(" ");
}

const shareWords = (shares: SubscriptionRow["shares"]): string =>
  shares.map(({ cloudName, share }) => `${cloudName} ${formatNumber(share, { decimals: 18 })}`).join(", ");

const decimalOrNone = (minor: bigint | null, currency: string) =>
  minor === null ? "" : moneyToDecimal({ minor, currency });
