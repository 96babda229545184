import { join } from "node:path";
import { SAFE_NAME } from "./storage-accounts";

const TYPES = ["data", "keys", "locks", "snapshots", "index"];

/** What an address of restic's REST protocol names, below an account. */
export type StoragePath =
  | { kind: "repository"; folder: string }
  | { kind: "list"; type: string; folder: string }
  | { kind: "file"; type: string; name: string; file: string };

/**
 * Understands `[repository/…](config | TYPE/ | TYPE/NAME)` below an account's directory. A repository may lie as deep
 * as one likes, so an account has room for one for each machine. undefined for what the protocol does not know.
 *
 * @param segments the parts of the path after the account, decoded, without empty ones
 */
export function storagePath(files: string, segments: string[]): StoragePath | undefined {
  const last = segments.at(-1);
  const before = segments.at(-2);
  if (last === "config") return file(files, segments.slice(0, -1), "config", "config");
  if (before && TYPES.includes(before)) {
    return /^[0-9a-f]{64}$/.test(last ?? "") ? file(files, segments.slice(0, -2), before, last ?? "") : undefined;
  }
  if (last && TYPES.includes(last)) {
    const folder = repository(files, segments.slice(0, -1));
    return folder === undefined ? undefined : { kind: "list", type: last, folder: join(folder, last) };
  }
  const folder = repository(files, segments);
  return folder === undefined ? undefined : { kind: "repository", folder };
}

function repository(files: string, names: string[]): string | undefined {
  const valid = names.every((name) => SAFE_NAME.test(name) && name !== "config" && !TYPES.includes(name));
  return valid ? join(files, ...names) : undefined;
}

function file(files: string, names: string[], type: string, name: string): StoragePath | undefined {
  const folder = repository(files, names);
  if (folder === undefined) return undefined;
  // Packs are many: they are spread over 256 directories, which the protocol does not show.
  const path = type === "config" ? "config" : type === "data" ? join("data", name.slice(0, 2), name) : join(type, name);
  return { kind: "file", type, name, file: join(folder, path) };
}
