// What the commands of backups need apart from the installation: the owner's login, a passphrase, an empty database.
import { databaseInUse } from "../db/postgres/given.mjs";
import { openDatabase } from "./database.mjs";
import { Fault } from "./output.mjs";
import { ROOT } from "./settings.mjs";

const VARIABLE = "SPILLWAY_BACKUP_PASSPHRASE";

/**
 * The environment of such a command. A passphrase that neither file nor environment gives is asked for.
 * @param {string[]} args @param {string} [ownerUrl]
 * @returns {Promise<import("./environment.mjs").Environment>}
 * @throws Fault where there is nobody to ask, or two entries differ
 */
export async function backupEnvironment(args, ownerUrl) {
  const env = {
    ...(args[0] === "backup" ? {} : process.env),
    SPILLWAY_HOME: ROOT,
    ...(ownerUrl ? { DATABASE_OWNER_URL: ownerUrl } : {}),
  };
  const given = process.env[VARIABLE];
  if (given) return { ...env, [VARIABLE]: given };
  if (args.some((word) => word === "--passphrase-file" || word.startsWith("--passphrase-file="))) return env;
  if (!process.stdin.isTTY) throw new Fault(`The passphrase is missing: --passphrase-file FILE or ${VARIABLE}.`);
  const first = await ask("Passphrase of the backup: ");
  if (args[0] === "backup" && (await ask("Once more: ")) !== first) throw new Fault("The two passphrases differ.");
  return { ...env, [VARIABLE]: first };
}

/** One line from the terminal, which shows nothing of it. @param {string} question @returns {Promise<string>} */
function ask(question) {
  const { stdin, stderr } = process;
  // Before the question: it may be answered the moment it is there.
  stdin.setRawMode(true);
  stderr.write(question);
  stdin.setEncoding("utf8");
  let text = "";
  return new Promise((resolve, reject) => {
    /** @param {string} typed */
    const take = (typed) => {
      for (const letter of typed) {
        if (letter === "\r" || letter === "\n") return end(() => resolve(text));
        if (letter === "\u0003" || letter === "\u0004") return end(() => reject(new Fault("Stopped.")));
        text = letter === "\u007f" || letter === "\b" ? text.slice(0, -1) : text + letter;
      }
    };
    /** @param {() => void} then */
    const end = (then) => {
      stdin.off("data", take).pause();
      stdin.setRawMode(false);
      stderr.write("\n");
      then();
    };
    stdin.on("data", take).resume();
  });
}

/**
 * Opens the database that a backup is restored into. One that holds tables is refused before roles are made in it.
 * @param {import("./settings.mjs").Installation} installation
 * @returns {Promise<{ databaseUrl: string, ownerUrl: string }>}
 * @throws Fault
 */
export async function openForRestore(installation) {
  const { databaseUrl, ownerUrl } = installation;
  if (databaseUrl && !ownerUrl)
    throw new Fault("DATABASE_OWNER_URL is missing: a backup is restored by the owner's login.");
  if (databaseUrl && (await databaseInUse(databaseUrl))) throw notEmpty();
  const database = await openDatabase(installation, { quiet: true });
  if (database.inUse || !database.ownerUrl) throw notEmpty();
  return { databaseUrl: database.databaseUrl, ownerUrl: database.ownerUrl };
}

const notEmpty = () =>
  new Fault("The database is not empty. A backup is restored into an empty one: nothing is overwritten.");
