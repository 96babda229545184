// What the figures are made of: rollups of the records that count, written with them and made anew from them.

import { sql } from "drizzle-orm";
import { bigint, boolean, index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { customerId, instant, quantity, tenantPolicies } from "./tenancy";

/** Block ranges of 256 KiB, summarized as soon as they are full. */
export const inOrderOfArrival = { pages_per_range: 32, autosummarize: true };

/**
 * The dimensions that the meter declares and the record has, as the text of their jsonb: '' where there are none, as
 * for most meters. A series is one machine with one of these texts. `series` is what keys have of it, since the text
 * may be longer than an index entry.
 */
const declaredDimensions = () => ({
  dimensions: text("dimensions").notNull().default(""),
  series: text("series").notNull().generatedAlwaysAs(sql`case when dimensions = '' then '' else md5(dimensions) end`),
});

/**
 * Rollup of the finest grain: 15-minute UTC ticks per series of a machine. A gauge's value in a tick is its last one, a
 * counter's the sum. machine_id '' where a record names no machine.
 */
export const usageTicks = pgTable(
  "usage_ticks",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    tick: instant("tick").notNull(),
    cloudId: text("cloud_id").notNull(),
    machineId: text("machine_id").notNull(),
    /** The machine's service; '' where a record names no machine. */
    serviceId: text("service_id").notNull().default(""),
    overflow: boolean("overflow").notNull(),
    sum: quantity("sum").notNull(),
    last: quantity("last").notNull(),
    lastAt: instant("last_at").notNull(),
    records: integer("records").notNull(),
    ...declaredDimensions(),
  },
  (t) => [
    primaryKey({
      name: "usage_ticks_pk",
      columns: [t.customerId, t.meter, t.tick, t.cloudId, t.machineId, t.series],
    }),
    index("usage_ticks_time").using("brin", t.tick).with(inOrderOfArrival),
    ...tenantPolicies("usage_ticks"),
  ],
);

/**
 * The values that a unique count counts: each once for every tick and machine that saw it, so that the values of any
 * time are counted exactly. In the order of the primary key the first sighting of a value in a time is one look-up.
 */
export const usageValues = pgTable(
  "usage_values",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    value: text("value").notNull(),
    tick: instant("tick").notNull(),
    cloudId: text("cloud_id").notNull(),
    /** As in `usage_ticks`. */
    machineId: text("machine_id").notNull(),
    serviceId: text("service_id").notNull(),
    overflow: boolean("overflow").notNull(),
    ...declaredDimensions(),
  },
  (t) => [
    primaryKey({
      name: "usage_values_pk",
      columns: [t.customerId, t.meter, t.value, t.tick, t.cloudId, t.machineId, t.series],
    }),
    index("usage_values_customer").on(t.customerId, t.meter, t.tick),
    index("usage_values_time").using("brin", t.tick).with(inOrderOfArrival),
    ...tenantPolicies("usage_values"),
  ],
);

/** The four ticks of an hour, by the minute at which each begins. */
const byTick = <Name extends string, Column>(name: Name, column: (name: string) => Column) =>
  [column(`${name}_00`), column(`${name}_15`), column(`${name}_30`), column(`${name}_45`)] as const;
const [sum00, sum15, sum30, sum45] = byTick("sum", (name) => quantity(name).notNull());
const [last00, last15, last30, last45] = byTick("last", (name) => quantity(name).notNull());
const [ticks00, ticks15, ticks30, ticks45] = byTick("ticks", (name) => integer(name).notNull());

/**
 * Rollup by hour, over machines: of each of the hour's four ticks the sums of `usage_ticks` and how many rows they are
 * made of (0: nobody reported). The ticks stay apart because a gauge is summed over machines before its largest sum
 * is chosen. customer_id '*' is the sum over all customers. Exact together with `usage_marks`.
 */
export const usageHours = pgTable(
  "usage_hours",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    hour: instant("hour").notNull(),
    cloudId: text("cloud_id").notNull(),
    serviceId: text("service_id").notNull(),
    overflow: boolean("overflow").notNull(),
    ...{ sum00, sum15, sum30, sum45 },
    ...{ last00, last15, last30, last45 },
    ...{ ticks00, ticks15, ticks30, ticks45 },
    ...declaredDimensions(),
  },
  (t) => [
    primaryKey({
      name: "usage_hours_pk",
      columns: [t.customerId, t.meter, t.hour, t.cloudId, t.serviceId, t.overflow, t.series],
    }),
    // Each customer's hours of a time. Not for one customer's: before a table is analyzed it would seem as good a way.
    index("usage_hours_time").on(t.meter, t.hour).where(sql`${t.customerId} <> '*'`),
    ...tenantPolicies("usage_hours"),
  ],
);

/**
 * Hours whose ticks have changed since they were rolled up: a row for each change, so that senders never wait for each
 * other. Written by triggers of `usage_ticks`; a read takes these hours from the ticks.
 */
export const usageMarks = pgTable(
  "usage_marks",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    hour: instant("hour").notNull(),
    seq: bigint("seq", { mode: "bigint" }).generatedAlwaysAsIdentity(),
  },
  (t) => [primaryKey({ columns: [t.customerId, t.meter, t.hour, t.seq] }), ...tenantPolicies("usage_marks")],
);

/**
 * First and last tick of each series' use of a meter in a cloud, and its last value. Written by triggers of
 * `usage_ticks`.
 */
export const usageSpans = pgTable(
  "usage_spans",
  {
    customerId: customerId(),
    meter: text("meter").notNull(),
    cloudId: text("cloud_id").notNull(),
    machineId: text("machine_id").notNull(),
    serviceId: text("service_id").notNull(),
    overflow: boolean("overflow").notNull(),
    firstTick: instant("first_tick").notNull(),
    lastTick: instant("last_tick").notNull(),
    last: quantity("last").notNull(),
    lastAt: instant("last_at").notNull(),
    ...declaredDimensions(),
  },
  (t) => [
    primaryKey({ name: "usage_spans_pk", columns: [t.customerId, t.meter, t.cloudId, t.machineId, t.series] }),
    index("usage_spans_newest").on(t.meter, t.lastTick),
    ...tenantPolicies("usage_spans"),
  ],
);
