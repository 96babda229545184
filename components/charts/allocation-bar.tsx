import Decimal from "decimal.js";
import { formatNumber } from "@/components/ui/format";
import { KeyValue } from "@/components/ui/key-value";

/** The rule and its inputs, all in `unit` (GiB) as decimal strings, as the machine reported them. */
export interface AllocationFigures {
  unit: string;
  /** The path of the space: "/srv". */
  place?: string;
  total: string;
  available: string;
  /** The result of max(5 GiB, 5 % of total). */
  reserve: string;
  /** "Reserve, the larger of 5 GiB and 5 % of 931 GiB" */
  reserveLabel: string;
  fraction: string;
  step: string;
  minimum?: string;
  maximum?: string;
  /** As the machine reported it, as we recomputed it, as it was granted. */
  reported?: string;
  recomputed: string;
  granted?: string;
}

/** How the allocation was computed: the disk as a bar, then the sum line by line. */
export function AllocationBar(figures: AllocationFigures) {
  const { unit } = figures;
  const number = (value: Decimal | string, decimals = 0) => formatNumber(value, { decimals });
  const total = new Decimal(figures.total);
  const allocated = new Decimal(figures.granted ?? figures.recomputed);
  const used = Decimal.max(0, total.minus(figures.available));
  const reserve = Decimal.min(figures.reserve, figures.available);
  const remains = Decimal.max(0, new Decimal(figures.available).minus(reserve));
  const free = Decimal.max(0, remains.minus(allocated));
  const share = remains.times(figures.fraction);
  // The service requires a minimum and the plan sets a maximum: the two ends of one range.
  const bounds = [
    figures.minimum && `at least the service's ${number(figures.minimum)} ${unit}`,
    figures.maximum && `at most the plan's ${number(figures.maximum)} ${unit}`,
  ].filter(Boolean);
  const range = bounds.map((bound) => `, ${bound}`).join("");
  const percent = (value: Decimal) => `${total.isZero() ? 0 : value.div(total).times(100).toNumber()}%`;
  return (
    <div>
      <div
        role="img"
        aria-label={`${number(total)} ${unit} disk: ${number(used)} used, ${number(reserve)} reserve, ${number(allocated)} allocated, ${number(free)} stays free`}
        className="text-xs [print-color-adjust:exact]"
      >
        <p className="text-ink-2">
          disk {number(total)} {unit}
        </p>
        <div className="mb-1.5 flex justify-end">
          <span
            className="relative flex-none text-center text-ink-2"
            style={{ width: percent(remains), minWidth: "max-content" }}
          >
            <span className="absolute inset-x-0 top-1/2 h-2 -translate-y-1/2 border-x border-ink-3 before:absolute before:inset-x-0 before:top-1/2 before:border-t before:border-ink-3" />
            <span className="relative bg-surface px-2">
              ({number(figures.available, 1)} − {number(reserve, 1)}) × {figures.fraction}
            </span>
          </span>
        </div>
        <div className="flex h-6 gap-0.5">
          <Part width={percent(used)} className="bg-line-strong font-[560]" words={`used ${number(used)}`} />
          <Part width={percent(reserve)} className="bg-line" />
          <Part
            width={percent(allocated)}
            className="bg-accent font-semibold text-on-accent"
            words={`allocated ${number(allocated)}`}
          />
          <Part
            width={percent(free)}
            className="bg-sunken text-ink-2 shadow-[inset_0_0_0_1px_var(--color-line-strong)]"
            words={`stays free ${number(free)}`}
          />
        </div>
        <p className="mt-1 truncate text-ink-2" style={{ paddingLeft: `min(${percent(used)}, 100% - 9rem)` }}>
          reserve {number(reserve)}
        </p>
      </div>
      <KeyValue
        className="mt-4"
        items={[
          {
            label: `Free${figures.place ? ` on ${figures.place}` : ""}, as the machine reported it`,
            value: `${number(figures.available, 1)} ${unit}`,
          },
          { label: figures.reserveLabel, value: `− ${number(figures.reserve, 1)} ${unit}` },
          {
            label: new Decimal(figures.fraction).eq(0.5)
              ? "Half of what remains"
              : `${figures.fraction} of what remains`,
            value: `${number(share, 1)} ${unit}`,
          },
          {
            label: `Down to a whole step of ${number(figures.step)} ${unit}${range}`,
            value: `${number(allocated)} ${unit}`,
            strong: true,
          },
        ]}
      />
      <p className="mt-2 text-xs text-ink-3">
        Recomputed here from the same figures: {number(figures.recomputed)} {unit}.
        {figures.reported && !new Decimal(figures.reported).eq(figures.recomputed)
          ? ` The machine reported ${number(figures.reported)} ${unit}; the recomputed figure counts.`
          : ""}{" "}
        It changes only by an explicit action.
      </p>
    </div>
  );
}

function Part({ width, className, words }: { width: string; className: string; words?: string }) {
  return (
    <span className={`@container min-w-0 overflow-hidden leading-6 ${className}`} style={{ width }}>
      {words ? <span className="hidden truncate px-2.5 @min-[84px]:block">{words}</span> : null}
    </span>
  );
}
