import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { finished, pipeline } from "node:stream/promises";
import { CloudError } from "./cloud-error";
import { place, remove, type StorageAccount, type StorageAccounts } from "./storage-accounts";
import { type StoragePath, storagePath } from "./storage-path";

const LIST_V1 = "application/vnd.x.restic.rest.v1";
const LIST_V2 = "application/vnd.x.restic.rest.v2";

/** What is answered; a body is either whole or a part of a file. */
export interface StorageAnswer {
  status: number;
  headers?: Record<string, string>;
  text?: string;
  file?: { path: string; start: number; end: number };
}

/**
 * Restic's REST protocol (its documentation, "REST Backend"; listings of version 1 and 2) below `/storage/{account}/`.
 *
 * @param parts the decoded parts of the path after `/storage/`
 * @throws CloudError 401, 403 another account's, 404, 405, 411, 416, 507 above the quota
 */
export async function storageAnswer(
  accounts: StorageAccounts,
  req: IncomingMessage,
  parts: string[],
  query: URLSearchParams,
): Promise<StorageAnswer> {
  const account = authorize(accounts, req.headers.authorization, parts[0] ?? "");
  const path = storagePath(account.files, parts.slice(1));
  if (!path) throw new CloudError(404, "not_found", "No such file in a restic repository.");
  const { method } = req;
  if (path.kind === "repository" && method === "POST" && query.get("create") === "true") {
    for (const type of ["data", "keys", "locks", "snapshots", "index"]) {
      mkdirSync(join(path.folder, type), { recursive: true });
    }
    return { status: 200 };
  }
  if (path.kind === "list" && method === "GET") return list(path, req.headers.accept ?? "");
  if (path.kind === "file" && (method === "GET" || method === "HEAD")) return read(path.file, req.headers.range);
  if (path.kind === "file" && method === "POST") return save(account, path, req);
  if (path.kind === "file" && method === "DELETE") {
    if (!remove(account, path.file)) throw new CloudError(404, "not_found", "No such file.");
    return { status: 200 };
  }
  throw new CloudError(405, "method_not_allowed", "The protocol has no such request.");
}

/** Sends an answer. A file goes out as a stream; a caller that hangs up ends it. */
export async function sendStorageAnswer(res: ServerResponse, answer: StorageAnswer, bodiless: boolean): Promise<void> {
  res.writeHead(answer.status, answer.headers ?? {});
  if (!answer.file || bodiless || answer.file.end < answer.file.start) {
    res.end(bodiless ? undefined : answer.text);
    return;
  }
  const { path, start, end } = answer.file;
  await pipeline(createReadStream(path, { start, end }), res);
}

function authorize(accounts: StorageAccounts, header: string | undefined, name: string): StorageAccount {
  const [, given = ""] = /^Basic (.+)$/i.exec(header ?? "") ?? [];
  const text = Buffer.from(given, "base64").toString("utf8");
  const user = text.slice(0, Math.max(0, text.indexOf(":")));
  const account = accounts.get(user);
  const digest = (value: string) => createHash("sha256").update(value).digest();
  if (!account || !timingSafeEqual(digest(text.slice(user.length + 1)), digest(account.password))) {
    throw new CloudError(401, "unauthorized", "The storage end point needs an account's user and password.");
  }
  if (user !== name) throw new CloudError(403, "forbidden", "This is another account's.");
  return account;
}

function list(path: StoragePath & { kind: "list" }, accept: string): StorageAnswer {
  const found = existsSync(path.folder)
    ? readdirSync(path.folder, { withFileTypes: true, recursive: path.type === "data" }).filter((entry) =>
        entry.isFile(),
      )
    : [];
  const files = found.map((entry) => ({ name: entry.name, size: statSync(join(entry.parentPath, entry.name)).size }));
  const v2 = accept.includes(LIST_V2);
  return {
    status: 200,
    headers: { "content-type": v2 ? LIST_V2 : LIST_V1 },
    text: JSON.stringify(v2 ? files : files.map(({ name }) => name)),
  };
}

function read(file: string, range: string | undefined): StorageAnswer {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new CloudError(404, "not_found", "No such file.");
  const whole = { "accept-ranges": "bytes", "content-type": "application/octet-stream" };
  const asked = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  if (!asked) {
    const headers = { ...whole, "content-length": String(found.size) };
    return { status: 200, headers, file: { path: file, start: 0, end: found.size - 1 } };
  }
  const start = Number(asked[1]);
  const end = asked[2] ? Math.min(Number(asked[2]), found.size - 1) : found.size - 1;
  if (start >= found.size || end < start) throw new CloudError(416, "range", "The file has no such bytes.");
  const headers = { "content-range": `bytes ${start}-${end}/${found.size}`, "content-length": String(end - start + 1) };
  return { status: 206, headers: { ...whole, ...headers }, file: { path: file, start, end } };
}

async function save(
  account: StorageAccount,
  path: StoragePath & { kind: "file" },
  req: IncomingMessage,
): Promise<StorageAnswer> {
  const length = Number(req.headers["content-length"] ?? Number.NaN);
  if (!Number.isSafeInteger(length))
    throw await afterBody(req, new CloudError(411, "length", "An upload needs its length."));
  // Locks are exempt: without one nobody could forget and prune, the very thing an account at its quota has to do.
  if (path.type !== "locks" && account.bytes + account.expectedBytes + length > account.quotaBytes) {
    throw await afterBody(req, new CloudError(507, "quota", "The account's storage is used up."));
  }
  const upload = join(account.uploads, randomBytes(8).toString("hex"));
  const hash = createHash("sha256");
  account.expectedBytes += length;
  try {
    const hashed = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    };
    await pipeline(req, hashed, createWriteStream(upload, { mode: 0o600 }));
    if (path.type !== "config" && hash.digest("hex") !== path.name) {
      throw new CloudError(400, "hash", "The content does not match its name, which is its SHA-256.");
    }
    const placed = place(account, upload, path.file);
    // The same content again is an upload whose answer was lost; a repository's config is written once only.
    if (!placed && path.type === "config") throw new CloudError(403, "exists", "The repository has a config already.");
    return { status: 200 };
  } finally {
    account.expectedBytes -= length;
    rmSync(upload, { force: true });
  }
}

/** Reads a refused upload to its end, since some clients look at an answer only after they have sent everything. */
async function afterBody(req: IncomingMessage, error: CloudError): Promise<CloudError> {
  req.resume();
  await finished(req, { writable: false }).catch(() => undefined);
  return error;
}
