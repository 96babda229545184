import { Card } from "@/components/ui/card";
import { formatMoney } from "@/components/ui/format";
import { formatDay } from "@/components/ui/format-time";
import { KeyValue } from "@/components/ui/key-value";
import { ProgressBar } from "@/components/ui/progress-bar";
import type { Exposure } from "@/server/money/exposure";

/** Exposure and credit limit: what is not paid, estimated cost of the machines at work, remainder. */
export function ExposureCard({
  exposure,
  asked,
  now,
  zone,
}: {
  exposure: Exposure;
  /** A request for a credit limit waits for the provider's decision. */
  asked: boolean;
  now: Date;
  zone: string;
}) {
  const { creditLimitMinor: limit, currency } = exposure;
  const money = (minor: bigint) => formatMoney(minor, currency);
  const percent = (minor: bigint) => (limit > 0n ? Number((minor * 10_000n) / limit) / 100 : minor > 0n ? 100 : 0);
  const over = exposure.leftMinor < 0n;
  return (
    <Card title="Exposure" more={{ label: asked ? "A request waits" : "Request a higher limit", href: "/company" }}>
      <p className="mb-3">
        <span className="text-xl font-[620] tracking-tight">{money(exposure.exposureMinor)}</span>{" "}
        <span className="text-ink-3">of {money(limit)}</span>
      </p>
      <ProgressBar
        thick
        label={
          limit > 0n
            ? `${money(exposure.exposureMinor)} of the credit limit of ${money(limit)}`
            : "No credit limit is approved"
        }
        parts={[
          { percent: percent(exposure.unpaidMinor), tone: over ? "over" : "accent" },
          { percent: percent(exposure.estimatedMinor), tone: over ? "over" : "overflow" },
        ]}
      />
      <KeyValue
        className="mt-3.5"
        items={[
          { label: "Not paid yet", value: money(exposure.unpaidMinor) },
          ...exposure.estimates.map((one) => ({
            label: `EV-${one.number}, until ${formatDay(new Date(one.until.getTime() - 1), now, zone)}, estimated`,
            value: money(one.minor),
          })),
          {
            label: over ? "Above the credit limit" : "Left before overflow waits for credit",
            value: money(over ? -exposure.leftMinor : exposure.leftMinor),
            strong: true,
            ...(over && { tone: "over" as const }),
          },
        ]}
      />
      {limit === 0n ? (
        <p className="mt-3 text-xs text-ink-2">
          No credit limit is approved yet. Use above a limit is billed; no overflow machine is started until one is.
        </p>
      ) : null}
    </Card>
  );
}
