import { chargedWords } from "@/components/plans/price-words";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { DataTable } from "@/components/ui/data-table";
import { formatBytes, formatNumber, formatPercent, percentOf } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";
import { TextLink } from "@/components/ui/text-link";
import type { PricedPlan } from "@/server/catalogue/plan-versions";
import type { Service, ServiceFeature } from "@/server/catalogue/queries";
import type { serviceHealth } from "@/server/monitoring/queries";
import { ruleSentence } from "./service-words";

export type Offer = Service & {
  vendorName: string;
  features: ServiceFeature[];
  plans: PricedPlan[];
  missing: string[];
};
type Health = Awaited<ReturnType<typeof serviceHealth>>[number];

/** One service: its description, its availability, its features by allocation, its plans. */
export function ServiceCard({
  offer,
  meters,
  health,
}: {
  offer: Offer;
  meters: { slug: string; name: string }[];
  health: Health | undefined;
}) {
  const nameOf = (slug: string) => meters.find((meter) => meter.slug === slug)?.name ?? slug;
  return (
    <Card
      id={offer.slug}
      title={offer.name}
      note={`by ${offer.vendorName}`}
      badge={<Running health={health} />}
      more={{ label: "Machines", href: `/admin/machines?service=${offer.id}` }}
      flush
    >
      <div className="grid gap-x-8 gap-y-4 px-4 pb-4 lg:grid-cols-2">
        <div className="min-w-0">
          <p className="mb-3">{offer.summary}</p>
          {offer.missing.map((name) => (
            <p key={name} role="note" className="mb-3 text-sm">
              <Badge shape="triangle" tone="near">
                {name} for Linux is missing
              </Badge>{" "}
              A machine that neither has it nor can install it is not set up. Fetch it from its publisher:{" "}
              <code className="mono">npm run spillway -- artefact fetch</code>. Where the portal cannot reach the
              publisher, add the file:{" "}
              <code className="mono">
                npm run spillway -- artefact add FILE --service {offer.slug} --name {name} --os linux --arch amd64
              </code>
            </p>
          ))}
          <KeyValue
            items={[
              { label: "Meters", value: offer.meters.map(nameOf).join(", ") || "none" },
              {
                label: "Excess",
                value: offer.overflowMeter
                  ? `${nameOf(offer.overflowMeter)}: ${offer.placement} on an overflow machine`
                  : "billed, no machine is started",
              },
              { label: "Slug", value: <span className="mono">{offer.slug}</span> },
            ]}
          />
        </div>
        <div className="min-w-0">
          <h3 className="mb-1 text-xs font-medium text-ink-3">
            Allocation, rule version {offer.allocationRuleVersion}
          </h3>
          <p className="mb-3 text-sm">{ruleSentence(offer)}</p>
          <h3 className="mb-1 text-xs font-medium text-ink-3">Features, by allocation</h3>
          <ul className="text-sm">
            {offer.features.map((feature) => (
              <li key={feature.feature} className="flex justify-between gap-4">
                <span>{feature.name}</span>
                <span className="text-ink-3">
                  {feature.minimumAllocationBytes === 0n
                    ? "always"
                    : `from ${formatBytes(feature.minimumAllocationBytes)}`}
                </span>
              </li>
            ))}
            {offer.features.length === 0 ? <li className="text-ink-3">None.</li> : null}
          </ul>
        </div>
      </div>
      <div className="border-t border-line">
        <DataTable
          bare
          label={`Plans of ${offer.name}`}
          columns={[
            { key: "plan", head: "Plan" },
            { key: "seats", head: "Seats", align: "right" },
            { key: "maximum", head: "Maximum allocation", align: "right", fold: "phone" },
            { key: "level", head: "Service level", grow: "30%", fold: "phone" },
            { key: "charges", head: "Charges", grow: "30%" },
          ]}
          rows={offer.plans.map((plan) => ({
            id: plan.id,
            cells: {
              plan: <TextLink href={`/admin/catalogue/plans/${plan.slug}`}>{plan.name}</TextLink>,
              seats: formatNumber(plan.seats),
              maximum: plan.allocationMaximumBytes === 0n ? null : formatBytes(plan.allocationMaximumBytes),
              level: plan.serviceLevel,
              charges: plan.version ? chargedWords(plan.version).join("; ") : "no version is published",
            },
          }))}
        />
      </div>
    </Card>
  );
}

/** Availability of the service over all customers, in the last week. */
function Running({ health }: { health: Health | undefined }) {
  if (!health || health.machines === 0)
    return (
      <Badge shape="ring" tone="grey">
        No machine yet
      </Badge>
    );
  const bad = health.silent + health.failed;
  const ok = health.probes === 0 ? null : percentOf(String(health.probesOk), String(health.probes));
  const words = [
    `${health.running} of ${health.machines} running`,
    ...(ok === null ? [] : [`${formatPercent(ok, 1)} of probes fine`]),
    ...(health.probeMedianMs === null ? [] : [`median ${Math.round(Number(health.probeMedianMs))} ms`]),
  ];
  return (
    <Badge shape={bad === 0 ? "dot" : "triangle"} tone={bad === 0 ? "fine" : "near"} className="whitespace-normal">
      {words.join(", ")}
    </Badge>
  );
}
