// SPILLWAY_DATA/postgres.json: which server made the cluster, its port and its passwords. Readable by us only.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** Writes a file in one step, so that a kill leaves the old or the new content. */
export function writeWhole(file, text, mode = 0o600) {
  const fresh = `${file}.${process.pid}.new`;
  fs.writeFileSync(fresh, text, { mode });
  fs.renameSync(fresh, file);
}

/** The record of a data directory, or undefined. */
export function readRecord(dataDir) {
  const file = path.join(dataDir, "postgres.json");
  let text;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read: ${error.message}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is damaged. Put it back from a backup: it holds the database's passwords.`);
  }
}

/** Keeps the record. */
export function writeRecord(dataDir, record) {
  writeWhole(path.join(dataDir, "postgres.json"), `${JSON.stringify(record, null, 2)}\n`);
}

/** Passwords of a new cluster: superuser, owner, application. */
export function newPasswords() {
  const one = () => crypto.randomBytes(24).toString("base64url");
  return { superuser: one(), owner: one(), app: one() };
}

/** The addresses that follow from a record. */
export function addresses({ port, passwords }) {
  const url = (user, password, database) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  return {
    databaseUrl: url("spillway_app", passwords.app, "spillway"),
    ownerUrl: url("spillway_owner", passwords.owner, "spillway"),
    superuserUrl: url("postgres", passwords.superuser, "postgres"),
  };
}
