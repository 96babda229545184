import type { UsageStore } from "./port";
import { appendRecords, storedContents } from "./postgres/append-records";
import { fateCounts, pageOfRecords } from "./postgres/read-records";
import { lastValue, reportingMachines, storedHistories, windowTicks } from "./postgres/read-ticks";
import { bucketSeries, dailyTotals, lastTicks, lastValues, sumsByCloud } from "./postgres/sum-ticks";

/** The usage store in PostgreSQL: `usage_keys`, `usage_records` by month, `usage_ticks`. */
export const postgresStore: UsageStore = {
  append: appendRecords,
  contents: storedContents,
  ticks: windowTicks,
  lastTicks,
  lastValue,
  series: bucketSeries,
  lastValues,
  sumsByCloud,
  dailyTotals,
  reporters: reportingMachines,
  histories: storedHistories,
  records: pageOfRecords,
  fateCounts,
};
