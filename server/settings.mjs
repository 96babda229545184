// Every setting of an installation, with its rules. Plain JavaScript without packages: the commands judge the settings
// before anything is installed or built, the programs judge them again when they start.
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { isLoopback } from "../db/postgres/address.mjs";
import { faultOfCaFile } from "./ca-file.mjs";
import { MOST_WEB_PROCESSES } from "./web-share.mjs";

/**
 * @typedef {[accepts: (value: string) => boolean, sentence: string]} Rule the sentence goes on after the name
 * @typedef {{ standard?: string, rules?: Rule[], needed?: string, secret?: boolean, internal?: boolean }} Setting
 *   `standard`: the value where none is given; `needed`: a program does not start without it, and what it is;
 *   `internal`: handed from process to process, not given by people
 * @typedef {{
 *   SPILLWAY_MODE: "demo" | "production", HOST: string, PORT: number, SPILLWAY_DATA: string,
 *   SPILLWAY_ORIGIN?: string, SPILLWAY_CA_FILE?: string, SPILLWAY_TRUSTED_PROXIES: string, SPILLWAY_KEYS: string,
 *   SPILLWAY_TEST_CLOCK?: string, SPILLWAY_UPLOAD_MIB: number, SPILLWAY_WEB_PROCESSES?: number,
 *   SPILLWAY_HOME: string, SPILLWAY_BUILD: string, SPILLWAY_SANDBOX_CLOUDS: string,
 *   DATABASE_URL: string, DATABASE_OWNER_URL?: string, NEXTAUTH_URL: string, NEXTAUTH_SECRET: string,
 *   CRON_SECRET: string, METRICS_SECRET?: string, SMTP_URL?: string, EMAIL_FROM?: string,
 *   PROVIDER_NAME?: string, PROVIDER_ADDRESS?: string, PROVIDER_COLOR?: string, PROVIDER_CURRENCY?: string,
 *   PROVIDER_LOGO?: string,
 *   OIDC_ISSUER?: string, OIDC_CLIENT_ID?: string, OIDC_CLIENT_SECRET?: string, OIDC_NAME: string,
 *   OIDC_TRUSTED_DOMAINS?: string
 * }} Settings
 * @typedef {"DATABASE_URL" | "NEXTAUTH_URL" | "SPILLWAY_KEYS" | "NEXTAUTH_SECRET" | "CRON_SECRET"} Needed
 * @typedef {Omit<Settings, Needed> & Partial<Pick<Settings, Needed>>} SettingsSoFar the rest is not made yet
 * @typedef {Record<string, string | undefined>} Given an empty value counts as not given
 */

/** @param {RegExp} form @param {string} sentence @returns {Rule} */
const matches = (form, sentence) => [(value) => form.test(value), sentence];

/** @param {string} what @returns {Rule[]} */
const webAddress = (what) => [
  [isWebAddress, `must be ${what}, e.g. https://portal.example.com.`],
  [
    (value) => new URL(value).protocol === "https:" || isLoopback(new URL(value).hostname),
    "with plain http is refused beyond this machine. Put a TLS proxy in front and give its https:// address.",
  ],
];

const database = matches(/^postgres(ql)?:\/\//, "must begin with postgres://.");

/** @type {Record<keyof Settings, Setting>} */
export const SETTINGS = {
  SPILLWAY_MODE: { standard: "demo", rules: [matches(/^(demo|production)$/, "must be demo or production.")] },
  HOST: { standard: "127.0.0.1" },
  PORT: {
    standard: "3000",
    rules: [
      [(value) => /^\d{1,5}$/.test(value) && +value >= 1 && +value <= 65535, "must be a number from 1 to 65535."],
    ],
  },
  SPILLWAY_DATA: { standard: ".spillway" },
  SPILLWAY_ORIGIN: { rules: webAddress("the address machines call") },
  SPILLWAY_CA_FILE: {},
  NEXTAUTH_URL: { needed: "the address people open", rules: webAddress("the address people open") },
  SPILLWAY_TRUSTED_PROXIES: {
    standard: "",
    rules: [[areNetworks, "must list addresses or ranges like 10.0.0.0/8, separated by commas."]],
  },
  DATABASE_URL: { needed: "the login of the application", rules: [database] },
  DATABASE_OWNER_URL: { rules: [database] },
  SPILLWAY_KEYS: {
    needed: "the key ring that secrets in the database are encrypted under",
    secret: true,
    rules: [
      [
        (value) => value.split(",").every((entry) => /^\s*[\w.-]+:[A-Za-z0-9+/]{43}=\s*$/.test(entry)),
        "must hold keys like k1:… separated by commas: a name, a colon and 32 bytes in base64.",
      ],
    ],
  },
  NEXTAUTH_SECRET: {
    needed: "the secret of the sessions",
    secret: true,
    rules: [matches(/^.{32,}$/s, "must have at least 32 characters.")],
  },
  CRON_SECRET: {
    needed: "the secret of /api/cron/billing",
    secret: true,
    rules: [matches(/^.{16,}$/s, "must have at least 16 characters.")],
  },
  METRICS_SECRET: { secret: true, rules: [matches(/^.{16,}$/s, "must have at least 16 characters.")] },
  SMTP_URL: { rules: [matches(/^smtps?:\/\//, "must begin with smtp:// or smtps://.")] },
  EMAIL_FROM: {
    rules: [
      matches(
        /^[^<>\r\n]*(<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/,
        "must be an address, e.g. portal@example.com.",
      ),
    ],
  },
  PROVIDER_NAME: { rules: [matches(/^[^\r\n]{1,80}$/, "must have at most 80 characters on one line.")] },
  PROVIDER_ADDRESS: { rules: [matches(/^.{1,400}$/s, "must have at most 400 characters.")] },
  PROVIDER_COLOR: { rules: [matches(/^#?([0-9a-f]{3}|[0-9a-f]{6})$/i, "must be hexadecimal, e.g. #0b6478.")] },
  PROVIDER_CURRENCY: {
    rules: [[(value) => Intl.supportedValuesOf("currency").includes(value), "must be a code of ISO 4217, e.g. EUR."]],
  },
  PROVIDER_LOGO: { rules: [matches(/\.png$/i, "must be the path of a PNG file.")] },
  OIDC_ISSUER: { rules: [[isWebAddress, "must be the issuer's URL."]] },
  OIDC_CLIENT_ID: {},
  OIDC_CLIENT_SECRET: { secret: true },
  OIDC_NAME: { standard: "Single sign-on" },
  OIDC_TRUSTED_DOMAINS: {
    rules: [
      [
        (value) => value.split(",").every((name) => /^\s*([a-z0-9-]+\.)+[a-z0-9-]{2,}\s*$/i.test(name)),
        "must list domains of email addresses like example.com, separated by commas.",
      ],
    ],
  },
  SPILLWAY_UPLOAD_MIB: {
    standard: "1024",
    rules: [
      [(value) => /^\d{1,6}$/.test(value) && +value >= 1, "must be a number of MiB from 1 to 999999, e.g. 1024."],
    ],
  },
  SPILLWAY_WEB_PROCESSES: {
    rules: [
      [
        (value) => /^\d{1,2}$/.test(value) && +value >= 1 && +value <= MOST_WEB_PROCESSES,
        `must be a whole number from 1 to ${MOST_WEB_PROCESSES}, e.g. 2.`,
      ],
    ],
  },
  SPILLWAY_TEST_CLOCK: {},
  SPILLWAY_HOME: { standard: process.cwd(), internal: true },
  SPILLWAY_BUILD: { standard: "development", internal: true },
  SPILLWAY_SANDBOX_CLOUDS: { standard: "[]", internal: true },
};

/** Names of the settings that people give, as README.md and .env.example list them. */
export const NAMES = Object.entries(SETTINGS).flatMap(([name, { internal }]) => (internal ? [] : [name]));

/** @param {string} value */
function isWebAddress(value) {
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** @param {string} list addresses and ranges, separated by commas */
function areNetworks(list) {
  return list.split(",").every((text) => {
    const [address = "", bits, more] = text.trim().split("/");
    const family = isIP(address);
    if (text.trim() === "") return true;
    if (family === 0 || more !== undefined) return false;
    return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  });
}

/** @param {Given} source */
const withoutEmpty = (source) =>
  Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));

/**
 * Reads and judges the settings that are given, each by its own rules and all against each other.
 * @param {Given} source
 * @returns {{ settings: SettingsSoFar, faults: string[] }} every fault, a sentence each; where there is one the
 *   settings are not to be used
 */
export function readSettings(source) {
  const given = withoutEmpty(source);
  const faults = Object.entries(SETTINGS).flatMap(([name, { rules = [] }]) => {
    const value = given[name];
    const broken = value === undefined ? undefined : rules.find(([accepts]) => !accepts(value));
    return broken ? [`${name} ${broken[1]}`] : [];
  });
  const values = Object.entries(SETTINGS).map(([name, { standard }]) => [name, given[name] ?? standard]);
  const settings = Object.fromEntries(values);
  const numbers = { PORT: Number(settings.PORT), SPILLWAY_UPLOAD_MIB: Number(settings.SPILLWAY_UPLOAD_MIB) };
  const webProcesses = settings.SPILLWAY_WEB_PROCESSES && Number(settings.SPILLWAY_WEB_PROCESSES);
  return {
    settings: { ...settings, ...numbers, SPILLWAY_WEB_PROCESSES: webProcesses },
    faults: [...faults, ...contradictions(given)],
  };
}

/**
 * The settings of a program, with all that it needs.
 * @param {Given} source @returns {Settings}
 * @throws Error with one sentence a line, naming each setting that is wrong or missing and what it should be
 */
export function requireSettings(source) {
  const { settings, faults } = readSettings(source);
  const given = withoutEmpty(source);
  const missing = Object.entries(SETTINGS).flatMap(([name, { needed }]) =>
    needed && given[name] === undefined ? [`${name} is missing: ${needed}.`] : [],
  );
  if (missing.length + faults.length > 0) throw new Error([...missing, ...faults].join("\n"));
  return /** @type {Settings} */ (settings);
}

/**
 * What is wrong between settings that may each be right by itself.
 * @param {Given} given
 */
function contradictions(given) {
  const faults = [];
  const caFault = given.SPILLWAY_CA_FILE && faultOfCaFile(given.SPILLWAY_CA_FILE);
  if (caFault) faults.push(`SPILLWAY_CA_FILE ${caFault}`);
  if (given.SPILLWAY_CA_FILE && !(given.SPILLWAY_ORIGIN ?? given.NEXTAUTH_URL)?.startsWith("https:"))
    faults.push("SPILLWAY_CA_FILE needs the https:// address that machines call in SPILLWAY_ORIGIN.");
  const production = given.SPILLWAY_MODE === "production";
  const { HOST } = given;
  if (!production && HOST && !isLoopback(HOST))
    faults.push(
      `HOST ${HOST} is refused for a demo installation, which anybody can sign in to. Set SPILLWAY_MODE=production, or remove HOST.`,
    );
  const addresses = [given.SPILLWAY_ORIGIN, given.NEXTAUTH_URL].filter((address) => address !== undefined);
  if (production && HOST && !isLoopback(HOST) && !addresses.some((address) => address.startsWith("https:")))
    faults.push(
      `HOST ${HOST} needs SPILLWAY_ORIGIN: the https:// address that people and machines use. Without one, passwords and keys would cross the network in plain http.`,
    );
  const clockFault = given.SPILLWAY_TEST_CLOCK && faultOfClock(given.SPILLWAY_TEST_CLOCK);
  if (production && given.SPILLWAY_TEST_CLOCK) faults.push("SPILLWAY_TEST_CLOCK is refused in production. Remove it.");
  else if (clockFault) faults.push(`SPILLWAY_TEST_CLOCK names ${given.SPILLWAY_TEST_CLOCK}, which ${clockFault}`);
  if (given.DATABASE_OWNER_URL && !given.DATABASE_URL)
    faults.push("DATABASE_OWNER_URL is set without DATABASE_URL. Set both or neither.");
  if (given.OIDC_ISSUER && !(given.OIDC_CLIENT_ID && given.OIDC_CLIENT_SECRET))
    faults.push("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.");
  if (given.OIDC_TRUSTED_DOMAINS && !given.OIDC_ISSUER)
    faults.push("OIDC_TRUSTED_DOMAINS needs OIDC_ISSUER: it says which of that issuer's addresses are trusted.");
  if (given.OIDC_TRUSTED_DOMAINS && given.OIDC_ISSUER && isManyTenants(given.OIDC_ISSUER))
    faults.push(
      "OIDC_TRUSTED_DOMAINS is refused for an issuer of many tenants: any of them could claim any address. Set OIDC_ISSUER to your tenant's own, e.g. https://login.microsoftonline.com/TENANT-ID/v2.0.",
    );
  return faults;
}

/** What is wrong with the file of a test's clock; undefined: nothing. @param {string} file */
function faultOfClock(file) {
  try {
    const instant = Date.parse(readFileSync(file, "utf8").trim());
    return Number.isNaN(instant) ? "holds no instant. Write one like 2026-11-20T10:00:00Z." : undefined;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    return `${code === "ENOENT" ? "is not there" : `cannot be read (${code})`}. Write an instant into it, or remove the setting.`;
  }
}

/** Issuers that speak for any organization that has an account at them. @param {string} issuer */
function isManyTenants(issuer) {
  return /\/(common|organizations|consumers)(\/|$)/i.test(issuer);
}

/** Whether a host stands for every address of the machine. @param {string} host */
export function isWildcard(host) {
  return ["0.0.0.0", "::", "[::]"].includes(host);
}
