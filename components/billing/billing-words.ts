import Decimal from "decimal.js";
import { formatMoney, formatNumber, formatQuantity } from "@/components/ui/format";
import { formatDay } from "@/components/ui/format-time";
import type { StatementContent, StatementLine } from "@/server/money/statement-view";
import { overflowIs } from "@/server/overflow/states";
import type { OverflowAtWork } from "@/server/reads/standings";

/** "November 2026", in the zone in which the period begins. */
export function monthName(period: Pick<StatementContent, "start" | "timeZone">): string {
  return dayWithin(period.start).toLocaleDateString("en-GB", {
    month: "long",
    year: "numeric",
    timeZone: period.timeZone,
  });
}

/** "2026-11", as addresses name the month in which a period begins. */
export const monthKey = ({ start, timeZone }: Pick<StatementContent, "start" | "timeZone">): string =>
  dayWithin(start).toLocaleDateString("en-CA", { year: "numeric", month: "2-digit", timeZone }).slice(0, 7);

/** The month that ended last in UTC, `2026-11`. */
export const monthBefore = (now: Date): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1)).toISOString().slice(0, 7);

/** The month of a draft in a sentence: total, part above limits, and until when it changes. */
export function periodFinding(period: StatementContent, now: Date): string {
  const money = (minor: bigint) => formatMoney(minor, period.currency);
  const last = formatDay(new Date(period.end.getTime() - 1), now, period.timeZone);
  const offsets = period.lines.filter(isOffset);
  const offsetMinor = offsets.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const aboveMinor = period.useMinor - offsetMinor;
  const parts = [
    period.feesMinor > 0n ? `${money(period.feesMinor)} in fees` : "",
    aboveMinor > 0n
      ? `${money(aboveMinor)} above the limits${period.lines.some(isCorrection) ? " after corrections" : ""}`
      : "",
    offsets.length > 0 ? `${money(offsetMinor)} in offsets` : "",
  ].filter((part) => part !== "");
  const then = period.end > now ? `Figures change until ${last}.` : "Its statement is not issued yet.";
  if (parts.length === 0) return `${monthName(period)} has no charges so far. ${then}`;
  const made = parts.length === 1 && period.useMinor === 0n ? `${parts[0]}, nothing above the limits` : listed(parts);
  return `${monthName(period)} comes to ${money(period.netMinor)} so far: ${made}. ${then}`;
}

/** A day of the month that begins then: where the time zone changed, it began in another one. */
const dayWithin = (start: Date) => new Date(start.getTime() + 14 * 86_400_000);

/** `a`, `a and b`, `a, b and c`. */
const listed = (parts: string[]) => [parts.slice(0, -1).join(", "), ...parts.slice(-1)].filter(Boolean).join(" and ");

/** Whether a line is a limit's month of offset billing, charged or credited (docs/rules.md 4.9). */
export const isOffset = ({ mode }: Pick<StatementLine, "mode">): boolean => mode === "offset";

/** Whether a line takes back what was billed too much, after use was corrected (docs/rules.md 4.8). */
export const isCorrection = ({ mode, quantity }: Pick<StatementLine, "mode" | "quantity">): boolean =>
  mode === "limit" && new Decimal(quantity).isNegative();

type Titled = Pick<StatementLine, "meterName" | "unit" | "limit" | "quantity" | "scopeCloudName" | "mode">;

/**
 * "Storage above 12,000 GiB", "Units above 8", "Units in Cloud A above 8" where the limit counts one cloud's use;
 * "Storage, correction" for what is taken back.
 */
export function lineTitle(line: Titled): string {
  const { meterName, unit, limit, scopeCloudName } = line;
  const what = scopeCloudName === null ? meterName : `${meterName} in ${scopeCloudName}`;
  if (isOffset(line)) return `${what}, offsets of the clouds`;
  if (isCorrection(line)) return `${what}, correction`;
  if (limit === null) return what;
  const isUnit = meterName.toLowerCase() === unit.toLowerCase();
  return `${what} above ${isUnit ? formatNumber(limit, { decimals: 3 }) : formatQuantity(limit, unit, 3)}`;
}

/** "EV-2031, first machine hh-fileserver-02, carried by ovf-2031-1"; of a correction what it takes back. */
export function lineCause(line: StatementLine): string {
  if (isOffset(line)) return "Use over and under the reference shares, window by window";
  if (isCorrection(line)) return "Use was corrected: what was billed too much is taken back";
  const parts = [line.eventNumber === null ? "No event" : `EV-${line.eventNumber}`];
  if (line.firstMachineName) parts.push(`first machine ${line.firstMachineName}`);
  if (line.placement === "ascribed") parts.push("ascribed");
  if (line.overflowMachineName) parts.push(`carried by ${line.overflowMachineName}`);
  return parts.join(", ");
}

/** Overflows that wait for the company: for an answer (one that is given is worked off in a moment), or for credit. */
export const isAsked = (one: OverflowAtWork): boolean => overflowIs("mayAnswer", one.state) && !one.answer;
export const isHeldForCredit = (one: OverflowAtWork): boolean => one.state === "held_credit";
