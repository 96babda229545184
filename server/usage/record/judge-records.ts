import { leftOut } from "../../catalogue/meter-filter";
import { type Context, type Request, requestIn } from "../../context";
import { readExact } from "../../quantity";
import { quantityMissing, type UsageInput } from "../input";
import {
  type Circumstances,
  fateOf,
  implausibleQuantity,
  invalid,
  isOfInstants,
  type RecordRefusal,
  reasonBefore,
  recordRefusal,
  type Sender,
  staffSource,
} from "../rules";
import { countedFates, type Fate, type SourceKind } from "../states";
import type { RejudgedRecord } from "../store/changed-use";
import type { Batch, JudgedRecord, StoredRecord } from "../store/stored-records";
import { ticksOf } from "../ticks";
import { convertQuantity } from "../units";
import { type CustomerFacts, customerFacts, type RecordingFacts } from "./customer-facts";
import { type Authorities, ensureAuthorities, readAuthorities } from "./ensure-authorities";
import { type Place, placeOf, windowClosed } from "./place-record";
import { contentHash, identityDigest } from "./record-identity";

/** A record on its way in: who sends it, in which request, and the batch that the request is recorded as. */
export type Incoming = { record: UsageInput; sender: Sender; by: Request; batch: Batch };
/** An incoming record, refused or judged. `index` is its place among them. */
export type Judged =
  | { index: number; refusal: RecordRefusal }
  | { index: number; record: JudgedRecord & { batch: Batch } };

/**
 * Places every record (machine, host cloud), determines the authority of its cloud and meter, and gives it its fate as
 * of the time of its request. Writes nothing but authorities.
 * @param known what `recordingFacts` read of this customer for these records in this transaction
 */
export async function judgeRecords(
  ctx: Context,
  customerId: string,
  incoming: readonly Incoming[],
  known: RecordingFacts,
): Promise<Judged[]> {
  const { facts, read } = known;
  const placed = incoming.map((sent) => {
    const { sender, by } = sent;
    const refusal = recordRefusal(sent.record, sender, by.now);
    if (refusal) return { ...sent, refusal };
    const record = ofItsMeter(sent.record, facts);
    if ("detail" in record) return { ...sent, refusal: record };
    const one = { ...sent, record };
    const place = placeOf(record, sender.sourceKind, facts);
    return "detail" in place ? { ...one, refusal: place } : { ...one, place };
  });
  const reported = placed.flatMap((one) =>
    "place" in one && decidedWithoutAuthority(one.record, one.place, facts, one.sender) === null
      ? { cloudId: one.place.cloudId, meter: one.record.meter, sourceKind: one.sender.sourceKind, by: one.by }
      : [],
  );
  const authorities = await ensureAuthorities(ctx, { customerId, reported, read });
  return placed.map((one, index) => {
    if ("refusal" in one) return { index, refusal: one.refusal };
    const { record, place, sender, by, batch } = one;
    return { index, record: { ...judgePlaced(customerId, record, place, facts, sender, authorities, by.now), batch } };
  });
}

/**
 * A record as its meter takes it: its quantity in the meter's unit, of a unique count one value. Or the refusal of one
 * that cannot be. Where the meter is not known yet, a value stays with the record.
 */
export function ofItsMeter(sent: UsageInput, facts: CustomerFacts): UsageInput | RecordRefusal {
  const { unit, value, valueAlone, ...record } = sent;
  const meter = facts.meters.get(record.meter);
  if (meter?.kind === "unique") return ofUniqueCount({ ...record, value });
  if (meter && valueAlone) return invalid(quantityMissing);
  if (!unit) return meter || !value ? record : { ...record, value };
  if (!meter) return invalid(`There is no meter ${record.meter}, whose unit data.unit ${unit} could be converted to.`);
  const converted = convertQuantity(record.quantity, unit, meter.unit);
  return "fault" in converted ? invalid(`data.unit: ${converted.fault}`) : { ...record, ...converted };
}

/** A value was seen at an instant, once: how often and for how long is no part of a unique count. */
function ofUniqueCount(record: UsageInput): UsageInput | RecordRefusal {
  const { meter, value, quantity, start } = record;
  if (!value)
    return invalid(
      `The meter ${meter} counts distinct values: give data.value as a text, such as a user's name or id.`,
    );
  if (!readExact(quantity).eq(1))
    return invalid(`The meter ${meter} counts each value of data.value once: leave data.quantity out, or give 1.`);
  if (start) return invalid(`The meter ${meter} counts values as they are seen: leave data.start out, and give time.`);
  return { ...record, quantity: "1" };
}

/** A record that is not counted anyway does not make its source kind the authority. */
export function decidedWithoutAuthority(record: UsageInput, place: Place, facts: CustomerFacts, sender: Sender) {
  const { fate } = fateOf(record, sender.sourceKind, circumstances(record, place, facts, sender, null, null));
  return countedFates.includes(fate) ? null : fate;
}

/** The fate of a placed record, as of a time. */
export function judgePlaced(
  customerId: string,
  record: UsageInput,
  place: Place,
  facts: CustomerFacts,
  sender: Sender,
  authorities: Authorities,
  now: Date,
): JudgedRecord {
  const kind = facts.meters.get(record.meter)?.kind;
  const ofInstant = isOfInstants(kind);
  const authority = authorities({ cloudId: place.cloudId, meter: record.meter }, usedAtOf(record, facts));
  const late = latenessOf(record, facts, now);
  const { fate, reason } = fateOf(
    record,
    sender.sourceKind,
    circumstances(record, place, facts, sender, authority, late),
  );
  return {
    digest: identityDigest(customerId, record.source, record.id),
    content: contentHash(record),
    source: record.source,
    eventId: record.id,
    meter: record.meter,
    machineId: place.machine?.id ?? null,
    cloudId: place.cloudId,
    subject: record.subject,
    serviceId: place.machine?.serviceId ?? null,
    overflow: place.machine?.overflow ?? false,
    ofInstant,
    quantity: record.quantity,
    dimensions: record.dimensions ?? null,
    declared: declaredOf(record.dimensions ?? null, facts.meters.get(record.meter)),
    value: kind === undefined || kind === "unique" ? (record.value ?? null) : null,
    startedAt: record.start,
    endedAt: record.at,
    fate,
    reason,
    ticks: countedFates.includes(fate) ? ticksOf(ofInstant ? "gauge" : "counter", record.start, record.at) : null,
  };
}

/** The dimensions of a record that its meter declares; null where there are none. */
function declaredOf(has: Record<string, string> | null, meter: ReturnType<CustomerFacts["meters"]["get"]>) {
  const declared = meter?.dimensions.filter((name) => has && Object.hasOwn(has, name)) ?? [];
  return has && declared.length > 0 ? Object.fromEntries(declared.map((name) => [name, has[name] ?? ""])) : null;
}

/**
 * Judges records that are stored, as staff release or amend them: as if they came now, and whatever their quantity.
 * Their place stays, and that the machine was entitled was decided when they came. Writes nothing but authorities.
 */
export async function judgeStored(
  ctx: Context,
  customerId: string,
  records: readonly StoredRecord[],
): Promise<JudgedRecord[]> {
  const inputs = records.map((row): UsageInput => {
    const { eventId: id, source, meter, machineId: subject, endedAt: at, startedAt: start, cloudId: cloud } = row;
    const { quantity, value, dimensions } = row;
    return { id, source, meter, subject, at, start, quantity, value, dimensions, cloud, customer: null };
  });
  const facts = await customerFacts(ctx, customerId, inputs);
  // A correction may be of a record that counts, whatever the meter's maximum and filter say of it.
  for (const [slug, meter] of facts.meters) facts.meters.set(slug, { ...meter, plausibleRecord: null, filter: null });
  const judged: JudgedRecord[] = [];
  for (const [n, { sourceKind, cloudId, machineId, meter, source }] of records.entries()) {
    // Staff report nothing: what they entered makes nobody the authority.
    const reported = source === staffSource ? [] : [{ cloudId, meter, sourceKind, by: requestIn(ctx) }];
    const read = await readAuthorities(ctx, customerId, [meter]);
    const authorities = await ensureAuthorities(ctx, { customerId, reported, read });
    const machine = (machineId !== null && facts.machines.get(machineId)) || null;
    const place = { machine, machineKnown: true, cloudId, nowhere: false };
    const sender = { sourceKind, machineId: null, mayNameCustomer: false, unentitled: null };
    const record = judgePlaced(customerId, inputs[n] as UsageInput, place, facts, sender, authorities, ctx.now);
    judged.push({ ...record, machineId });
  }
  return judged;
}

/**
 * How stored records of one meter and cloud are judged whose fate depends on whose figures count: as if this kind had
 * been the authority when they came. What else their reasons say stays.
 */
export async function judgedBy(
  ctx: Context,
  { customerId, meter, authority }: { customerId: string; meter: string; authority: SourceKind },
): Promise<(records: readonly RejudgedRecord[]) => { fate: Fate; reason: string | null }[]> {
  const facts = await customerFacts(ctx, customerId, [{ meter, subject: null, source: "" }]);
  const known = {
    unentitled: null,
    meterKnown: true,
    filtered: null,
    machineKnown: true,
    nowhere: false,
    implausible: null,
    authority,
  };
  return (records) =>
    records.map(({ sourceKind, startedAt: start, endedAt: at, receivedAt, reason }) => {
      const use = { meter, at, start, subject: null, source: "" };
      const judged = fateOf(use, sourceKind, { ...known, late: latenessOf(use, facts, receivedAt) });
      return { ...judged, reason: [reasonBefore(reason), judged.reason].filter(Boolean).join(" ") || null };
    });
}

/** What of a record's use belongs to a window that had closed. */
function latenessOf(
  record: Pick<UsageInput, "meter" | "at" | "start">,
  facts: CustomerFacts,
  now: Date,
): Circumstances["late"] {
  if (windowClosed(record.meter, usedAtOf(record, facts), facts, now)) return "all";
  const spans = !isOfInstants(facts.meters.get(record.meter)?.kind) && record.start;
  return spans && windowClosed(record.meter, spans, facts, now) ? "part" : null;
}

function circumstances(
  record: UsageInput,
  place: Place,
  facts: CustomerFacts,
  { unentitled }: Sender,
  authority: ReturnType<Authorities>,
  late: Circumstances["late"],
) {
  const usedAt = usedAtOf(record, facts);
  const underLicense = unentitled === null || (unentitled.until !== null && usedAt < unentitled.until);
  const meter = facts.meters.get(record.meter);
  return {
    unentitled: underLicense ? null : unentitled.reason,
    meterKnown: meter !== undefined,
    filtered: meter?.filter ? leftOut(meter.filter, record.dimensions ?? {}) : null,
    machineKnown: place.machineKnown,
    nowhere: place.nowhere,
    implausible: meter ? implausibleQuantity(record.quantity, meter) : null,
    authority,
    late,
  };
}

/** The instant that decides the window: of a counter the last one it covers, since its end belongs to what follows. */
export function usedAtOf({ meter, at }: Pick<UsageInput, "meter" | "at">, facts: CustomerFacts): Date {
  return isOfInstants(facts.meters.get(meter)?.kind) ? at : new Date(at.getTime() - 1);
}
