import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { type Actor, type Context, inCustomer, inProvider, type Request } from "@/server/context";
import { DomainError } from "@/server/errors";
import type { Call } from "@/server/http/handle";
import { callingProgram } from "@/server/identity/calling-program";
import type { Action } from "@/server/identity/permissions";
import { authorize } from "@/server/identity/permissions";
import { requireStorable } from "@/server/text-input";

type Key = Extract<Actor, { kind: "key" }>;
type Asked = Pick<Call, "request" | "now" | "requestId">;
type Calling = Asked & Pick<Call<object>, "params" | "address" | "answerHeaders">;

/** A program that may do what it asks for. */
export type Program = {
  actor: Key;
  request: Request;
  /**
   * Reads: a customer's key sees its own company in the company's role, a provider's key all (`null`) or the one that
   * it names.
   */
  see<T>(customer: string | undefined, work: (ctx: Context, customerId: string | null) => Promise<T>): Promise<T>;
  /** Writes for one company: a customer's key for its own, a provider's key for the one that it must name. */
  on<T>(customer: string | undefined, work: (ctx: Context, customerId: string) => Promise<T>): Promise<T>;
  /** Work on one thing: `find` says to a provider's key whose it is. @throws not_found from `find` */
  owning<T>(
    find: (ctx: Context) => Promise<string>,
    work: (ctx: Context, customerId: string) => Promise<T>,
  ): Promise<T>;
};

/**
 * Who a program is and whether its key's scopes allow the action; asked before anything of its input is read.
 * @throws unauthenticated, forbidden, rate_limited
 */
export async function programOf(call: Calling, action: Action): Promise<Program> {
  const { params, now, requestId } = call;
  const actor = await callingProgram(call);
  authorize(actor, action, actor.customerId ?? undefined);
  requireStorable(params);
  const asking: Request = { actor, now, requestId };
  const own = actor.customerId;
  const named = async (ctx: Context, customer: string) => (await customerByIdOrIdentifier(ctx, customer)).id;
  return {
    actor,
    request: asking,
    see(customer, work) {
      const listing: Request = { ...asking, lists: true };
      if (own === null)
        return inProvider(listing, async (ctx) =>
          work(ctx, customer === undefined ? null : await named(ctx, customer)),
        );
      // In the company's role no other company is found.
      return inCustomer(listing, own, async (ctx) =>
        work(ctx, customer === undefined ? own : await named(ctx, customer)),
      );
    },
    on(customer, work) {
      if (own !== null)
        return inCustomer(asking, own, async (ctx) => {
          if (customer !== undefined) await named(ctx, customer);
          return work(ctx, own);
        });
      if (customer === undefined)
        throw new DomainError(
          "invalid_input",
          "customer: A provider's key must name the customer, by id or account identifier.",
          {
            field: "customer",
          },
        );
      return inProvider(asking, async (ctx) => work(ctx, await named(ctx, customer)));
    },
    owning(find, work) {
      return own === null
        ? inProvider(asking, async (ctx) => work(ctx, await find(ctx)))
        : inCustomer(asking, own, (ctx) => work(ctx, own));
    },
  };
}

/**
 * The query of an address as an object. A parameter given twice is refused: which one was meant is not ours to guess.
 */
export function queryOf(request: globalThis.Request): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams) {
    if (name in query) throw new DomainError("invalid_input", `${name}: Give it once.`, { field: name });
    query[name] = value;
  }
  return query;
}

/** 201 with what was made. */
export function created(body: Record<string, unknown>, { now, requestId }: Asked): Response {
  const headers = { "content-type": "application/json", "cache-control": "no-store", "x-request-id": requestId };
  const serverTime = Math.floor(now.getTime() / 1000);
  return new Response(JSON.stringify({ ...body, serverTime }), { status: 201, headers });
}
