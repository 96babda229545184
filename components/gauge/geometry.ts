import Decimal from "decimal.js";
import { formatNumber } from "@/components/ui/format";
import type { GaugeData, GaugeSegment } from "./gauge-types";

/** A segment of the bar with its share of the bar's length in percent. */
interface DrawnSegment extends GaugeSegment {
  percent: number;
}

export interface GaugeGeometry {
  /** Largest first. Together never more than 100. */
  segments: DrawnSegment[];
  /** Position of the threshold's tick, in percent of the limit; null if there is none. */
  thresholdPercent: number | null;
  /** Use of ordinary machines as a share of the limit in percent, unclamped; null without a limit. */
  usedPercent: number | null;
  /** The whole sheet over the crest: none, violet (carried), red (not carried), or both. */
  sheet: { carried: number; excess: number } | null;
  /** The machine's tank; null if there is no overflow machine. */
  tank: { fillPercent: number; free: string } | null;
  /** Everything used, on ordinary and overflow machines. */
  total: string;
}

/** The least part of a sheet's thickness that can still be seen next to the other. */
const LEAST_PART = 0.3;

/**
 * Works out what a gauge draws. The bar's length is the limit and never grows: use beyond it scales the segments to the
 * full bar and goes over the crest. Violet only what is carried, red only what is not; at the limit exactly the bar is
 * full and the crest dry.
 */
export function gaugeGeometry(data: GaugeData): GaugeGeometry {
  const ordinary = data.segments.reduce((sum, one) => sum.plus(one.value), new Decimal(0));
  const limit = data.limit === null ? null : new Decimal(data.limit);
  const length = Decimal.max(limit ?? 0, ordinary);
  const carried = Decimal.max(0, data.overflow?.carried ?? 0);
  const excess = Decimal.max(0, data.excess ?? 0);
  return {
    segments: [...data.segments]
      .sort((a, b) => new Decimal(b.value).comparedTo(a.value))
      .map((one) => ({
        ...one,
        percent: length.isZero() ? 0 : new Decimal(one.value).div(length).times(100).toNumber(),
      })),
    thresholdPercent: data.threshold && limit && !limit.isZero() ? Math.min(100, Number(data.threshold)) : null,
    usedPercent: limit && !limit.isZero() ? ordinary.div(limit).times(100).toNumber() : null,
    sheet: limit === null ? null : sheetParts(carried, excess),
    tank: data.overflow ? tankOf(carried, new Decimal(data.overflow.capacity)) : null,
    total: ordinary.plus(carriedBeyond(data, ordinary, carried)).toFixed(),
  };
}

/**
 * What the overflow machine carries on top of the ordinary machines' use. Ascribed overflow is counted within the
 * ordinary use already (it is in the clouds' own figures), so it isn't added again.
 */
function carriedBeyond(data: GaugeData, ordinary: Decimal, carried: Decimal): Decimal {
  if (data.limit === null) return carried;
  const aboveTheLimit = Decimal.max(0, ordinary.minus(data.limit));
  const ascribed = Decimal.max(0, aboveTheLimit.minus(data.excess ?? 0));
  return Decimal.max(0, carried.minus(ascribed));
}

function sheetParts(carried: Decimal, excess: Decimal): GaugeGeometry["sheet"] {
  if (carried.isZero() && excess.isZero()) return null;
  if (excess.isZero()) return { carried: 1, excess: 0 };
  if (carried.isZero()) return { carried: 0, excess: 1 };
  const share = carried.div(carried.plus(excess)).toNumber();
  const part = Math.min(1 - LEAST_PART, Math.max(LEAST_PART, share));
  return { carried: part, excess: 1 - part };
}

function tankOf(carried: Decimal, capacity: Decimal): { fillPercent: number; free: string } {
  const fill = capacity.isZero() ? new Decimal(0) : carried.div(capacity).times(100);
  return { fillPercent: Decimal.min(100, fill).toNumber(), free: Decimal.max(0, capacity.minus(carried)).toFixed() };
}

export interface Tick {
  percent: number;
  weight: "major" | "mid" | "minor";
  /** The quantity, on major ticks. */
  value?: string;
}

/** How many labeled ticks have room in `width` px without touching each other, at most `most` and at least one. */
export function ticksThatFit(limit: string, { most, width }: { most: number; width: number }): number {
  const label = formatNumber(limit).length * 6.5 + 12;
  return Math.max(1, Math.min(most, Math.floor(width / label)));
}

/** The staff gauge's ticks under a bar of `limit`: labelled ones at round numbers, at most `most` of them. */
export function gaugeTicks(limit: string, most: number): Tick[] {
  const all = new Decimal(limit);
  if (all.lte(0)) return [];
  const [step, parts] = roundStep(all, most);
  const ticks: Tick[] = [];
  for (let at = 0; ; at += 1) {
    const value = step.div(parts).times(at);
    if (value.gte(all)) break;
    const percent = value.div(all).times(100).toNumber();
    if (at % parts === 0) ticks.push({ percent, weight: "major", value: value.toDecimalPlaces(6).toFixed() });
    else ticks.push({ percent, weight: parts === 10 && at % 5 === 0 ? "mid" : "minor" });
  }
  return ticks;
}

/** The smallest round step that fits at most `most` times, and the number of parts its minor ticks divide it into. */
function roundStep(all: Decimal, most: number): [Decimal, number] {
  const least = all.div(most);
  const power = new Decimal(10).pow(Math.floor(least.log(10).toNumber()));
  const wide = most > 5;
  const steps: [number, number][] = wide
    ? [
        [1, 10],
        [2, 10],
        [5, 10],
        [10, 10],
        [20, 10],
      ]
    : [
        [1, 2],
        [2, 2],
        [3, 3],
        [5, 5],
        [10, 5],
        [20, 2],
      ];
  for (const [factor, parts] of steps) {
    const step = power.times(factor);
    if (step.gte(least)) return [step, parts];
  }
  return [power.times(20), 2];
}
