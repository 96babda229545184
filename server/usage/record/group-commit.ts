import { inCustomer } from "../../context";
import { DomainError } from "../../errors";
import { intake } from "../../http/fair-share";
import { unreachable } from "../../unreachable";
import { ticksPerTransaction } from "../input";
import { spannedTicks } from "../rules";
import type { RecordOutcome } from "./outcome";
import { recordTogether, type UsagePart } from "./record-batch";
import { retryDeadlock } from "./retry-deadlock";

/** A request with more records than this has transactions of its own. */
export const groupedMost = 100;
const groupMost = 1000;

type InTurn = <T>(customerId: string, work: () => Promise<T>) => Promise<T>;
type Waiting = {
  part: UsagePart;
  answer: (outcomes: RecordOutcome[]) => void;
  refuse: (error: unknown) => void;
};

/**
 * Writes small requests of one customer together (group commit): those that arrive while a transaction of that customer
 * runs are one transaction after it. Nobody waits for a timer, and nobody is answered before its records are durable.
 */
export class GroupCommit {
  private readonly queues = new Map<string, Waiting[]>();

  /** @param inTurn runs a transaction when it is the customer's turn */
  constructor(private readonly inTurn: InTurn) {}

  /**
   * Records one request's records in the customer's own role.
   * @returns what became of each record
   * @throws what its own records cause, never what those of others do; `unavailable` where the database is away
   */
  record(customerId: string, part: UsagePart): Promise<RecordOutcome[]> {
    return new Promise((answer, refuse) => {
      const waiting = { part, answer, refuse };
      const queue = this.queues.get(customerId);
      if (queue) queue.push(waiting);
      else void this.drain(customerId, [waiting]);
    });
  }

  private async drain(customerId: string, queue: Waiting[]): Promise<void> {
    this.queues.set(customerId, queue);
    while (queue.length > 0) await this.inTurn(customerId, () => writeGroup(customerId, takeGroup(queue)));
    this.queues.delete(customerId);
  }
}

/** Takes the first requests of a queue that one transaction may hold, at least one. */
function takeGroup(queue: Waiting[]): Waiting[] {
  let [count, records, ticks] = [0, 0, 0];
  for (const { part } of queue) {
    records += part.records.length;
    ticks += part.records.reduce((sum, record) => sum + spannedTicks(record), 0);
    if (count > 0 && (records > groupMost || ticks > ticksPerTransaction)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/** Writes a group; where it fails by something in it, each request by itself. Answers all of them, and never throws. */
async function writeGroup(customerId: string, group: readonly Waiting[]): Promise<void> {
  const parts = group.map(({ part }) => part);
  const latest = parts.map(({ by }) => by).reduce((a, b) => (b.now > a.now ? b : a));
  try {
    const answers = await retryDeadlock(() =>
      inCustomer(latest, customerId, (ctx) => recordTogether(ctx, customerId, parts)),
    );
    for (const [n, { answer }] of group.entries()) answer(answers[n] ?? []);
  } catch (error) {
    const isAway = unreachable(error) instanceof DomainError;
    if (group.length === 1 || isAway) for (const { refuse } of group) refuse(error);
    else for (const one of group) await writeGroup(customerId, [one]);
  }
}

const held = globalThis as typeof globalThis & { spillwayGroupCommit?: GroupCommit };

/** The group commit of this process. */
export function groupCommit(): GroupCommit {
  held.spillwayGroupCommit ??= new GroupCommit((customerId, work) => intake().run(customerId, work));
  return held.spillwayGroupCommit;
}
