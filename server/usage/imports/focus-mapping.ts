import { Exact } from "../../quantity";
import { focusMeters } from "../../services/meters";
import type { FocusRow } from "../mappings/mapping-rules";
import { defaultReading, ownReading, type RowMapping, type RowReading } from "../mappings/row-mapping";
import { convertQuantity, countedAtOnce, sizesInBytes } from "../units";

/** Why a row of a file is not counted: the code, and the sentence that people read. */
const listedReasons = {
  malformed_row: "The line is no row: a quote that never ends, too many or too few cells, or bytes that are not UTF-8.",
  bad_text: "A cell holds a NUL character, which no text may have.",
  credit: "A credit is money, not use.",
  tax: "A tax is money, not use.",
  adjustment: "An adjustment changes a bill, not use.",
  purchase: "A purchase is money, not use.",
  unknown_category: "ChargeCategory is none of Usage, Purchase, Credit, Adjustment, Tax.",
  correction: "A correction of an earlier period: its use was in the period's own file.",
  no_quantity: "The row has no quantity or no unit (ConsumedQuantity and ConsumedUnit, unless a rule names others).",
  bad_quantity: "ConsumedQuantity is not a decimal number below 10^20 with at most 75 decimals.",
  bad_cost: "BilledCost is not a decimal number below 10^20 with at most 75 decimals.",
  quantity_too_large: "In the meter's unit, its quantity is 10^18 or more.",
  negative_quantity: "ConsumedQuantity is negative: use cannot be.",
  bad_date: "ChargePeriodStart or ChargePeriodEnd is not a time, or the period has no length.",
  instance_hours: "Hours of an instance do not say how many vCPUs it has (SkuPriceDetails names no CoreCount).",
  hours_outside_compute: "Hours of something that is no compute instance.",
  volume_not_transferred: "A volume of data that its description does not call transferred.",
  level_by_time: "A volume held for a time: storage is metered by its level.",
  level: "The largest level of a time is no reading: its instant is not known.",
  unknown_unit: "Its unit is none that a meter here counts.",
  other_unit: "Its unit cannot be converted to its meter's, to the last decimal and below 10^18.",
  left_out: "The mapping rules of its cloud leave it out.",
  other_customer: "It is another customer's.",
  no_customer: "No customer has the account that it names, or it names none.",
  other_cloud: "It names another cloud than the import's, or none.",
  duplicate: "The row was imported before.",
  conflict:
    "The same use was imported before with another quantity, or by other rules. Parts of one export are imported together, as one import.",
  shadowed: "For this cloud and meter another source's figures count.",
  set_aside: "Its quantity is above the plausible maximum of its meter: staff release or reject it.",
  unentitled: "The machine that sent it was not entitled to it.",
  unknown_meter: "The meter is not in the catalogue.",
  unknown_machine: "The machine is unknown.",
  outside_subscription: "No subscription to this meter is valid at that time.",
  rejected: "Its times cannot be right: it ends more than 10 minutes ahead, is ten years old, or is over 32 days long.",
} as const;
export type ListedReason = keyof typeof listedReasons;

/** Whether a row is not the import's customer's: its figures are in no total that the customer sees. */
export const isElsewhere = (reason: ListedReason): boolean => reason === "other_customer" || reason === "no_customer";

const gib = new Exact(1024).pow(3);

/** What a row's use is: so much of a meter, in the meter's unit; or why it is listed. `read` is where it stands. */
export type RowMeaning = { read: RowReading } & (
  | { meter: string; of: (consumed: Exact) => Exact | null }
  | { reason: ListedReason }
);

/**
 * Which meter a row reports: by the rules of its cloud, else by its unit, else by the defaults of its provider. Rows
 * that are known by their unit are never read otherwise by a default.
 */
export function meaningOf(row: FocusRow, mapping: RowMapping): RowMeaning {
  const own = ownReading(row, mapping);
  if (own.pair) return { read: own, ...meaningOfPair(own, mapping) };
  if (own.unit === null) return { read: own, reason: "no_quantity" };
  const told = meterOf(row, own.unit);
  if ("meter" in told) return { read: own, meter: told.meter, of: (consumed) => consumed.times(told.factor) };
  const known = told.reason === "level" ? null : defaultReading(row, mapping);
  return known ? { read: known, ...meaningOfPair(known, mapping) } : { read: own, reason: told.reason };
}

type Meant = { meter: string; of: (consumed: Exact) => Exact | null } | { reason: ListedReason };

function meaningOfPair({ pair, unit }: RowReading, { meters }: RowMapping): Meant {
  if (!pair || pair.meter === null) return { reason: "left_out" };
  const { meter, factor } = pair;
  const known = meters.get(meter);
  if (known && known.kind !== "counter") return { reason: "level" };
  if (factor !== null) return { meter, of: (consumed) => consumed.times(factor) };
  if (unit === null) return { reason: "no_quantity" };
  return {
    meter,
    of: (consumed) => {
      const converted = convertQuantity(consumed.toFixed(), unit, known?.unit ?? "");
      return "quantity" in converted ? new Exact(converted.quantity) : null;
    },
  };
}

/**
 * Which meter a row's unit is, and how much of the meter one unit is, exactly (1 GB = 0.931322574615478515625 GiB).
 * README.md has the table. Sizes are distinguished by case. Every other unit is listed, never guessed. A row of an
 * export of a portal like this one names its meter itself (server/usage/exports/focus-columns.ts), in the meter's unit.
 */
function meterOf(row: FocusRow, unitText: string): { meter: string; factor: Exact } | { reason: ListedReason } {
  const named = row.get("x_meterslug");
  if (named) return row.get("x_meterkind") === "gauge" ? { reason: "level" } : { meter: named, factor: new Exact(1) };
  const unit = unitText
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .replace(/\bhrs?\b/g, "hour")
    .replace(/s\b/g, "")
    .trim();
  const category = (row.get("servicecategory") ?? "").toLowerCase();
  const many = /^(?:(\d+)(k|m)? )?(?:api )?request$/.exec(unit);
  if (many) return { meter: focusMeters.requests, factor: countedAtOnce(many[1], many[2]) };
  if (unit === "vcpu hour") return { meter: focusMeters.coreHours, factor: new Exact(1) };
  if (unit === "hour") return coreHours(row, category);
  const volume = /^([a-z]i?b)s?(?:([\s_/-]+)(?:(hours?|hrs?)|months?))?$/i.exec(unitText.trim());
  const size = sizesInBytes.get(volume?.[1] ?? "")?.div(gib);
  if (!size) return { reason: "unknown_unit" };
  if (volume?.[3] && !volume[2]?.includes("/"))
    return category === "compute" ? { meter: focusMeters.memoryHours, factor: size } : { reason: "level_by_time" };
  if (volume?.[2]) return { reason: "level_by_time" };
  const transferred = /data transfer|bandwidth|-(in|out)-bytes/i.test(row.get("chargedescription") ?? "");
  return transferred || category === "networking"
    ? { meter: focusMeters.transfer, factor: size }
    : { reason: "volume_not_transferred" };
}

/**
 * Hours of a compute instance are vCPU hours where the row says how many cores it has (FOCUS 1.2:
 * SkuPriceDetails.CoreCount).
 */
function coreHours(row: FocusRow, category: string): ReturnType<typeof meterOf> {
  if (category !== "compute") return { reason: "hours_outside_compute" };
  const cores = /"CoreCount"\s*:\s*"?(\d+(?:\.\d+)?)/i.exec(row.get("skupricedetails") ?? "")?.[1];
  return cores ? { meter: focusMeters.coreHours, factor: new Exact(cores) } : { reason: "instance_hours" };
}
