import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { CloudError } from "./cloud-error";
import { readJson, writeJson } from "./durable-file";

interface StoredAccount {
  account: string;
  password: string;
  quotaBytes: number;
}

/** One account of the storage end point with what it holds. */
export interface StorageAccount extends StoredAccount {
  /** Bytes of all its files. */
  bytes: number;
  /** Bytes announced by uploads under way. */
  expectedBytes: number;
  /** Directory of its repositories. */
  files: string;
  /** Directory of unfinished uploads. */
  uploads: string;
}

/** A name that is a directory's name and a part of an address as it stands. */
export const SAFE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** The accounts of the storage end point, their quotas and sizes. */
export class StorageAccounts {
  private readonly accounts = new Map<string, StorageAccount>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const stored = readJson<StoredAccount>(join(folder, name, "account.json"));
      if (stored) this.open(stored);
    }
  }

  /**
   * Creates an account once. Again, its password stays and its quota is the new one.
   *
   * @throws CloudError 422 `invalid`
   */
  ensure(account: string, quotaBytes: unknown): StorageAccount {
    if (!SAFE_NAME.test(account))
      throw new CloudError(422, "invalid", `${account} cannot be the name of a storage account.`);
    const quota = typeof quotaBytes === "string" && /^\d+$/.test(quotaBytes) ? Number(quotaBytes) : quotaBytes;
    if (typeof quota !== "number" || !Number.isSafeInteger(quota) || quota < 0) {
      throw new CloudError(422, "invalid", "quotaBytes must be a whole number of bytes.");
    }
    const known = this.accounts.get(account);
    const stored = { account, password: known?.password ?? randomBytes(24).toString("base64url"), quotaBytes: quota };
    mkdirSync(join(this.folder, account), { recursive: true });
    writeJson(join(this.folder, account, "account.json"), stored);
    if (!known) return this.open(stored);
    known.quotaBytes = quota;
    return known;
  }

  get(account: string): StorageAccount | undefined {
    return this.accounts.get(account);
  }

  /** What each account holds, for `GET /v1/storage`. */
  list() {
    return [...this.accounts.values()].map(({ account, bytes, quotaBytes }) => ({ account, bytes, quotaBytes }));
  }

  private open(stored: StoredAccount): StorageAccount {
    const folder = join(this.folder, stored.account);
    const account = {
      ...stored,
      bytes: 0,
      expectedBytes: 0,
      files: join(folder, "files"),
      uploads: join(folder, "uploads"),
    };
    // What a killed cloud had not received to the end counts for nothing.
    rmSync(account.uploads, { recursive: true, force: true });
    mkdirSync(account.files, { recursive: true });
    mkdirSync(account.uploads);
    account.bytes = sizeOf(account.files);
    this.accounts.set(stored.account, account);
    return account;
  }
}

/**
 * Puts a finished upload in its place and counts it. False where the file is there already; the upload is then dropped.
 */
export function place(account: StorageAccount, upload: string, file: string): boolean {
  if (existsSync(file)) {
    rmSync(upload);
    return false;
  }
  mkdirSync(dirname(file), { recursive: true });
  account.bytes += statSync(upload).size;
  renameSync(upload, file);
  return true;
}

/** Removes a file and counts it off. False where there is none. */
export function remove(account: StorageAccount, file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) return false;
  rmSync(file);
  account.bytes -= found.size;
  return true;
}

function sizeOf(folder: string): number {
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name)).size;
  }
  return bytes;
}
