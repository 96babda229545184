import { inCustomer, inCustomers } from "../../context";
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
/** Records of a transaction; of one customer among others. */
const [groupMost, shareMost] = [1000, 100];

type InTurn = <T>(name: string, work: () => Promise<T>) => Promise<T>;
type Waiting = {
  part: UsagePart;
  answer: (outcomes: RecordOutcome[]) => void;
  refuse: (error: unknown) => void;
};
/** What one customer has in a transaction. */
type Share = { customerId: string; waiting: Waiting[] };
type Group = Share[];

/**
 * Writes small requests together (group commit): those that arrive while transactions run are one transaction after
 * them, of whichever customers they are. Each customer's rows are written in that customer's own role. Nobody waits
 * for a timer, nobody is answered before its records are durable, and a customer whose use cannot be written with that
 * of others has a transaction of its own, for which nobody else waits.
 */
export class GroupCommit {
  /** By customer, in the order in which they came. */
  private readonly queues = new Map<string, Waiting[]>();
  /** Customers in a transaction: what comes meanwhile is written after it. */
  private readonly busy = new Set<string>();
  private running = 0;

  /** @param inTurn runs a transaction when it is the turn of this name: a customer, or those written together */
  constructor(
    private readonly inTurn: InTurn,
    private readonly groupsAtOnce = 2,
  ) {}

  /**
   * Records one request's records in the customer's own role.
   * @returns what became of each record
   * @throws what its own records cause, never what those of others do; `unavailable` where the database is away
   */
  record(customerId: string, part: UsagePart): Promise<RecordOutcome[]> {
    return new Promise((answer, refuse) => {
      const queue = this.queues.get(customerId) ?? [];
      queue.push({ part, answer, refuse });
      this.queues.set(customerId, queue);
      this.begin();
    });
  }

  private begin(): void {
    while (this.running < this.groupsAtOnce) {
      const group = this.takeGroup();
      if (group.length === 0) return;
      this.running += 1;
      void this.write(group);
    }
  }

  /** Takes what one transaction may hold, of each customer that is not in one, sorted by customer. */
  private takeGroup(): Group {
    const group: Group = [];
    const room = { records: groupMost, ticks: ticksPerTransaction };
    for (const [customerId, queue] of [...this.queues]) {
      if (this.busy.has(customerId)) continue;
      const waiting = takeFirst(queue, room, group.length === 0);
      if (waiting.length === 0) break;
      group.push({ customerId, waiting });
      this.busy.add(customerId);
      // What is left of a customer comes after the others.
      this.queues.delete(customerId);
      if (queue.length > 0) this.queues.set(customerId, queue);
    }
    return group.sort((a, b) => (a.customerId < b.customerId ? -1 : 1));
  }

  /** Writes a group, and those that could not be written with the others each by itself. Never throws. */
  private async write(group: Group): Promise<void> {
    const left = await this.inTurn(together, () => writeGroup(group));
    this.running -= 1;
    for (const one of group) if (!left.includes(one)) this.busy.delete(one.customerId);
    this.begin();
    await Promise.all(left.map((one) => this.writeApart(one)));
  }

  private async writeApart(of: Share): Promise<void> {
    await this.inTurn(of.customerId, () => writeAlone(of));
    this.busy.delete(of.customerId);
    this.begin();
  }
}

/** Who has the turn of groups; no customer's id has a space. */
const together = "several customers";

/** Takes the first requests of a queue that there is room for; at least one where it is the first of a transaction. */
function takeFirst(queue: Waiting[], room: { records: number; ticks: number }, isFirst: boolean): Waiting[] {
  let count = 0;
  let own = 0;
  for (const { part } of queue) {
    const records = part.records.length;
    const ticks = part.records.reduce((sum, record) => sum + spannedTicks(record), 0);
    const isRoom = records <= room.records && ticks <= room.ticks && (count === 0 || own + records <= shareMost);
    if (!isRoom && !(isFirst && count === 0)) break;
    count += 1;
    own += records;
    room.records -= records;
    room.ticks -= ticks;
  }
  return queue.splice(0, count);
}

/**
 * Writes a group in one transaction, which waits for nobody who holds a customer's use, and for no other lock longer
 * than a moment. @returns those that are not answered yet: the ones who are held, or all where it fails by one of them
 */
async function writeGroup(group: Group): Promise<Group> {
  const of = group.map(({ customerId, waiting }) => ({ customerId, parts: waiting.map(({ part }) => part) }));
  const customerIds = group.map(({ customerId }) => customerId);
  try {
    const recorded = await retryDeadlock(() =>
      inCustomers(latest(group), customerIds, (ctx) => recordTogether(ctx, of, { waits: false })),
    );
    return group.filter((one) => {
      const answers = recorded.get(one.customerId);
      if (answers) answerAll(one, answers);
      return !answers;
    });
  } catch (error) {
    if (!isAway(error)) return group;
    for (const one of group) refuseAll(one, error);
    return [];
  }
}

/** Writes one customer's requests; where that fails by something in them, each by itself. Answers all of them. */
async function writeAlone(one: Share): Promise<void> {
  const { customerId, waiting } = one;
  const of = [{ customerId, parts: waiting.map(({ part }) => part) }];
  try {
    const recorded = await retryDeadlock(() =>
      inCustomer(latest([one]), customerId, (ctx) => recordTogether(ctx, of, { waits: true })),
    );
    answerAll(one, recorded.get(customerId) ?? []);
  } catch (error) {
    if (waiting.length === 1 || isAway(error)) refuseAll(one, error);
    else for (const request of waiting) await writeAlone({ customerId, waiting: [request] });
  }
}

const latest = (group: Group) =>
  group.flatMap(({ waiting }) => waiting.map(({ part }) => part.by)).reduce((a, b) => (b.now > a.now ? b : a));

const isAway = (error: unknown) => unreachable(error) instanceof DomainError;

function answerAll({ waiting }: Share, answers: readonly RecordOutcome[][]): void {
  for (const [n, { answer }] of waiting.entries()) answer(answers[n] ?? []);
}

function refuseAll({ waiting }: Share, error: unknown): void {
  for (const { refuse } of waiting) refuse(error);
}

const held = globalThis as typeof globalThis & { spillwayGroupCommit?: GroupCommit };

/** The group commit of this process. */
export function groupCommit(): GroupCommit {
  held.spillwayGroupCommit ??= new GroupCommit((name, work) => intake().run(name, work));
  return held.spillwayGroupCommit;
}
