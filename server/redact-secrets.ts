import { SETTINGS } from "./settings.mjs";

const mark = "[redacted]";

/** Fields whose value is a secret by their name alone, at any of the first three levels of a log line. */
const secretFields = [
  ...["authorization", "cookie", "password", "passphrase", "secret", "token", "apiKey", "privateKey", "urlSecret"],
];

/** Settings that are secrets themselves, and those that carry a password in an address. */
const secretSettings = Object.entries(SETTINGS).flatMap(([name, { secret }]) => (secret ? [name] : []));
const addressSettings = ["DATABASE_URL", "DATABASE_OWNER_URL", "SMTP_URL"];

/** The same as paths, as pino's `redact` takes them. */
export const secretPaths = [...secretFields, ...secretSettings, ...addressSettings].flatMap((field) => [
  field,
  `*.${field}`,
  `*.*.${field}`,
]);

/** What a secret looks like inside a text: API keys, credentials of requests and URLs, signed documents, keys. */
const secretForms: [pattern: RegExp, replacement: string][] = [
  [/\bspw_[\w-]+/g, `spw_${mark}`],
  [/\b(Bearer|Basic)\s+[^\s"'\\,;]+/gi, `$1 ${mark}`],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s"'\\/@]*@/gi, `$1${mark}@`],
  [/([?&](?:access_|id_|refresh_)?(?:token|secret|code|key|password|signature)=)[^&\s"'\\]+/gi, `$1${mark}`],
  [/(\/i\/)[\w-]{16,}/g, `$1${mark}`],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, mark],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/gs, mark],
  [/\b[\w.-]+:[A-Za-z0-9+/]{43}=/g, mark],
];

/** A text without what has the form of a secret. */
export const withoutSecretForms = (text: string): string =>
  secretForms.reduce((left, [pattern, replacement]) => left.replace(pattern, replacement), text);

/** A shorter value would blank out ordinary words. */
const shortestSecret = 8;

/** The secrets of this process itself, as its environment holds them. */
function ownSecrets(env: Record<string, string | undefined>): string[] {
  const entries = [...secretSettings, "CLOUD_TOKEN"].flatMap((name) => env[name]?.split(",") ?? []);
  // An entry of the key ring is a name, a colon and the key: the key is the secret.
  const values = entries.map((entry) => entry.replace(/^\s*[\w.-]+:(?=[A-Za-z0-9+/]{43}=)/, ""));
  for (const name of addressSettings) {
    const password = URL.canParse(env[name] ?? "") ? new URL(env[name] ?? "").password : "";
    values.push(password, safeDecode(password));
  }
  return [...new Set(values.map((value) => value.trim()).filter((value) => value.length >= shortestSecret))];
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Makes a function that blanks out secrets in one line of JSON, by their form and by the values in `env`. The line
 * stays valid JSON.
 */
export function secretRedactor(env: Record<string, string | undefined>): (line: string) => string {
  const own = ownSecrets(env).map((value) => JSON.stringify(value).slice(1, -1));
  return (line) => {
    const known = own.reduce((text, secret) => text.replaceAll(secret, mark), line);
    return withoutSecretForms(known);
  };
}
