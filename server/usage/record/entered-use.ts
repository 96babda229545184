import { customerById } from "../../configuration/queries";
import type { Context } from "../../context";
import { DomainError } from "../../errors";
import { utcText } from "../../utc-text";
import { ticksPerTransaction, type UsageInput } from "../input";
import { spannedTicks, timeFault } from "../rules";
import type { SourceKind } from "../states";
import type { JudgedRecord } from "../store/stored-records";
import { customerFacts } from "./customer-facts";
import { ensureAuthorities, readAuthorities } from "./ensure-authorities";
import { judgePlaced, ofItsMeter, usedAtOf } from "./judge-records";
import { placeOf } from "./place-record";

/** Use as a person enters it: no sender has reported it. */
export type EnteredUse = {
  meter: string;
  /** Exact decimal, in `unit`; without one in the meter's. Only a value may come without it. */
  quantity?: string | undefined;
  /** What a unique count counts. */
  value?: string | undefined;
  unit?: string | undefined;
  /** Management id, serial or the cloud's id of it. */
  machine?: string | undefined;
  /** Slug or id of the host cloud, or `on-premises`; without one the machine's. */
  cloud?: string | undefined;
  /** A counter's begin. */
  start?: Date | undefined;
  /** A gauge's instant, a counter's end. */
  time: Date;
};

/** Entered use in its place, judged; `authority`: whose figures count there then, null where nobody's do yet. */
export type JudgedEntry = { record: JudgedRecord; authority: SourceKind | null };

/**
 * Places entered use as a program's would be, and judges it as a record of the source whose figures count: it makes
 * nobody the authority. Its machine and cloud are written by id. Writes nothing. A customer's state is no matter, apart
 * from the time when it was closed: what was used until then is billed (docs/rules.md 1.2).
 * @param of.source under which the records are stored; their ids are their places in the list
 * @param of.plausible whether what is above its meter's plausible maximum is set aside, as a sender's would be
 * @throws invalid_input for use that no record could be of, conflict for use after its customer was closed, each with
 *   its place in the list; too_large
 */
export async function judgeEntered(
  ctx: Context,
  {
    customerId,
    uses,
    source,
    plausible,
  }: { customerId: string; uses: readonly EnteredUse[]; source: string; plausible: boolean },
): Promise<JudgedEntry[]> {
  const inputs = uses.map(
    ({ meter, quantity, value, unit, machine, cloud, start, time }, n): UsageInput => ({
      ...{ id: String(n + 1), source, meter, quantity: quantity ?? "1", value, valueAlone: quantity === undefined },
      ...{ unit: unit ?? null, at: time, start: start ?? null },
      ...{ subject: machine ?? null, cloud: cloud ?? null, customer: null },
    }),
  );
  if (inputs.reduce((sum, input) => sum + spannedTicks(input), 0) > ticksPerTransaction)
    throw new DomainError(
      "too_large",
      `Together these span more than ${ticksPerTransaction.toLocaleString("en")} quarters of an hour. Enter them in parts.`,
    );
  const { name, closedAt } = await customerById(ctx, customerId);
  const facts = await customerFacts(ctx, customerId, inputs);
  // What is entered counts for its meter, whose filter is for what senders report.
  for (const [slug, meter] of facts.meters)
    facts.meters.set(slug, { ...meter, filter: null, ...(plausible ? {} : { plausibleRecord: null }) });
  const read = await readAuthorities(ctx, customerId, [...new Set(inputs.map(({ meter }) => meter))]);
  const authorities = await ensureAuthorities(ctx, { customerId, reported: [], read });
  return inputs.map((input, n) => {
    const refused = (detail: string, code: "invalid_input" | "conflict" = "invalid_input") =>
      new DomainError(code, `Use ${n + 1}: ${detail}`);
    if (!facts.meters.has(input.meter)) throw refused(`There is no meter ${input.meter}.`);
    if (closedAt && input.at > closedAt)
      throw refused(
        `${name} was closed at ${utcText(closedAt)}, and has no use after that. Enter what it used until then.`,
        "conflict",
      );
    const fault = timeFault(input, ctx.now);
    if (fault) throw refused(fault.detail);
    const converted = ofItsMeter(input, facts);
    if ("detail" in converted) throw refused(converted.detail);
    const place = placeOf(converted, "program", facts);
    if ("detail" in place) throw refused(place.detail);
    if (!place.machineKnown)
      throw refused(`No machine of this customer has the id, serial or instance ${input.subject}.`);
    if (place.nowhere) throw refused("It names neither a machine nor a host cloud. Name one; on-premises is one too.");
    const record = { ...converted, subject: place.machine?.id ?? null, cloud: place.cloudId };
    const authority = authorities({ cloudId: place.cloudId, meter: record.meter }, usedAtOf(record, facts));
    const sender = {
      sourceKind: authority ?? "program",
      ...{ machineId: null, mayNameCustomer: false, unentitled: null },
    };
    return { record: judgePlaced(customerId, record, place, facts, sender, authorities, ctx.now), authority };
  });
}
