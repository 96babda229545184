import type { Actor } from "../../context";
import { DomainError } from "../../errors";
import type { Hold } from "../../http/body-budget";
import { intake } from "../../http/fair-share";
import { authorize } from "../../identity/permissions";
import { log } from "../../log";
import { ticksPerRequest, type UsageInput } from "../input";
import { spannedTicks } from "../rules";
import { answerEvents } from "./answer-events";
import { groupCommit, groupedMost } from "./group-commit";
import { readEvents } from "./read-events";
import { recordUsage } from "./record-usage";

type Sender = Extract<Actor, { kind: "machine" | "key" }>;

/**
 * `POST /api/v1/events`: usage from a machine or a program, as CloudEvents.
 * @throws DomainError with a sentence for the whole request: no JSON, too large, key without the scope, 503 before it
 * is durable.
 */
export async function receiveEvents(
  request: globalThis.Request,
  { actor, now, requestId }: { actor: Sender; now: Date; requestId: string },
  hold?: Hold,
): Promise<Response> {
  if (actor.kind === "key") authorize(actor, "usage.write", actor.customerId ?? undefined);
  const read = await readEvents(request, hold);
  requireBoundedSpan(read.records);
  const stored = { records: 0 };
  const batch = {
    sourceKind: actor.kind === "machine" ? ("agent" as const) : ("program" as const),
    customerId: actor.customerId,
    records: read.records,
    unreadable: read.faults.length,
    stored,
  };
  const asked = { actor, now, requestId };
  const isSmall = actor.customerId !== null && read.records.length <= groupedMost;
  // A company's machines and keys share its part of the connections.
  const recorded = isSmall
    ? recordUsage(asked, { ...batch, write: (customerId, part) => groupCommit().record(customerId, part) })
    : intake().run(actor.customerId ?? actor.id, () => recordUsage(asked, batch));
  const answer = await recorded.catch((error: unknown) => {
    throw notDurable(error, { stored: stored.records, total: read.total }, requestId);
  });
  return answerEvents(read, answer, requestId);
}

/** Refuses a request whose records span too many ticks together, before anything is looked up. @throws too_large */
function requireBoundedSpan(records: readonly UsageInput[]): void {
  const ticks = records.reduce((sum, record) => sum + spannedTicks(record), 0);
  if (ticks <= ticksPerRequest) return;
  throw new DomainError(
    "too_large",
    `The records of this request span ${ticks} quarters of an hour; a request takes at most ${ticksPerRequest}. Nothing was recorded: send long records in several requests.`,
  );
}

/**
 * A failure after which the sender may send the same records again, since identity makes that safe; but a fault of the
 * records themselves, which would only come again, is a refusal. Either says how many are stored.
 */
function notDurable(error: unknown, { stored, total }: { stored: number; total: number }, requestId: string): unknown {
  if (error instanceof DomainError) return error;
  log.error({ requestId, err: error }, "usage was not stored");
  const so = stored === 0 ? "none counts as received" : `${stored} of the ${total} count as received`;
  if (isDataFault(error))
    return new DomainError(
      "unprocessable",
      `A record holds a value that cannot be stored, and ${so}. Correct it: sent again as it is, it is refused again.`,
      { stored },
    );
  return new DomainError("unavailable", `The records could not all be stored: ${so}. Send the same records again.`, {
    retryAfterSeconds: 5,
    stored,
  });
}

/** PostgreSQL refused a value (its classes 22 and 23), which no repetition changes. */
function isDataFault(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code } = cause as { code?: unknown };
  return typeof code === "string" && /^2[23]\w{3}$/.test(code);
}
