import Decimal from "decimal.js";
import { StandingGauge } from "@/components/standings/standing-gauge";
import { CloudName } from "@/components/ui/cloud-name";
import { formatMoney, formatNumber } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";
import { TextLink } from "@/components/ui/text-link";
import type { StatementLine } from "@/server/money/statement-view";
import type { CloudLook, StandingRow } from "@/server/reads/standings";
import { isOffset } from "./billing-words";
import { LineCharges } from "./line-charges";
import { overflowTank } from "./overflow-tank";
import { reckoningOf } from "./reckoning";

/**
 * An opened line: how it came to its amount, term by term, and where it was used. `standing` is its limit's, while it
 * is valid.
 */
export function LineReckoning({
  line,
  standing,
  clouds,
  now,
  zone,
}: {
  line: StatementLine;
  standing: StandingRow | undefined;
  clouds: CloudLook[];
  now: Date;
  zone: string;
}) {
  const title = `Why ${formatMoney(line.amountMinor, line.currency)}`;
  return (
    <div className="grid gap-x-7 gap-y-5 rounded-md border border-line bg-sunken p-4 whitespace-normal max-sm:p-3 lg:grid-cols-[minmax(0,1fr)_320px]">
      <div className="min-w-0">
        <h3 className="mb-1 text-sm font-semibold">{title}</h3>
        <ul aria-label={title}>
          {reckoningOf(line).map(({ term, detail, figure }) => (
            <li
              key={term}
              className="flex flex-wrap items-baseline gap-x-4 border-b border-line py-2 text-sm last:border-b-0 last:pb-0 last:font-semibold"
            >
              <span className="sm:w-32">{term}</span>
              <span className="min-w-0 flex-1 font-normal text-ink-2 max-sm:order-1 max-sm:basis-full max-sm:text-xs">
                {detail}
              </span>
              <span className="text-right whitespace-nowrap max-sm:ml-auto">{figure}</span>
            </li>
          ))}
        </ul>
        {line.charges.length > 1 && !isOffset(line) ? <LineCharges line={line} now={now} zone={zone} /> : null}
      </div>
      {isOffset(line) ? null : <Where line={line} standing={standing} clouds={clouds} now={now} />}
    </div>
  );
}

/** The figures that the line stores; null where they are not known. */
function storedFigures({ overflow, excess, useByCloud }: StatementLine) {
  return overflow === null || excess === null ? null : { overflow, excess, byCloud: useByCloud };
}

/**
 * Where it is used, with links onward: the gauge and each cloud's figure, as they stand now while the window runs, else
 * as the line stores them.
 */
function Where({
  line,
  standing,
  clouds,
  now,
}: {
  line: StatementLine;
  standing: StandingRow | undefined;
  clouds: CloudLook[];
  now: Date;
}) {
  const figures = standing?.standing?.figures ?? storedFigures(line);
  const tank = standing && figures ? overflowTank(standing, figures.overflow, now) : null;
  const number = (value: string) => formatNumber(value, { decimals: line.decimals });
  const used = Object.entries(figures?.byCloud ?? {}).sort(([, a], [, b]) =>
    new Decimal(b.ordinary).comparedTo(a.ordinary),
  );
  return (
    <div className="min-w-0">
      <h3 className="mb-2 text-sm font-semibold">Where it is used</h3>
      {figures ? (
        <>
          <StandingGauge
            size="M"
            meterName={line.meterName}
            unit={line.unit}
            limit={line.limit}
            threshold={standing?.thresholdPercent ?? null}
            figures={figures}
            clouds={clouds}
            capacity={tank?.capacity ?? null}
            {...(tank && { machine: { name: tank.machineName, cloud: tank.cloudLabel } })}
          />
          <KeyValue
            className="mt-2"
            items={[
              ...used.map(([id, { ordinary }]) => {
                const cloud = clouds.find((one) => one.id === id);
                return {
                  label: <CloudName name={cloud?.name ?? "On-premises"} colorIndex={cloud?.colorIndex} />,
                  value: number(ordinary),
                };
              }),
              ...(tank
                ? [
                    {
                      label: <CloudName overflow name={`${tank.machineName}, ${line.placement}`} />,
                      value: number(figures.overflow),
                      tone: "overflow" as const,
                    },
                  ]
                : []),
            ]}
          />
        </>
      ) : (
        <p className="text-xs text-ink-2">Nothing was judged in this window yet.</p>
      )}
      <p className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {line.eventNumber === null ? null : (
          <TextLink href={`/billing/events/${line.eventNumber}`} strong>
            Event and timeline
          </TextLink>
        )}
        <TextLink href={`/usage?${new URLSearchParams({ meter: line.meter })}`} strong>
          Usage of {line.meterName.toLowerCase()}
        </TextLink>
      </p>
    </div>
  );
}
