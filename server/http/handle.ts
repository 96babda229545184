import { clockNow } from "../clock";
import { DomainError, problemOf } from "../errors";
import { newId } from "../ids";
import { log } from "../log";
import { unreachable } from "../unreachable";
import { addressOf } from "./address";
import { contentCodings } from "./read-body";

/** One call of a route handler. `now` and `requestId` go on into the context of what it asks for. */
export type Call<P = Record<string, string>> = {
  request: globalThis.Request;
  params: P;
  requestId: string;
  now: Date;
  address: string;
  /** Go out with the answer, whatever it is: the limit that it was given under. */
  answerHeaders: Headers;
};

type Options = {
  /** The machine API writes its codes in capitals (docs/machine-api.md). */
  codes?: "lower" | "upper";
};

const serverTime = (now: Date): number => Math.floor(now.getTime() / 1000);

/**
 * Wraps a route handler. An object becomes a 200 with `serverTime`; a Response goes out as it stands; an error becomes
 * problem details with `requestId` and `serverTime` (and `Retry-After`). Of an unknown error nothing leaves but the
 * request's id.
 */
export function handle<P = Record<string, string>>(
  work: (call: Call<P>) => Promise<Response | Record<string, unknown>>,
  { codes = "lower" }: Options = {},
): (request: globalThis.Request, context?: { params: Promise<P> }) => Promise<Response> {
  return async (request, context) => {
    const now = clockNow();
    const requestId = newId("request", now);
    const answerHeaders = new Headers();
    try {
      const params = ((await context?.params) ?? {}) as P;
      const answer = await work({ request, params, requestId, now, address: addressOf(request), answerHeaders });
      if (answer instanceof Response) return named(answer, requestId, answerHeaders);
      const body = { ...answer, serverTime: serverTime(now) };
      return named(json(200, body, requestId, "application/json"), requestId, answerHeaders);
    } catch (thrown) {
      const error = unreachable(thrown);
      if (!(error instanceof DomainError))
        log.error({ requestId, method: request.method, path: loggedPath(request.url), err: error }, "a request failed");
      const { status, body } = problemOf(error, requestId);
      if (codes === "upper" && typeof body.code === "string") body.code = body.code.toUpperCase();
      const problem = json(status, { ...body, serverTime: serverTime(now) }, requestId, "application/problem+json");
      if (status === 401) problem.headers.set("www-authenticate", challengeOf(request));
      if (status === 415) problem.headers.set("accept-encoding", contentCodings.join(", "));
      return named(problem, requestId, answerHeaders);
    }
  };
}

/** What a 401 asks for (RFC 6750): whoever sent a credential learns that this one is not valid. */
const challengeOf = (request: globalThis.Request): string =>
  `Bearer realm="spillway"${request.headers.has("authorization") ? ', error="invalid_token"' : ""}`;

/** Every answer names its request, so that a person can name it to the provider, and its limit. */
function named(answer: Response, requestId: string, more: Headers): Response {
  if (!answer.headers.has("x-request-id")) answer.headers.set("x-request-id", requestId);
  for (const [name, value] of more) answer.headers.set(name, value);
  return answer;
}

function json(status: number, body: Record<string, unknown>, requestId: string, type: string): Response {
  const headers = new Headers({ "content-type": type, "cache-control": "no-store", "x-request-id": requestId });
  if (typeof body.retryAfterSeconds === "number" && status >= 400)
    headers.set("retry-after", String(body.retryAfterSeconds));
  return new Response(JSON.stringify(body), { status, headers });
}

/** Path without what may be a secret: links and their downloads are secrets in themselves. */
export const loggedPath = (url: string): string => new URL(url).pathname.replace(/^\/i\/[^/]+/, "/i/…");
