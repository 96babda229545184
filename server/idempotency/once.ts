import type { Context, Request } from "../context";
import { DomainError } from "../errors";
import type { Hold } from "../http/body-budget";
import { readSent } from "../http/read-body";
import { sha256 } from "../keys/link-secrets";
import { log } from "../log";
import {
  type Answer,
  answerMost,
  claimRequest,
  inPrincipal,
  type Keyed,
  type Principal,
  releaseRequest,
  storeAnswer,
} from "./claim-request";

/** Stores the answer in the transaction of the work. Does nothing for a request without a key. */
type Keep = (ctx: Context, answer: Answer) => Promise<void>;
type Work = (request: globalThis.Request, keep: Keep) => Promise<Response>;
type Asking = {
  request: globalThis.Request;
  asked: Request;
  principal: Principal;
  limitBytes?: number;
  hold?: Hold;
  /** Where the sender's share of the database's connections is bounded, its turn. */
  inTurn?: <T>(work: () => Promise<T>) => Promise<T>;
};

const keyMost = 255;
const noKey: Keep = async () => {};

/**
 * Does the work of a POST once for its `Idempotency-Key`: a repetition within 24 hours gets the first answer again,
 * with `Idempotency-Replayed: true`. An error is not stored, since nothing was done: the key may come again. Without a
 * key the work is done as it is.
 * @throws as claimRequest; invalid_input for a key that is none; too_large
 */
export async function once(asking: Asking, work: Work): Promise<Response> {
  const { request, asked, principal, limitBytes, hold, inTurn = (now) => now() } = asking;
  const key = request.method === "POST" ? keyOf(request.headers) : null;
  if (key === null) return work(request, noKey);
  const body = await readSent(request, { limitBytes, hold });
  const keyed = { principal, key, asked: requestText(request, body) };
  const known = await inTurn(() => claimRequest(asked, keyed));
  if (known) return replayed(known);
  try {
    let kept = false;
    const answer = await work(withBody(request, body), async (ctx, one) => {
      await storeAnswer(ctx, keyed, one);
      kept = true;
    });
    if (!kept) await inTurn(() => keepAfterwards(asked, keyed, answer.clone()));
    return answer;
  } catch (error) {
    await inTurn(() => releaseRequest(asked, keyed)).catch((fault) =>
      log.error({ requestId: asked.requestId, err: fault }, "an Idempotency-Key was not released; it lapses by itself"),
    );
    throw error;
  }
}

/** A repetition, where the work has transactions of its own whose repetition changes nothing. */
async function keepAfterwards(asked: Request, keyed: Keyed, response: Response): Promise<void> {
  const answer = {
    status: response.status,
    type: response.headers.get("content-type") ?? "",
    body: await response.text(),
  };
  if (answer.status >= 400 || answer.body.length > answerMost) return releaseRequest(asked, keyed);
  await inPrincipal(asked, keyed.principal, (ctx) => storeAnswer(ctx, keyed, answer));
}

function keyOf(headers: Headers): string | null {
  const key = headers.get("idempotency-key");
  if (key === null) return null;
  if (!/^[\x20-\x7e]+$/.test(key) || key.length > keyMost)
    throw new DomainError(
      "invalid_input",
      `Idempotency-Key takes 1 to ${keyMost} letters, digits and signs of ASCII, for example a UUID.`,
    );
  return key;
}

/** Everything in which two requests may differ, apart from who sends them. */
function requestText({ method, url, headers }: globalThis.Request, body: Buffer): string {
  const { pathname, search } = new URL(url);
  const events = [...headers].filter(([name]) => name.startsWith("ce-")).sort();
  return [method, pathname, search, headers.get("content-type") ?? "", JSON.stringify(events), sha256(body)].join("\n");
}

/** The request again, with the body that was read out of it. */
function withBody(request: globalThis.Request, body: Buffer): globalThis.Request {
  const headers = new Headers(request.headers);
  for (const name of ["content-encoding", "content-length"]) headers.delete(name);
  return new Request(request.url, {
    method: request.method,
    headers,
    body: new Uint8Array(body),
    signal: request.signal,
  });
}

function replayed({ status, type, body }: Answer): Response {
  const headers = {
    "cache-control": "no-store",
    "idempotency-replayed": "true",
    ...(type ? { "content-type": type } : {}),
  };
  return new Response(body === "" ? null : body, { status, headers });
}
