import type { UsageStore } from "./port";
import { appendRecords, storedContents } from "./postgres/append-records";
import { fateCounts, pageOfRecords } from "./postgres/read-records";
import { lastValue, reportingMachines, storedHistories, windowTicks } from "./postgres/read-ticks";
import { bucketSeries, currentUse, dailyTotals, runningTick } from "./postgres/sum-ticks";

/** The usage store in PostgreSQL: `usage_keys`, `usage_records` by month, `usage_ticks`. */
export const postgresStore: UsageStore = {
  append: appendRecords,
  contents: storedContents,
  ticks: windowTicks,
  lastValue,
  series: bucketSeries,
  runningTick,
  currentUse,
  dailyTotals,
  reporters: reportingMachines,
  histories: storedHistories,
  records: pageOfRecords,
  fateCounts,
};
