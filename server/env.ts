import { isIP } from "node:net";
import { z } from "zod";

const flag = (text: string) => ({ error: text });
const loopback = ["127.0.0.1", "localhost", "::1"];

/** Every variable Spillway reads, with a sentence for each fault. README.md has the same table. */
const variables = z.object({
  PORT: z.coerce.number(flag("PORT must be a number from 1 to 65535.")).int().min(1).max(65535).default(3000),
  HOST: z.string().default("127.0.0.1"),
  DATABASE_URL: z.string().startsWith("postgres", flag("DATABASE_URL must begin with postgres://.")),
  DATABASE_OWNER_URL: z
    .string()
    .startsWith("postgres", flag("DATABASE_OWNER_URL must begin with postgres://."))
    .optional(),
  SPILLWAY_DATA: z.string().default(".spillway"),
  SPILLWAY_HOME: z.string().default(process.cwd()),
  SPILLWAY_MODE: z.enum(["demo", "production"], flag("SPILLWAY_MODE must be demo or production.")).default("demo"),
  SPILLWAY_ORIGIN: z
    .url(flag("SPILLWAY_ORIGIN must be the address machines call, e.g. https://portal.example.com."))
    .optional(),
  SPILLWAY_KEYS: z
    .string(flag("SPILLWAY_KEYS is missing: the key ring that secrets in the database are encrypted under."))
    .refine(
      (ring) => ring.split(",").every((entry) => /^\s*[\w.-]+:[A-Za-z0-9+/]{43}=\s*$/.test(entry)),
      flag("SPILLWAY_KEYS must hold keys like k1:… separated by commas: a name, a colon and 32 bytes in base64."),
    ),
  SPILLWAY_TRUSTED_PROXIES: z
    .string()
    .default("")
    .refine(
      (list) => list.split(",").every((entry) => entry.trim() === "" || isNetwork(entry.trim())),
      flag("SPILLWAY_TRUSTED_PROXIES must list addresses or ranges like 10.0.0.0/8, separated by commas."),
    ),
  SPILLWAY_TEST_CLOCK: z.string().optional(),
  SPILLWAY_BUILD: z.string().default("development"),
  SPILLWAY_SANDBOX_CLOUDS: z.string().default("[]"),
  NEXTAUTH_URL: z.url(flag("NEXTAUTH_URL must be the address people open, e.g. https://portal.example.com.")),
  NEXTAUTH_SECRET: z.string().min(32, flag("NEXTAUTH_SECRET must have at least 32 characters.")),
  CRON_SECRET: z.string().min(16, flag("CRON_SECRET must have at least 16 characters.")),
  SMTP_URL: z.string().startsWith("smtp", flag("SMTP_URL must begin with smtp:// or smtps://.")).optional(),
  EMAIL_FROM: z.string().default("Spillway <spillway@localhost>"),
  OIDC_ISSUER: z.url(flag("OIDC_ISSUER must be the issuer's URL.")).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().default("Single sign-on"),
});

function isNetwork(entry: string): boolean {
  const [address = "", bits, more] = entry.split("/");
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}

export type Env = z.infer<typeof variables> & { origin: string };

/**
 * Reads and checks the environment.
 * @throws Error with one sentence a line, naming each variable that is wrong and what it should be.
 */
export function readEnv(source: Record<string, string | undefined> = process.env): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const read = variables.safeParse(given);
  const faults = [...(read.error?.issues.map(({ message }) => message) ?? []), ...contradictions(given)];
  if (!read.success || faults.length > 0) throw new Error(faults.join("\n"));
  const env = read.data;
  return { ...env, origin: (env.SPILLWAY_ORIGIN ?? env.NEXTAUTH_URL).replace(/\/+$/, "") };
}

/** What is wrong between variables, each of which may be right by itself. */
function contradictions(given: Record<string, string | undefined>): string[] {
  const faults: string[] = [];
  const production = given.SPILLWAY_MODE === "production";
  if (!production && given.HOST && !loopback.includes(given.HOST))
    faults.push(
      `HOST ${given.HOST} is refused for a demo installation, which anybody can sign in to. Set SPILLWAY_MODE=production, or leave HOST away.`,
    );
  if (production && given.SPILLWAY_TEST_CLOCK) faults.push("SPILLWAY_TEST_CLOCK is refused in production. Remove it.");
  const portal = URL.canParse(given.NEXTAUTH_URL ?? "") ? new URL(given.NEXTAUTH_URL ?? "") : undefined;
  if (production && portal?.protocol === "http:" && !loopback.includes(portal.hostname))
    faults.push(
      "NEXTAUTH_URL with plain http is refused beyond this machine. Put a TLS proxy in front and give its https address.",
    );
  if (given.OIDC_ISSUER && !(given.OIDC_CLIENT_ID && given.OIDC_CLIENT_SECRET))
    faults.push("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET beside it.");
  return faults;
}

let held: Env | undefined;
/** The process's environment, read once. */
export function env(): Env {
  held ??= readEnv();
  return held;
}
