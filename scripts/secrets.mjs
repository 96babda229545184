// The installation's secrets: SPILLWAY_DATA/secrets.json (0600), or the environment where it gives them.
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { writeWhole } from "../db/postgres/record.mjs";
import { Fault } from "./output.mjs";

/**
 * @typedef {{
 *   keys: string, nextAuthSecret: string, cronSecret: string, sandboxTokens: Record<string, string>
 * }} Secrets
 */

/** @type {Record<Exclude<keyof Secrets, "sandboxTokens">, string>} */
const FROM_ENVIRONMENT = { keys: "SPILLWAY_KEYS", nextAuthSecret: "NEXTAUTH_SECRET", cronSecret: "CRON_SECRET" };
/** Hexadecimal: wherever a person or a program writes it, no letter of it has a meaning of its own. */
const secret = () => crypto.randomBytes(32).toString("hex");

/**
 * New values. The ring is `<kid>:<base64 of 32 bytes>`, several with commas, the first is the one in use.
 * @returns {Secrets}
 */
function newSecrets() {
  return {
    keys: `k1:${crypto.randomBytes(32).toString("base64")}`,
    nextAuthSecret: secret(),
    cronSecret: secret(),
    sandboxTokens: {},
  };
}

/**
 * Reads the secrets, or makes them for a new installation.
 * A database that is in use was encrypted under keys: when the file is gone they are lost, which is a fault.
 * @param {string} dataDir @param {import("./environment.mjs").Environment} env
 * @param {{ databaseInUse: boolean, sandboxes?: string[] }} about `sandboxes`: names that need a token
 * @returns {Secrets}
 */
export function ensureSecrets(dataDir, env, { databaseInUse, sandboxes = [] }) {
  const file = path.join(dataDir, "secrets.json");
  /** @type {Partial<Secrets> | undefined} */
  let before;
  if (fs.existsSync(file)) {
    try {
      before = JSON.parse(fs.readFileSync(file, "utf8"));
    } catch {
      throw new Fault(`${file} is damaged. Put it back from a backup: it holds the keys of the database.`);
    }
  } else if (databaseInUse && !env.SPILLWAY_KEYS) {
    throw new Fault(
      `The keys of this database are lost: ${file} is missing and SPILLWAY_KEYS is not set. Put the file back from a ` +
        "backup. Without it, licenses, links and the signing keys in the database cannot be read. Nothing was changed.",
    );
  }
  const secrets = { ...newSecrets(), ...before, sandboxTokens: { ...before?.sandboxTokens } };
  for (const name of sandboxes) secrets.sandboxTokens[name] ??= secret();
  // What the environment gives is not written down a second time.
  /** @type {Partial<Secrets>} */
  const stored = { ...secrets };
  for (const field of /** @type {(keyof typeof FROM_ENVIRONMENT)[]} */ (Object.keys(FROM_ENVIRONMENT))) {
    const given = env[FROM_ENVIRONMENT[field]];
    if (!given) continue;
    secrets[field] = given;
    if (before?.[field] === undefined) delete stored[field];
  }
  const text = `${JSON.stringify(stored, null, 2)}\n`;
  if (!fs.existsSync(file) || fs.readFileSync(file, "utf8") !== text) writeWhole(file, text);
  return secrets;
}
