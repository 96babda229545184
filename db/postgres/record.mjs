// SPILLWAY_DATA/postgres.json: which server made the cluster, its port and its passwords. Readable by its owner only.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/**
 * @typedef {{ superuser: string, owner: string, app: string }} Passwords
 * @typedef {{
 *   port: number, passwords: Passwords, ready?: boolean, binaries: string, programs: string,
 *   kind: import("./binaries.mjs").Server["kind"], major: number
 * }} Record `binaries`: the server's folder; `programs`: the same, or the copy that the server's user can reach;
 *   `ready`: the roles are made
 */

/**
 * Writes a file in one step, so that a kill leaves the old or the new content.
 * @param {string} file @param {string} text
 */
export function writeWhole(file, text, mode = 0o600) {
  const fresh = `${file}.${process.pid}.new`;
  fs.writeFileSync(fresh, text, { mode });
  fs.renameSync(fresh, file);
}

/** The record of a data directory. @param {string} dataDir @returns {Record | undefined} */
export function readRecord(dataDir) {
  const file = path.join(dataDir, "postgres.json");
  let text = "";
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ENOENT") return undefined;
    throw new Error(`${file} cannot be read: ${message}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(`${file} is damaged. Put it back from a backup: it holds the database's passwords.`);
  }
}

/** Stores the record. @param {string} dataDir @param {Record} record */
export function writeRecord(dataDir, record) {
  writeWhole(path.join(dataDir, "postgres.json"), `${JSON.stringify(record, null, 2)}\n`);
}

/** Passwords of a new cluster. @returns {Passwords} */
export function newPasswords() {
  const one = () => crypto.randomBytes(24).toString("base64url");
  return { superuser: one(), owner: one(), app: one() };
}

/** The addresses that follow from a record. @param {Pick<Record, "port" | "passwords">} record */
export function addresses({ port, passwords }) {
  /** @param {string} user @param {string} password @param {string} database */
  const url = (user, password, database) => `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
  return {
    databaseUrl: url("spillway_app", passwords.app, "spillway"),
    ownerUrl: url("spillway_owner", passwords.owner, "spillway"),
    superuserUrl: url("postgres", passwords.superuser, "postgres"),
  };
}
