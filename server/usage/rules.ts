import type { meterKinds } from "@/db/schema";
import { readExact, writeExact } from "../quantity";
import type { RecordFault, UsageInput } from "./input";
import { type Fate, type SourceKind, sourceKinds } from "./states";
import { tickCount, ticksOf } from "./ticks";

export type MeterKind = (typeof meterKinds)[number];

/** Whether records of a meter are of an instant, a gauge's reading or a value that was seen, not of a span. */
export const isOfInstants = (kind: MeterKind | undefined): boolean => kind === "gauge" || kind === "unique";

export const onPremises = "on-premises";

const day = 86_400_000;
/** The longest time of one counter. */
const longestSpanMs = 32 * day;
/** Clocks differ by minutes. A record further ahead reports use that has not happened, and must not count. */
const furthestAheadMs = 10 * 60_000;
const furthestBackMs = 3660 * day;

/** Sources of machines and of Spillway itself: no program may take such an identity before its owner reports. */
const reserved = /^(mach_|cloud:|file:|staff:)/;
/** The source of what staff back-fill. It names nobody: the correction does, and its customer reads the source. */
export const staffSource = "staff:back-fill";

export type Sender = {
  sourceKind: SourceKind;
  machineId: string | null;
  mayNameCustomer: boolean;
  /** A machine's: why its use does not count, apart from use before `until`. */
  unentitled: { until: Date | null; reason: string } | null;
};
/** Why a record is not taken. */
export type RecordRefusal = Pick<RecordFault, "status" | "code" | "detail">;

/**
 * Refuses a record whatever the customer has: another machine's identity, impossible times.
 * @returns null when the record may be taken
 */
export function recordRefusal(record: UsageInput, sender: Sender, now: Date): RecordRefusal | null {
  if (sender.sourceKind === "agent") {
    if (record.source !== sender.machineId)
      return forbidden(`A machine's source is its own id, ${sender.machineId}; ${record.source} is not yours to use.`);
    if (record.customer) return forbidden("A machine reports for its own customer: leave data.customer out.");
  }
  if (sender.sourceKind === "program" && reserved.test(record.source))
    return forbidden(
      record.source.startsWith("mach_")
        ? `The source ${record.source} is a machine's id, which only that machine may use. Choose a name of your own.`
        : `Sources that begin with ${record.source.split(":")[0]}: are the portal's own. Choose another name.`,
    );
  if (record.customer && !sender.mayNameCustomer)
    return forbidden("Only a provider's key may name a customer: leave data.customer out.");
  return timeFault(record, now);
}

/** How many ticks a record may change at most, whatever its meter; one that is refused changes none. */
export function spannedTicks({ start, at }: Pick<UsageInput, "start" | "at">): number {
  const refused = start !== null && (start > at || at.getTime() - start.getTime() > longestSpanMs);
  return refused ? 1 : tickCount(ticksOf("counter", start, at));
}

/** Why no record has these times; null where one may. */
export function timeFault({ at, start }: Pick<UsageInput, "at" | "start">, now: Date): RecordRefusal | null {
  if (at.getTime() > now.getTime() + furthestAheadMs)
    return invalid(
      `time ${at.toISOString()} lies more than 10 minutes in the future. Check the sender's clock, and its time zone.`,
    );
  if (at.getTime() < now.getTime() - furthestBackMs)
    return invalid(`time ${at.toISOString()} lies more than ten years back. Check its year.`);
  if (start && start > at) return invalid(`data.start ${start.toISOString()} is after time, which is a counter's end.`);
  if (start && at.getTime() - start.getTime() > longestSpanMs)
    return invalid("The record covers more than 32 days. Send it in pieces of a day or a month.");
  return null;
}

export const invalid = (detail: string): RecordRefusal => ({ status: 400, code: "invalid", detail });
export const forbidden = (detail: string): RecordRefusal => ({ status: 403, code: "forbidden", detail });

/**
 * Why a quantity is not plausible for one record of a meter (docs/rules.md 3.13): which maximum it is above, and by how
 * much; null where it is not above any.
 */
export function implausibleQuantity(
  quantity: string,
  { name, unit, plausibleRecord }: { name: string; unit: string; plausibleRecord: string | null },
): string | null {
  if (plausibleRecord === null) return null;
  const [value, most] = [readExact(quantity), readExact(plausibleRecord)];
  if (value.lte(most)) return null;
  return `${writeExact(value)} ${unit} is ${writeExact(value.minus(most))} above the plausible maximum of one record of ${name}, ${writeExact(most)} ${unit}.`;
}

/** What is known of the customer when the fate of a record is decided. */
export type Circumstances = {
  /** Why the machine that sent it was not entitled to this use; null where it was. */
  unentitled: string | null;
  meterKnown: boolean;
  /** Why the meter's filter leaves it out; null where it does not. */
  filtered: string | null;
  /** false: a machine was named, and it is none of this customer's. */
  machineKnown: boolean;
  /** Neither a machine nor a cloud was named. */
  nowhere: boolean;
  /** Why the record's quantity is not plausible; null where it is. */
  implausible: string | null;
  authority: SourceKind | null;
  /** What of it belongs to a window that has closed, its grace passed: all, or an earlier part of a span. */
  late: "all" | "part" | null;
};

/**
 * The fate of a record that is no duplicate and no conflict: the first rule that applies, with its reason for people.
 */
export function fateOf(
  record: Pick<UsageInput, "meter" | "subject" | "source">,
  sourceKind: SourceKind,
  known: Circumstances,
): { fate: Fate; reason: string | null } {
  if (known.unentitled !== null) return { fate: "unentitled", reason: known.unentitled };
  if (!known.meterKnown) return { fate: "unknown_meter", reason: `There is no meter ${record.meter}.` };
  if (known.filtered !== null) return { fate: "filtered", reason: known.filtered };
  if (!known.machineKnown)
    return {
      fate: "unknown_machine",
      reason: `No machine of this customer has the id, serial or instance ${record.subject ?? record.source}.`,
    };
  if (known.nowhere) return { fate: "unknown_machine", reason: "The record names neither a machine nor a host cloud." };
  // Before the authority, which may depend on what came first: that a record is set aside depends on it alone.
  if (known.implausible !== null) return { fate: "set_aside", reason: known.implausible };
  if (known.authority && known.authority !== sourceKind)
    return { fate: "shadowed", reason: shadowedReason(known.authority) };
  if (known.late === null) return { fate: "counted", reason: null };
  return { fate: "late", reason: lateReason[known.late] };
}

/** Why a record of another kind than the authoritative one does not count. */
export const shadowedReason = (authority: SourceKind) => `For this cloud and meter the ${authority}'s figures count.`;
const lateReason = {
  all: "It came after its window had closed; it is counted there.",
  part: "A part of it came after its window had closed; it is counted there.",
};
const decidedReasons = [...sourceKinds.map(shadowedReason), lateReason.part, lateReason.all];

/** What a stored reason says besides why the record counts or does not: that it was released, or amended. */
export function reasonBefore(reason: string | null): string {
  const decided = decidedReasons.find((one) => reason?.endsWith(one));
  return (decided ? reason?.slice(0, -decided.length) : reason)?.trim() ?? "";
}
