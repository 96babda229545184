import type { z } from "zod";
import { DomainError } from "@/server/errors";
import { type Call, handle } from "@/server/http/handle";
import { readJson } from "@/server/http/read-body";
import type { Answer } from "@/server/idempotency/claim-request";
import { once } from "@/server/idempotency/once";
import { parseInput } from "@/server/parse-input";
import type { Served } from "./operation";
import { keyOf, type Program, programOf } from "./program";

type Given<P extends string, Q extends z.ZodType, B extends z.ZodType> = {
  params: NonNullable<Served<P, Q, B, null>["types"]>["params"];
  query: z.output<Q>;
  body: z.output<B>;
};
export type Gives<A> = A extends z.ZodType ? z.output<A> : null;

/**
 * The handler of an operation: who asks and whether they may, once for an Idempotency-Key, the input checked, the
 * answer as the operation describes it.
 */
export function serve<P extends string, Q extends z.ZodObject, B extends z.ZodObject, A extends z.ZodType | null>(
  operation: Served<P, Q, B, A>,
  work: (program: Program<Gives<A>>, given: Given<P, Q, B>) => Promise<Gives<A>>,
) {
  return handle<Given<P, Q, B>["params"]>(async (call) => {
    const actor = await keyOf(call, operation.action);
    const asked = { actor, now: call.now, requestId: call.requestId };
    const bounds = operation.bodyBytes === undefined ? {} : { limitBytes: operation.bodyBytes };
    return once({ request: call.request, asked, principal: actor, ...bounds }, async (request, keep) => {
      const { query, body } = operation.takes;
      const given = {
        params: call.params,
        query: query ? parseInput(query, queryOf(request)) : {},
        body: body ? parseInput(body, await readJson(request, bounds)) : {},
      } as Given<P, Q, B>;
      const program = programOf<Gives<A>>(asked, (ctx, answer) => keep(ctx, written(operation.status, answer, call)));
      return response(written(operation.status, await work(program, given), call));
    });
  });
}

function written(status: number, answer: unknown, { now }: Pick<Call, "now">): Answer {
  if (answer === null) return { status, type: "", body: "" };
  const serverTime = Math.floor(now.getTime() / 1000);
  return { status, type: "application/json", body: JSON.stringify({ ...(answer as object), serverTime }) };
}

function response({ status, type, body }: Answer): Response {
  const headers = { "cache-control": "no-store", ...(type ? { "content-type": type } : {}) };
  return new Response(body === "" ? null : body, { status, headers });
}

/**
 * The query of an address as an object. A parameter given twice is refused: which one was meant is not ours to guess.
 */
function queryOf(request: globalThis.Request): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URL(request.url).searchParams) {
    if (name in query) throw new DomainError("invalid_input", `${name}: Give it once.`, { field: name });
    query[name] = value;
  }
  return query;
}
