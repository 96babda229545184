import { sql } from "drizzle-orm";
import { customers } from "@/db/schema";
import { type Actor, type Context, inCustomer, inProvider, type Request, requestIn } from "../../context";
import { DomainError } from "../../errors";
import { ticksPerTransaction, type UsageInput } from "../input";
import { invalid, recordRefusal, type Sender, spannedTicks } from "../rules";
import type { SourceKind } from "../states";
import type { RecordOutcome, UsageAnswer } from "./outcome";
import { recordBatch, type UsagePart } from "./record-batch";
import { retryDeadlock } from "./retry-deadlock";
import { storeUnassigned } from "./store-unassigned";

type Input = {
  sourceKind: SourceKind;
  /** null: each record names its customer (a provider's key); what names an unknown one waits in unassigned_usage. */
  customerId: string | null;
  records: UsageInput[];
  /** Records of the request that could not be read: the receipt counts them. */
  unreadable?: number;
  /** Writes a part whose customer is known; otherwise in a transaction of its own. */
  write?: (customerId: string, part: UsagePart) => Promise<RecordOutcome[]>;
  /** Counts up with each transaction that is durable: when this throws, the caller knows how many records are. */
  stored?: { records: number };
};

const setAsideUntil = "It is stored, and counts once the provider releases it.";

/** The most records written by one transaction. */
const batchSize = 1000;

/**
 * Records usage: identity, fate, rollups, standings marked dirty; durable when it returns (docs/rules.md 3.2).
 * Sending records again changes nothing. Records of several customers are recorded customer by customer: when this
 * throws, sending all again is right.
 */
export async function recordUsage(request: Request, input: Input): Promise<UsageAnswer> {
  const { records, sourceKind } = input;
  const sender = senderOf(request.actor, sourceKind, input.customerId);
  const answer: UsageAnswer = {
    accepted: 0,
    duplicates: 0,
    conflicts: 0,
    rejected: 0,
    fates: {},
    outcomes: new Array(records.length),
    faults: [],
    setAside: [],
  };
  const groups = await byCustomer(request, input);
  // A request without one readable record has a receipt too.
  if (groups.size === 0 && input.unreadable && input.customerId) groups.set(input.customerId, []);
  let unreadable = input.unreadable ?? 0;
  const by = requestIn(request);
  const {
    write = (customerId, part) =>
      retryDeadlock(() => inScope(request, customerId, (ctx) => recordBatch(ctx, { customerId, ...part }))),
  } = input;
  for (const [customerId, indices] of groups) {
    for (const part of transactionsOf(indices, records)) {
      const batch = part.map((index) => records[index] as UsageInput);
      const results = await (customerId === null
        ? retryDeadlock(() => inProvider(request, (ctx) => recordUnassigned(ctx, sender, batch)))
        : write(customerId, { by, sender, records: batch, unreadable }));
      unreadable = 0;
      if (input.stored) input.stored.records += part.length;
      for (const [n, result] of results.entries()) tally(answer, part[n] as number, records[part[n] as number], result);
    }
  }
  answer.faults.sort((a, b) => a.index - b.index);
  answer.setAside.sort((a, b) => a.index - b.index);
  return answer;
}

/** Cuts records into transactions: by number, and by the ticks that they span together. At least one, also of none. */
function transactionsOf(indices: readonly number[], records: readonly UsageInput[]): number[][] {
  let part: number[] = [];
  const parts = [part];
  let ticks = 0;
  for (const index of indices) {
    const spanned = spannedTicks(records[index] as UsageInput);
    if (part.length === batchSize || (part.length > 0 && ticks + spanned > ticksPerTransaction)) {
      part = [];
      parts.push(part);
      ticks = 0;
    }
    part.push(index);
    ticks += spanned;
  }
  return parts;
}

function tally(answer: UsageAnswer, index: number, record: UsageInput | undefined, outcome: RecordOutcome): void {
  answer.outcomes[index] = outcome;
  const named = { index, id: record?.id ?? null, source: record?.source ?? null };
  if (outcome.kind === "duplicate") answer.duplicates += 1;
  else if (outcome.kind === "accepted") {
    answer.accepted += 1;
    answer.fates[outcome.fate] = (answer.fates[outcome.fate] ?? 0) + 1;
    if (outcome.fate === "set_aside") answer.setAside.push({ ...named, detail: `${outcome.reason} ${setAsideUntil}` });
  } else {
    if (outcome.kind === "conflict") answer.conflicts += 1;
    else answer.rejected += 1;
    const { status, code, detail } = outcome;
    answer.faults.push({ ...named, status, code, detail });
  }
}

/** A machine may use its own identity alone; only a sender that acts for the provider may name a customer. */
function senderOf(actor: Actor, sourceKind: SourceKind, customerId: string | null): Sender {
  const machine = actor.kind === "machine" ? actor : null;
  return {
    sourceKind,
    machineId: machine?.id ?? null,
    mayNameCustomer: customerId === null,
    unentitled: machine?.unentitled ?? null,
  };
}

/** An actor of a customer records in the customer's own role. */
function inScope<T>(request: Request, customerId: string, work: (ctx: Context) => Promise<T>): Promise<T> {
  const own = "customerId" in request.actor ? request.actor.customerId : null;
  if (own === null) return inProvider(request, work);
  if (own !== customerId) throw new DomainError("forbidden", "Use is recorded for one's own company only.");
  return inCustomer(request, customerId, work);
}

/** Indices of the records by customer; null: not known yet. */
async function byCustomer(
  request: Request,
  { customerId, records, sourceKind }: Input,
): Promise<Map<string | null, number[]>> {
  if (records.length === 0) return new Map();
  if (customerId !== null) return new Map([[customerId, records.map((_, index) => index)]]);
  // Only programs name customers by account identifier: a cloud's name for an account may be any text.
  const names = sourceKind === "program" ? [...new Set(records.flatMap(({ customer }) => customer ?? []))] : [];
  const known = new Map(
    names.length === 0
      ? []
      : await inProvider(request, ({ tx }) =>
          tx
            .select({ id: customers.id, identifier: customers.identifier })
            .from(customers)
            .where(
              sql`${customers.id} in (
                select c.id from unnest(${sql.param(names)}::text[]) as asked (name)
                 cross join lateral (select o.id from ${customers} o where o.identifier = asked.name
                                      union all select o.id from ${customers} o where o.id = asked.name) c)`,
            )
            .then((rows) => rows.flatMap(({ id, identifier }) => [[id, id] as const, [identifier, id] as const])),
        ),
  );
  const groups = new Map<string | null, number[]>();
  for (const [index, { customer }] of records.entries()) {
    const id = (customer !== null && known.get(customer)) || null;
    const group = groups.get(id);
    if (group) group.push(index);
    else groups.set(id, [index]);
  }
  return groups;
}

/** Stores records whose customer is not known yet. A program's record that names no customer at all is refused. */
async function recordUnassigned(ctx: Context, sender: Sender, records: UsageInput[]): Promise<RecordOutcome[]> {
  const refusals = records.map((record) =>
    sender.sourceKind === "program" && record.customer === null
      ? invalid(
          "It names no customer, and a provider's key may send for all: give data.customer, an account identifier.",
        )
      : recordRefusal(record, sender, ctx.now),
  );
  const taken = records.flatMap((record, index) => (refusals[index] ? [] : [{ record, index }]));
  const fresh = await storeUnassigned(ctx, {
    sourceKind: sender.sourceKind,
    records: taken.map(({ record }) => record),
  });
  const outcomes = refusals.map(
    (refusal): RecordOutcome => (refusal ? { kind: "rejected", ...refusal } : { kind: "duplicate" }),
  );
  for (const [n, { index }] of taken.entries())
    if (fresh.has(n)) outcomes[index] = { kind: "accepted", fate: "unassigned", reason: null };
  return outcomes;
}
