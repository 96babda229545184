import { IncomingMessage, Server, ServerResponse } from "node:http";
import { noteOutageIn, type Work } from "@/db/outage";
import { clockNow } from "../clock";
import { DomainError, problemOf } from "../errors";
import { newId } from "../ids";
import { countAnswer } from "./answer-counts";
import { answerPlainly, type HotPaths, hotHandler } from "./plain-door";
import { readOut } from "./read-out";
import { hostRefusal, methodRefusal, originRefusal, secureAnswer, type WebPolicy } from "./web-policy";

export const peerHeader = "x-spillway-peer";
/** Path and question of the request, which a layout of Next is not given. */
export const pathHeader = "x-spillway-path";
const held = globalThis as typeof globalThis & { spillwayConnectionsGoverned?: boolean };

/** A body that brings less than this in `stalledMs` does not progress: its sender gets 408. */
const progressBytes = 16 * 1024;
const stalledMs = 30_000;
const headersMs = 30_000;
const retryAfterSeconds = 5;

/** Whether this process overwrites the mark on each request; only then is it more than what a client claims. */
export const peersAreMarked = (): boolean => held.spillwayConnectionsGoverned === true;

/**
 * Governs every HTTP connection of this process from now on; called once, when the web starts.
 * - Each request carries the address of its socket, whatever the client sent under that name: Next shows route handlers
 *   no socket, and an `x-forwarded-for` that a client made up looks like a proxy's.
 * - Each request carries its own path, so that sign-in can lead back to it.
 * - A page gets its nonce, and each answer what `policy` says; a foreign host, an Origin that is none, and a
 *   method by which no page is read are refused.
 * - A body without progress ends with 408.
 * - What an answer left unread of its body is read and thrown away, so that the sender can finish and read the answer.
 * - A page that fails because the database is away is 503 with `Retry-After`, where Next has 500 alone.
 * - A hot path is answered by its handler, without Next.
 * - After SIGTERM streams of events end and answered connections close, so that the process can end.
 */
export function governConnections(
  policy: WebPolicy = { https: false, hosts: null, development: false },
  hotPaths: HotPaths = new Map(),
): void {
  if (held.spillwayConnectionsGoverned) return;
  held.spillwayConnectionsGoverned = true;
  const streams = new Set<ServerResponse>();
  const emit = Server.prototype.emit;
  Server.prototype.emit = function (this: Server, event: string | symbol, ...rest: unknown[]): boolean {
    const [request, response] = rest;
    if (event === "request" && request instanceof IncomingMessage && response instanceof ServerResponse) {
      this.headersTimeout = headersMs;
      request.headers[peerHeader] = request.socket.remoteAddress ?? "unknown";
      request.headers[pathHeader] = request.url ?? "/";
      if (hasBody(request)) {
        endWithoutProgress(request, response);
        readOut(request, response);
      }
      const refused = refusalOf(request, policy);
      if (refused) {
        const { status, sentence, headers } = refused;
        response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers });
        response.end(`${sentence}\n`);
        return true;
      }
      secureAnswer(request, response, policy);
      if (request.headers.accept?.includes("text/event-stream")) {
        streams.add(response);
        response.once("close", () => streams.delete(response));
      }
      response.once("finish", () => {
        countAnswer(response.statusCode);
        if (!this.listening && request.complete) request.socket.end();
      });
      const hot = hotHandler(hotPaths, request);
      return noteOutageIn(unavailableWhenAway(response), () => {
        if (!hot) return Reflect.apply(emit, this, [event, ...rest]) as boolean;
        void answerPlainly(request, response, hot);
        return true;
      });
    }
    return Reflect.apply(emit, this, [event, ...rest]) as boolean;
  } as typeof emit;
  process.once("SIGTERM", () => {
    for (const response of streams) response.destroy();
  });
}

/** What is answered before Next sees the request, or null. */
function refusalOf(request: IncomingMessage, policy: WebPolicy) {
  const foreign = hostRefusal(request, policy);
  if (foreign) return { status: 421, sentence: foreign, headers: { connection: "close" } };
  const origin = originRefusal(request);
  if (origin) return { status: 400, sentence: origin, headers: { connection: "close" } };
  const method = methodRefusal(request, policy);
  return method && { status: 405, sentence: method, headers: { allow: "GET, HEAD, OPTIONS" } };
}

const hasBody = ({ headers }: IncomingMessage) =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;

/** Answers 503 in place of 500 where the work on this answer found the database away. @returns that work */
function unavailableWhenAway(response: ServerResponse): Work {
  const work = { foundAway: false };
  const { writeHead } = response;
  response.writeHead = ((status: number, ...more: unknown[]) => {
    const away = status === 500 && work.foundAway;
    if (away) response.setHeader("retry-after", String(retryAfterSeconds));
    return Reflect.apply(writeHead, response, [away ? 503 : status, ...more]);
  }) as typeof writeHead;
  return work;
}

/** Looks each `stalledMs` at what the body brought. A body that nobody reads yet is not its sender's fault. */
function endWithoutProgress(request: IncomingMessage, response: ServerResponse): void {
  const { socket } = request;
  let read = socket.bytesRead;
  const look = () => {
    if (request.complete || socket.destroyed) return;
    const slow = socket.bytesRead - read < progressBytes;
    if (slow && request.readableLength === 0 && !response.headersSent) return refuse(request);
    read = socket.bytesRead;
    timer = setTimeout(look, stalledMs).unref();
  };
  let timer = setTimeout(look, stalledMs).unref();
  request.once("close", () => clearTimeout(timer));
}

/** Answers below the handler, which still waits for the body; it ends when the connection does. */
function refuse({ socket }: IncomingMessage): void {
  const sentence = `The body came too slowly: send at least ${progressBytes / 1024} KiB in ${stalledMs / 1000} s. Send it again.`;
  const { body } = problemOf(new DomainError("too_slow", sentence), newId("request", clockNow()));
  const text = JSON.stringify(body);
  const head = [
    "HTTP/1.1 408 Request Timeout",
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(text)}`,
    "connection: close",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n${text}`);
  socket.destroySoon();
}
