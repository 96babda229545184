import { initTRPC, type TRPCProcedureType } from "@trpc/server";
import superjson from "superjson";
import { z } from "zod";
import { clockNow } from "../clock";
import { type Actor, type Context, inCustomer, inProvider, type Request } from "../context";
import { DomainError } from "../errors";
import { type CurrentUser, memberActor, type SessionKeys, staffActor } from "../identity/current-user";
import { type Action, authorize, isRead } from "../identity/permissions";
import { newId } from "../ids";
import { speakPlainly } from "../input-sentences";
import { log } from "../log";
import type { Snapshot } from "../snapshot";
import { requireStorable } from "../text-input";
import { companyOf } from "./company";
import { asTrpcError, outwardError } from "./outward-error";

speakPlainly();

/** What a request brings: who is signed in, the time, its id, and the company it means (not yet checked). */
export type TrpcContext = {
  user: CurrentUser | null;
  /** The session by which they are, where they are. */
  session?: SessionKeys | null;
  now: Date;
  requestId: string;
  wantedCompany: string | null;
  viewAs: string | null;
  /** Set while a page reads: its procedures share one state of the database. */
  snapshot?: Snapshot;
};

const t = initTRPC
  .context<TrpcContext>()
  .meta<{ action?: Action }>()
  .create({
    transformer: superjson,
    isDev: false, // Stack traces never leave the server, in development neither.
    // Streams end by themselves, so that who is signed in and what they may see is asked again at each reconnection.
    sse: {
      maxDurationMs: 10 * 60_000,
      ping: { enabled: true, intervalMs: 15_000 },
      client: { reconnectAfterInactivityMs: 40_000 },
    },
    errorFormatter: ({ shape, error, ctx }) => {
      const { message, data } = outwardError(error, ctx?.requestId ?? newId("request", clockNow()));
      return { ...shape, message, data: { ...shape.data, ...data, stack: undefined } };
    },
  });

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;

/**
 * Maps our errors once, and logs unknown ones under the request's id. A page shows the digest of an error that it
 * could not be drawn for: Next leaves one that is set, so the page names the request.
 */
const mapped = t.middleware(async ({ ctx, next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const error = asTrpcError(result.error);
  if (error.code !== "INTERNAL_SERVER_ERROR") throw error;
  log.error({ requestId: ctx.requestId, procedure: path, err: error.cause ?? error }, "a procedure failed");
  throw Object.assign(error, { digest: ctx.requestId });
});

/** No text reaches a procedure that could not be stored, whatever its own schema asks. */
const storable = t.middleware(async ({ getRawInput, next }) => {
  requireStorable(await getRawInput());
  return next();
});

/** For everybody, signed in or not. */
export const publicProcedure = t.procedure.use(mapped).use(storable);

/** For any person who is signed in. */
export const signedInProcedure = publicProcedure.use(({ ctx, next }) => next({ ctx: { user: signedIn(ctx) } }));

/**
 * For staff who may do this. `ctx.run` runs the work in one transaction of the provider, which sees every customer.
 */
export const staffProcedure = (action: Action) =>
  publicProcedure.meta({ action }).use(({ ctx, type, next }) => {
    const actor = staffActor(signedIn(ctx));
    if (!actor) throw new DomainError("forbidden", "This is for the provider's staff.");
    authorize(actor, action);
    const request = requestOf(ctx, actor, type);
    const run = <T>(work: (inner: Context) => Promise<T>) => inProvider(request, work);
    return next({ ctx: { actor, request, run } });
  });

/**
 * For a member of the company whose portal is open, who may do this; and for staff who look as that customer, reads
 * only. `ctx.run` runs the work in one transaction that sees this company's rows alone; `ctx.customerId` names it.
 */
export const memberProcedure = (action: Action) =>
  publicProcedure.meta({ action }).use(({ ctx, type, next }) => {
    const { customerId, actor, viewing } = companyOf(signedIn(ctx), { wanted: ctx.wantedCompany, viewAs: ctx.viewAs });
    authorize(actor, action, customerId);
    if (viewing && !isRead(action))
      throw new DomainError("forbidden", "You are looking as this customer, which is read only. Do it in the console.");
    const request = requestOf(ctx, actor, type);
    const run = <T>(work: (inner: Context) => Promise<T>) => inCustomer(request, customerId, work);
    return next({ ctx: { actor, customerId, viewing, request, run } });
  });

/**
 * For what portal and console share. With `customerId` in the input staff act on that customer (in the provider's
 * role), and a member on a company of theirs; without it the company whose portal is open is meant, as in
 * memberProcedure.
 */
export const customerProcedure = (action: Action) =>
  publicProcedure
    .meta({ action })
    .input(z.object({ customerId: z.string().min(1).max(100).optional() }).prefault({}))
    .use(({ ctx, input, type, next }) => {
      const user = signedIn(ctx);
      const given = input.customerId;
      const company = given
        ? { customerId: given, actor: staffActor(user) ?? memberActor(user, given), viewing: false }
        : companyOf(user, { wanted: ctx.wantedCompany, viewAs: ctx.viewAs });
      const { customerId, actor, viewing } = company;
      if (!actor) throw new DomainError("not_found", "There is no such company, or it is not yours to see.");
      authorize(actor, action, customerId);
      if (viewing && !isRead(action))
        throw new DomainError(
          "forbidden",
          "You are looking as this customer, which is read only. Do it in the console.",
        );
      const request = requestOf(ctx, actor, type);
      const asProvider = actor.kind === "staff" && !viewing;
      const run = <T>(work: (inner: Context) => Promise<T>) =>
        asProvider ? inProvider(request, work) : inCustomer(request, customerId, work);
      return next({ ctx: { actor, customerId, viewing, request, run } });
    });

const requestOf = ({ now, requestId, snapshot }: TrpcContext, actor: Actor, type: TRPCProcedureType): Request => ({
  actor,
  now,
  requestId,
  snapshot,
  lists: type === "query",
});

function signedIn(ctx: TrpcContext): CurrentUser {
  if (!ctx.user) throw new DomainError("unauthenticated", "You are not signed in, or your session has ended. Sign in.");
  return ctx.user;
}
