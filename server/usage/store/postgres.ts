import type { UsageStore } from "./port";
import { appendRecords, appendTogether, storedContents } from "./postgres/append-records";
import { dailySources } from "./postgres/compare-sources";
import { decideRecords, oneSetAside, pageOfSetAside, setAsideNamed } from "./postgres/decide-records";
import { holdUse, shareUse } from "./postgres/hold-use";
import { pageOfPlaces } from "./postgres/read-places";
import { fateCounts, oneRecord, pageOfRecords } from "./postgres/read-records";
import { bucketSeries, distinctValues, largestGroups, sumsByCloud } from "./postgres/read-series";
import { lastTicks, lastValue, lastValues, reportingMachines, storedHistories } from "./postgres/read-spans";
import { decidingSums, tickSums } from "./postgres/read-sums";
import { windowTicks } from "./postgres/read-ticks";
import { rebuildSpans, rebuildTime, usageExtent } from "./postgres/rebuild-rollups";
import { rejudgeRecords } from "./postgres/rejudge-records";
import { settleHours } from "./postgres/settle-hours";
import { identityTimes, recordsInPlace } from "./postgres/standing-records";
import { holdsMeter, recordsOfUnknownMeter, unknownMeters } from "./postgres/unknown-meters";
import { lockedRecords, withdrawRecords } from "./postgres/withdraw-records";

/** The usage store in PostgreSQL: `usage_keys`, `usage_records` by month, `usage_ticks` and their rollups. */
export const postgresStore: UsageStore = {
  append: appendRecords,
  appendTogether,
  contents: storedContents,
  identityTimes,
  ticks: windowTicks,
  tickSums,
  decidingSums,
  lastTicks,
  lastValue,
  series: bucketSeries,
  largestGroups,
  places: pageOfPlaces,
  lastValues,
  distinctValues,
  sumsByCloud,
  reporters: reportingMachines,
  histories: storedHistories,
  settle: settleHours,
  rebuild: rebuildTime,
  rebuildSpans,
  extent: usageExtent,
  setAside: pageOfSetAside,
  record: oneRecord,
  standing: recordsInPlace,
  setAsideRecord: oneSetAside,
  setAsideOf: setAsideNamed,
  decide: decideRecords,
  locked: lockedRecords,
  withdraw: withdrawRecords,
  records: pageOfRecords,
  unknownMeters,
  ofUnknownMeter: recordsOfUnknownMeter,
  holdsMeter,
  holdUse,
  shareUse,
  rejudge: rejudgeRecords,
  compared: dailySources,
  fateCounts,
};
