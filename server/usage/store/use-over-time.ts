// Use over time as the usage store is asked for it: ticks, buckets, groups and places.

import type { Grain, Grouping } from "../questions/input";
import type { MeterKind } from "../rules";
import type { SourceKind } from "../states";

export type CustomerMeter = { customerId: string; meter: string };
export type KnownKind = { slug: string; kind: MeterKind };
export type MachineMeter = { customerId: string; meter: string; machineId: string };
export type TickWindow = {
  customerId: string;
  meter: string;
  kind: MeterKind;
  from: Date;
  to: Date;
  /** Of a unique count: where and when a value that was seen counts; absent: everywhere. */
  sightings?: Sightings | undefined;
};
/** A window of a counter or a gauge, whose machines add up. */
export type SummedWindow = TickWindow & { kind: Exclude<MeterKind, "unique"> };
/**
 * Which sightings of a value count: those in one of these times, each in one host cloud or (null) in all; and whether
 * those of overflow machines do.
 */
export type Sightings = {
  within: readonly { from: Date; to: Date | null; cloudId: string | null }[];
  overflow: boolean;
};
/**
 * `total`: the sums of the time, in its newest tick. `newest`: that tick alone. `peak`: the newest tick, and the first
 * of those with the largest sum over clouds.
 */
export type DecidingTicks = { by: "total" | "newest" | "peak"; cloudId?: string | undefined };
/** A window with the ticks of it that are asked for. */
export type DecidingWindow = SummedWindow & { only: DecidingTicks };
/**
 * A machine's use in one tick: a gauge's last value, a counter's sum; of a unique count how many values were first seen
 * there, of all that were seen in the time asked: each is in one tick, at the first of equal clouds and machines.
 * `machineId` '' where no machine was named; there `source` names who reported, and is '' for a counter.
 */
export type StoredTick = {
  tick: Date;
  machineId: string;
  source: string;
  cloudId: string;
  overflow: boolean;
  value: string;
};
/** Which use: one customer's, or without it everybody's, as far as the transaction's role sees it. */
export type UseScope = {
  customerId?: string | undefined;
  cloudId?: string | undefined;
  machineId?: string | undefined;
  serviceIds?: readonly string[] | undefined;
  /** Use with this value of a dimension that the meter declares; '' is use without the dimension. */
  dimension?: { name: string; value: string } | undefined;
  meter: string;
  kind: MeterKind;
  from: Date;
  to: Date;
};
/** How a time is cut; `zone` is the IANA time zone in which hours and days begin, UTC where none is named. */
export type Buckets = { grain: Grain; zone?: string | undefined };
/**
 * Use without a machine, of a machine without a service, or without a dimension, has the group "" by it. Where groups
 * are named, all use of any other is in the one group `otherGroups`.
 */
export type GroupedUse = UseScope & { groupBy: Grouping; named?: readonly string[] | undefined };
/** One group's use; `overflow` is the part of `quantity` that overflow machines reported. */
export type GroupValue = { at: Date; group: string; quantity: string; overflow: string };
/** Which use is asked place by place: that of these meters, one customer's or everybody's that the role sees. */
export type PlaceQuery = {
  customerId?: string | undefined;
  meters: readonly KnownKind[];
  from: Date;
  to: Date;
  cursor?: string | null | undefined;
  limit: number;
};
/** What one place used in a bucket; machine and service are '' where records name none. */
export type PlaceValue = {
  customerId: string;
  meter: string;
  at: Date;
  cloudId: string;
  machineId: string;
  serviceId: string;
  quantity: string;
};
/** How many machines reported, and how many of them are overflow machines. */
export type GroupReporters = { group: string; machines: number; overflow: number };
export type MeterHistory = { meter: string; firstAt: Date; lastAt: Date; customers: number };
/** Which sources are compared, of use by its last instant. Days begin in the zone; `dimensions`: those of the meter. */
export type Comparison = { customerId: string; cloudId: string; dimensions: readonly string[] } & Omit<
  TickWindow,
  "customerId"
> & { zone: string };
/** A kind's use of a day, as if it counted: of a counter the sum, of a gauge the largest sum of any tick. */
export type ComparedUse = { day: Date; sourceKind: SourceKind; quantity: string; records: number; shadowed: number };
