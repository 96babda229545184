import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { type Actor, type Context, inCustomer, inProvider, type Request } from "@/server/context";
import { DomainError } from "@/server/errors";
import type { Call } from "@/server/http/handle";
import { callingProgram } from "@/server/identity/calling-program";
import { type Action, authorize } from "@/server/identity/permissions";
import { requireStorable } from "@/server/text-input";

type Key = Extract<Actor, { kind: "key" }>;
type Asked = Request & { actor: Key };

/**
 * A program that may do what it asks for. What `work` returns is the operation's answer, and is stored in the same
 * transaction for a request with an Idempotency-Key.
 */
export type Program<A> = {
  actor: Key;
  request: Request;
  /**
   * Reads: a customer's key sees its own company in the company's role, a provider's key all (`null`) or the one that
   * it names.
   */
  see(customer: string | undefined, work: (ctx: Context, customerId: string | null) => Promise<A>): Promise<A>;
  /** One company: a customer's key's own, or the one that a provider's key must name. */
  on(customer: string | undefined, work: (ctx: Context, customerId: string) => Promise<A>): Promise<A>;
  /** Work on one thing: `find` says to a provider's key whose it is. @throws not_found from `find` */
  owning<C extends string | null>(
    find: (ctx: Context) => Promise<C>,
    work: (ctx: Context, customerId: C | string) => Promise<A>,
  ): Promise<A>;
};

/**
 * Who a program is, where its key's scopes allow the action; asked before anything of its input is read.
 * @throws unauthenticated, forbidden, rate_limited
 */
export async function keyOf(
  call: Pick<Call<object>, "request" | "params" | "address" | "answerHeaders">,
  action: Action,
): Promise<Key> {
  const actor = await callingProgram(call);
  authorize(actor, action, actor.customerId ?? undefined);
  requireStorable(call.params);
  return actor;
}

/** The program of a key. `store` is given each answer inside the transaction that it comes from. */
export function programOf<A>(request: Asked, store: (ctx: Context, answer: A) => Promise<void>): Program<A> {
  const { actor } = request;
  const own = actor.customerId;
  const named = async (ctx: Context, customer: string) => (await customerByIdOrIdentifier(ctx, customer)).id;
  const stored = async (ctx: Context, work: Promise<A>) => {
    const answer = await work;
    await store(ctx, answer);
    return answer;
  };
  return {
    actor,
    request,
    see(customer, work) {
      const listing: Request = { ...request, lists: true };
      if (own === null)
        return inProvider(listing, async (ctx) =>
          stored(ctx, work(ctx, customer === undefined ? null : await named(ctx, customer))),
        );
      // In the company's role no other company is found.
      return inCustomer(listing, own, async (ctx) =>
        stored(ctx, work(ctx, customer === undefined ? own : await named(ctx, customer))),
      );
    },
    on(customer, work) {
      if (own !== null)
        return inCustomer(request, own, async (ctx) => {
          if (customer !== undefined) await named(ctx, customer);
          return stored(ctx, work(ctx, own));
        });
      if (customer === undefined)
        throw new DomainError(
          "invalid_input",
          "customer: A provider's key must name the customer, by id or account identifier.",
          { field: "customer" },
        );
      return inProvider(request, async (ctx) => stored(ctx, work(ctx, await named(ctx, customer))));
    },
    owning(find, work) {
      return own === null
        ? inProvider(request, async (ctx) => stored(ctx, work(ctx, await find(ctx))))
        : inCustomer(request, own, (ctx) => stored(ctx, work(ctx, own)));
    },
  };
}
