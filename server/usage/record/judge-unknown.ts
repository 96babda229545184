import { type Context, requestIn } from "../../context";
import type { UsageInput } from "../input";
import { onPremises } from "../rules";
import type { DecidedRecord, StoredRecord } from "../store/stored-records";
import { usageStore } from "../store/usage-store";
import { customerFacts } from "./customer-facts";
import { ensureAuthorities, readAuthorities } from "./ensure-authorities";
import { decidedWithoutAuthority, judgePlaced } from "./judge-records";
import { contentHash } from "./record-identity";

/**
 * Judges stored records whose meter is known by now, as if it had been when each of them came. Writes nothing but
 * authorities: of several kinds of source that of the first record.
 * @param records those that came first, first
 */
export async function judgeUnknown(
  ctx: Context,
  customerId: string,
  records: readonly StoredRecord[],
): Promise<DecidedRecord[]> {
  const inputs = records.map((row): UsageInput => {
    const { eventId: id, source, meter, subject, endedAt: at, startedAt: start, cloudId: cloud } = row;
    const { quantity, value, dimensions } = row;
    return { id, source, meter, subject, at, start, quantity, value, dimensions, cloud, customer: null };
  });
  const machineNames = records.flatMap(({ machineId }, n) =>
    machineId === null ? [] : [{ ...(inputs[n] as UsageInput), subject: machineId }],
  );
  const facts = await customerFacts(ctx, customerId, [...inputs, ...machineNames]);
  const contents = await usageStore.contents(ctx, { customerId, digests: records.map(({ digest }) => digest) });
  const placed = records.map((row, n) => {
    const record = inputs[n] as UsageInput;
    const { machineId, cloudId, sourceKind, subject } = row;
    const machine = (machineId !== null && facts.machines.get(machineId)) || null;
    // Whether a cloud was named is part of the content alone: use on-premises may be use that names no place at all.
    const named = cloudId !== onPremises || contents.get(row.digest) === contentHash(record);
    const place = {
      ...{ machine, cloudId, nowhere: machineId === null && !named },
      machineKnown: machineId !== null || sourceKind === "file" || (subject === null && sourceKind !== "agent"),
    };
    const sender = { sourceKind, machineId: null, mayNameCustomer: false, unentitled: null };
    return { row, record, place, sender };
  });
  const reported = placed.flatMap(({ row: { cloudId, meter, sourceKind }, record, place, sender }) =>
    decidedWithoutAuthority(record, place, facts, sender) === null
      ? [{ cloudId, meter, sourceKind, by: requestIn(ctx) }]
      : [],
  );
  const read = await readAuthorities(ctx, customerId, [...new Set(records.map(({ meter }) => meter))]);
  const authorities = await ensureAuthorities(ctx, { customerId, reported, read });
  return placed.map(({ row, record, place, sender }) => {
    const judged = judgePlaced(customerId, record, place, facts, sender, authorities, row.receivedAt);
    return { ...judged, digest: row.digest, machineId: row.machineId };
  });
}
