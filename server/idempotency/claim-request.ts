import { and, eq, isNull, lte, or } from "drizzle-orm";
import { idempotentRequests } from "@/db/schema";
import { type Context, inCustomer, inProvider, type Request } from "../context";
import { DomainError } from "../errors";
import { sha256 } from "../keys/link-secrets";
import { seal, unseal } from "../keys/ring";

/** Whose request it is: an API key's or a machine's. */
export type Principal = { id: string; customerId: string | null };
/** A request that carries an Idempotency-Key. `asked`: everything in which two requests may differ. */
export type Keyed = { principal: Principal; key: string; asked: string };
/** An answer as it is stored; the body is text. */
export type Answer = { status: number; type: string; body: string };

const leaseMs = 60_000;
const lifeMs = 24 * 3_600_000;
/** The largest answer that is stored, in characters. */
export const answerMost = 256 * 1024;

/** The request's own transaction, in its principal's role. */
export const inPrincipal = <T>(request: Request, { customerId }: Principal, work: (ctx: Context) => Promise<T>) =>
  customerId === null ? inProvider(request, work) : inCustomer(request, customerId, work);

/** Where the answer is sealed for: this key of this principal, and no other row. */
const purpose = ({ principal, key }: Keyed) => `idempotent answer:${principal.id}:${sha256(key)}`;
const rowOf = ({ principal, key }: Keyed) =>
  and(eq(idempotentRequests.principal, principal.id), eq(idempotentRequests.keyHash, sha256(key)));

/**
 * Takes a key for one request, so that no other does the same work meanwhile; a claim without an answer that nobody
 * released (its process died) lapses after a minute.
 * @returns the answer that was given to this key already, or null: the caller works.
 * @throws unprocessable for a key that came with another request; conflict while the first one is worked on
 */
export async function claimRequest(request: Request, keyed: Keyed): Promise<Answer | null> {
  const { now, requestId } = request;
  const fingerprint = sha256(keyed.asked);
  const taken = {
    fingerprint,
    claimedBy: requestId,
    claimedUntil: new Date(now.getTime() + leaseMs),
    status: null,
    answer: null,
    createdAt: now,
    expiresAt: new Date(now.getTime() + lifeMs),
  };
  const { principal, key } = keyed;
  const row = await inPrincipal(request, principal, async ({ tx }) => {
    const [claimed] = await tx
      .insert(idempotentRequests)
      .values({ customerId: principal.customerId, principal: principal.id, keyHash: sha256(key), ...taken })
      .onConflictDoUpdate({
        target: [idempotentRequests.principal, idempotentRequests.keyHash],
        set: taken,
        setWhere: or(
          lte(idempotentRequests.expiresAt, now),
          and(
            isNull(idempotentRequests.status),
            lte(idempotentRequests.claimedUntil, now),
            eq(idempotentRequests.fingerprint, fingerprint),
          ),
        ),
      })
      .returning();
    if (claimed) return null;
    const [there] = await tx.select().from(idempotentRequests).where(rowOf(keyed));
    return there ?? "released";
  });
  if (row === null) return null;
  if (row === "released") throw stillWorked();
  if (row.fingerprint !== fingerprint)
    throw new DomainError(
      "unprocessable",
      "This Idempotency-Key came with another request. Nothing was done: use a new key for a new request.",
    );
  if (row.status === null || row.answer === null) throw stillWorked();
  const { type, body } = JSON.parse(unseal(row.answer, purpose(keyed)).toString()) as Omit<Answer, "status">;
  return { status: row.status, type, body };
}

const stillWorked = () =>
  new DomainError("conflict", "The first request with this Idempotency-Key is still worked on. Ask again shortly.", {
    retryAfterSeconds: 1,
  });

/**
 * Stores the answer, best in the transaction of the work itself: then both are there or neither.
 * @throws conflict where the claim lapsed and another request has taken the key: the work is rolled back
 */
export async function storeAnswer(ctx: Context, keyed: Keyed, { status, type, body }: Answer): Promise<void> {
  const answer = seal(JSON.stringify({ type, body }), purpose(keyed));
  const stored = await ctx.tx
    .update(idempotentRequests)
    .set({ status, answer })
    .where(and(rowOf(keyed), eq(idempotentRequests.claimedBy, ctx.requestId), isNull(idempotentRequests.status)))
    .returning({ key: idempotentRequests.keyHash });
  if (stored.length === 0) throw stillWorked();
}

/** Gives a key back without an answer: nothing was done, so that the same key may come again. */
export async function releaseRequest(request: Request, keyed: Keyed): Promise<void> {
  await inPrincipal(request, keyed.principal, ({ tx }) =>
    tx
      .delete(idempotentRequests)
      .where(and(rowOf(keyed), eq(idempotentRequests.claimedBy, request.requestId), isNull(idempotentRequests.status))),
  );
}
