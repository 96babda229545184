import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { loadDatabase, verifyBackup } from "@/db/backup/load-database";
import type { Secrets } from "@/db/backup/parts";
import { BackupRefusal } from "@/db/backup/refusal";
import { saveDatabase } from "@/db/backup/save-database";
import { writeWhole } from "@/db/postgres/record.mjs";
import { version } from "@/package.json";
import { clockNow } from "@/server/clock";
import { env } from "@/server/env";
import { DomainError } from "@/server/errors";
import { NAMES } from "@/server/settings.mjs";
import { type Command, strings, UsageError } from "./command";

const home = () => process.env.SPILLWAY_HOME ?? process.cwd();
/** A restore has no other settings yet. */
const secretsFile = () => path.join(process.env.SPILLWAY_DATA ?? ".spillway", "secrets.json");
const leastLetters = 12;
/** Secrets of the installation, which the backup holds; of the other settings it holds the names. */
const held = ["SPILLWAY_KEYS", "NEXTAUTH_SECRET", "CRON_SECRET"];

export const backup: Command[] = [
  {
    name: "backup",
    usage: "FILE [--passphrase-file FILE]   else SPILLWAY_BACKUP_PASSPHRASE, else it is asked for",
    options: strings("passphrase-file"),
    positionals: ["FILE"],
    run: async (options, [file = ""]) => {
      const passphrase = passphraseOf(options);
      if (passphrase.length < leastLetters)
        throw new UsageError(`The passphrase needs ${leastLetters} letters or more.`);
      const written = await refusing(() =>
        saveDatabase({
          ownerUrl: ownerUrl(),
          home: home(),
          file,
          passphrase,
          version,
          now: clockNow(),
          secrets: secretsHere(),
          settings: NAMES.filter((name) => process.env[name] && !held.includes(name)),
        }),
      );
      const { bytes, sha256, tables } = written;
      return {
        json: { file, ...written },
        text: `${file}: ${tables} tables and the secrets, ${bytes} bytes, SHA-256 ${sha256}`,
      };
    },
  },
  {
    name: "verify",
    usage: "FILE [--passphrase-file FILE]",
    options: strings("passphrase-file"),
    positionals: ["FILE"],
    run: async (options, [file = ""]) => {
      const found = await refusing(() => verifyBackup({ file, passphrase: passphraseOf(options), home: home() }));
      const { parts, rows, createdAt } = found;
      return {
        json: { file, ...found },
        text: `${file} is whole: ${parts} tables, ${rows} rows, of ${createdAt}, by Spillway ${found.version}.`,
      };
    },
  },
  {
    name: "restore",
    usage: "FILE [--passphrase-file FILE]   into an empty database and SPILLWAY_DATA",
    options: strings("passphrase-file"),
    positionals: ["FILE"],
    run: async (options, [file = ""]) => {
      const passphrase = passphraseOf(options);
      const found = await refusing(async () => {
        const { settings } = await verifyBackup({ file, passphrase, home: home() });
        const takeSecrets = (secrets: Secrets) => storeSecrets(secretsFile(), secrets);
        return {
          ...(await loadDatabase({ ownerUrl: ownerUrl(), home: home(), file, passphrase, takeSecrets })),
          settings,
        };
      });
      const unset = found.settings.filter((name) => !process.env[name]);
      return {
        json: { file, ...found, unset },
        text: [
          `${file} is restored: ${found.parts} tables, ${found.rows} rows, and the secrets. Start it: npm start`,
          ...(unset.length > 0 ? [`The installation had settings that are not set here: ${unset.join(", ")}.`] : []),
        ].join("\n"),
      };
    },
  },
];

/** From a file or the environment: everybody on the host can read the arguments of a process. */
function passphraseOf({ "passphrase-file": file }: Record<string, string | undefined>): string {
  const given = file === undefined ? process.env.SPILLWAY_BACKUP_PASSPHRASE : readPassphrase(file);
  if (!given) throw new UsageError("The passphrase is missing: --passphrase-file FILE or SPILLWAY_BACKUP_PASSPHRASE.");
  return given;
}

function readPassphrase(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    throw new UsageError(`--passphrase-file cannot be read: ${(error as Error).message}`);
  }
}

function ownerUrl(): string {
  const url = process.env.DATABASE_OWNER_URL;
  if (!url) throw new DomainError("conflict", "DATABASE_OWNER_URL is missing: only the owner's login sees every row.");
  return url;
}

function secretsHere(): Secrets {
  const { SPILLWAY_KEYS, NEXTAUTH_SECRET, CRON_SECRET } = env();
  const file = secretsFile();
  const stored: Partial<Secrets> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const sandboxTokens = stored.sandboxTokens ?? {};
  return { keys: SPILLWAY_KEYS, nextAuthSecret: NEXTAUTH_SECRET, cronSecret: CRON_SECRET, sandboxTokens };
}

/**
 * Stores the secrets of a backup, apart from those that the environment gives.
 * @throws BackupRefusal where file or environment hold others: what is restored could not be read with them
 */
function storeSecrets(file: string, secrets: Secrets): void {
  const { SPILLWAY_KEYS, NEXTAUTH_SECRET, CRON_SECRET } = process.env;
  const stored: Partial<Secrets> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  for (const [where, ring] of [
    ["SPILLWAY_KEYS", SPILLWAY_KEYS],
    [file, stored.keys],
  ] as const)
    if (ring && !secrets.keys.split(",").every((key) => ring.split(",").includes(key)))
      throw new BackupRefusal(`${where} holds other keys than the backup. Remove it, or use another SPILLWAY_DATA.`);
  for (const [where, secret] of [
    ["NEXTAUTH_SECRET", NEXTAUTH_SECRET],
    [file, stored.nextAuthSecret],
  ] as const)
    if (secret && secret !== secrets.nextAuthSecret)
      throw new BackupRefusal(`${where} holds another NEXTAUTH_SECRET than the backup. Remove it before the restore.`);
  const { keys, nextAuthSecret, cronSecret, ...rest } = { ...secrets, ...stored };
  const kept = {
    ...(SPILLWAY_KEYS ? {} : { keys }),
    ...(NEXTAUTH_SECRET ? {} : { nextAuthSecret }),
    ...(CRON_SECRET ? {} : { cronSecret }),
    ...rest,
  };
  writeWhole(file, `${JSON.stringify(kept, null, 2)}\n`);
}

/** A refusal is answered with its sentence and exit code 4, as every other one of the command line. */
const refusing = <T>(work: () => Promise<T>): Promise<T> =>
  work().catch((error) => {
    throw error instanceof BackupRefusal ? new DomainError("conflict", error.message) : error;
  });
