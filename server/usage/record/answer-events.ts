import { DomainError, problemOf } from "../../errors";
import type { RecordFault } from "../input";
import { listedOutcomes } from "../states";
import type { UsageAnswer } from "./outcome";
import type { ReadEvents } from "./read-events";

/**
 * The HTTP answer to usage (docs/rules.md 3.5): 204 when all were accepted or duplicates; 207 with counts and one
 * entry for each rejected, conflicting or set-aside record; 422 when none was accepted. A durable answer: it is given
 * after the commit.
 */
export function answerEvents(read: ReadEvents, answer: UsageAnswer, requestId: string): Response {
  const faults = [...read.faults, ...answer.faults.map((fault) => inRequest(fault, read))];
  const setAside = answer.setAside.map((one) => ({ ...inRequest(one, read), status: 202, code: "set_aside" as const }));
  const listed = [...faults, ...setAside].sort((a, b) => a.index - b.index);
  const headers = { "x-request-id": requestId, "cache-control": "no-store" };
  if (listed.length === 0) return new Response(null, { status: 204, headers });
  const counts = {
    records: read.total,
    accepted: answer.accepted,
    duplicates: answer.duplicates,
    conflicts: answer.conflicts,
    rejected: answer.rejected + read.faults.length,
  };
  const entries = { ...counts, fates: answer.fates, entries: listed.map(entryOf), requestId };
  if (counts.accepted + counts.duplicates > 0)
    return Response.json(entries, { status: 207, headers: { ...headers, "content-type": "application/json" } });
  const sentence =
    faults.length === 1 ? faults[0]?.detail : `None of the ${read.total} records was accepted: see entries.`;
  const problem = problemOf(new DomainError("unprocessable", sentence ?? ""), requestId).body;
  return Response.json(
    { ...problem, ...entries },
    { status: 422, headers: { ...headers, "content-type": "application/problem+json" } },
  );
}

/** A fault's index counts the records that could be read; the sender counts all. */
const inRequest = <T extends { index: number }>(fault: T, read: ReadEvents): T => ({
  ...fault,
  index: read.records[fault.index]?.index ?? fault.index,
});

type Listed = Omit<RecordFault, "status" | "code"> & { status: number; code: RecordFault["code"] | "set_aside" };

const entryOf = ({ code, ...entry }: Listed) => ({
  ...entry,
  outcome: listedOutcomes.find((outcome) => outcome === code) ?? "rejected",
  code,
});
