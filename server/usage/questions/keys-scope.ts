import { type Actor, type Context, inCustomer, inProvider, type Request } from "../../context";
import { DomainError } from "../../errors";
import { authorize } from "../../identity/permissions";
import { customerIdOf } from "./queries";

type Key = Extract<Actor, { kind: "key" }>;
/** A question of a program. */
export type AskedByKey = { actor: Key; now: Date; requestId: string };

/** A customer's key sees its own customer alone, in the customer's role; a provider's key all, or the one it names. */
export async function inKeysScope<T>(
  { actor, now, requestId }: AskedByKey,
  customer: string | undefined,
  work: (ctx: Context, customerId: string | undefined) => Promise<T>,
): Promise<T> {
  const request: Request = { actor, now, requestId, lists: true };
  const own = actor.customerId;
  authorize(actor, "usage.read", own ?? undefined);
  if (own === null)
    return inProvider(request, async (ctx) =>
      work(ctx, customer === undefined ? undefined : await customerIdOf(ctx, customer)),
    );
  return inCustomer(request, own, async (ctx) => {
    if (customer !== undefined && (await customerIdOf(ctx, customer)) !== own)
      throw new DomainError("not_found", "There is no such customer, or it is not yours to see.");
    return work(ctx, own);
  });
}
