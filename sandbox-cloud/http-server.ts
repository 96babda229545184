import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type ApiAnswer, apiAnswer, type Cloud } from "./api";
import { CloudError } from "./cloud-error";
import { sendStorageAnswer, storageAnswer } from "./storage-endpoint";

const BODY_LIMIT_BYTES = 1024 * 1024;

/** The cloud's HTTP server, not yet listening: the JSON API under `/v1`, restic's protocol under `/storage/`. */
export function cloudServer(cloud: Cloud): Server {
  const server = createServer((req, res) => {
    handle(cloud, req, res).catch((error: unknown) => {
      // Nothing can be answered any more: the caller hung up, or the store itself fails.
      process.stderr.write(`${req.method} ${req.url}: ${error instanceof Error ? error.stack : error}\n`);
      res.destroy();
    });
  });
  // Packs are large and machines reuse their connections: neither is cut while it works.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 75_000;
  return server;
}

async function handle(cloud: Cloud, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? "/", "http://cloud");
  const [area, ...parts] = url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
  if (area === "storage") return handleStorage(cloud, req, res, parts, url.searchParams);

  const raw = await readBody(req);
  const seq = cloud.log.arrived(req.method ?? "", req.url ?? "", loggable(raw));
  let answer: ApiAnswer;
  try {
    if (area !== "v1") throw new CloudError(404, "not_found", "There is nothing here.");
    authorize(cloud.options.token, req.headers.authorization);
    const request = { method: req.method ?? "", parts, query: url.searchParams, body: parsed(raw) };
    answer = await apiAnswer(cloud, request);
  } catch (error) {
    answer = refusal(error);
  }
  cloud.log.answered(seq, answer.lost ? 0 : answer.status);
  if (answer.lost) {
    res.destroy();
    return;
  }
  const text = answer.body === undefined ? "" : JSON.stringify(answer.body);
  res.writeHead(answer.status, text ? { "content-type": "application/json; charset=utf-8" } : {});
  res.end(text);
}

async function handleStorage(
  cloud: Cloud,
  req: IncomingMessage,
  res: ServerResponse,
  parts: string[],
  query: URLSearchParams,
): Promise<void> {
  // A repository's files are encrypted by restic and large: the log has their size in place of the body.
  const bytes = Number(req.headers["content-length"] ?? 0);
  const seq = cloud.log.arrived(req.method ?? "", req.url ?? "", bytes > 0 ? { bytes } : null);
  const bodiless = req.method === "HEAD";
  try {
    const answer = await storageAnswer(cloud.storage, req, parts, query);
    cloud.log.answered(seq, answer.status);
    await sendStorageAnswer(res, answer, bodiless);
  } catch (error) {
    if (res.headersSent || (req.destroyed && !req.complete)) {
      res.destroy();
      return;
    }
    const { status, body } = refusal(error);
    cloud.log.answered(seq, status);
    const headers: Record<string, string> = { "content-type": "application/json; charset=utf-8" };
    if (status === 401) headers["www-authenticate"] = 'Basic realm="storage"';
    await sendStorageAnswer(res, { status, headers, text: JSON.stringify(body) }, bodiless);
    req.resume();
  }
}

function refusal(error: unknown): ApiAnswer {
  if (error instanceof CloudError) return { status: error.status, body: { error: error.code, message: error.message } };
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  return {
    status: 500,
    body: { error: "internal", message: "The sandbox cloud failed; its standard error says why." },
  };
}

function authorize(token: string, header: string | undefined): void {
  const digest = (value: string) => createHash("sha256").update(value).digest();
  if (!timingSafeEqual(digest(header ?? ""), digest(`Bearer ${token}`))) {
    throw new CloudError(401, "unauthorized", "The token of this cloud is needed.");
  }
}

/** The body, or undefined where it is too long. */
async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    // What is too long is read to the end and dropped, so that the refusal arrives.
    if (bytes <= BODY_LIMIT_BYTES) chunks.push(chunk);
  }
  return bytes <= BODY_LIMIT_BYTES ? Buffer.concat(chunks) : undefined;
}

function parsed(raw: Buffer | undefined): Record<string, unknown> {
  if (!raw) throw new CloudError(413, "too_large", "A body may have 1 MiB.");
  if (raw.length === 0) return {};
  const value = loggable(raw);
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new CloudError(400, "invalid", "The body must be a JSON object.");
}

/** The body as it is logged: JSON where it is JSON, else the text, null where there is none. */
function loggable(raw: Buffer | undefined): unknown {
  if (!raw || raw.length === 0) return null;
  const text = raw.toString("utf8");
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
