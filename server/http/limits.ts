import type { RateLimiterRes } from "rate-limiter-flexible";
import { DomainError } from "../errors";
import { sha256 } from "../keys/link-secrets";
import { networkOf } from "./address";
import { type Limit, ourLimiters } from "./limiters";

const minutes = 60;
const hours = 3600;

/**
 * Every limit on requests, each for one caller or one address (docs/operations.md, "Limits"). Counted in the database,
 * so that all web processes share them.
 */
export const limits = {
  /** Requests with one program's key. */
  key: { most: 1000, seconds: 10 },
  /** Requests with one machine's token, and those with its usage. */
  machine: { most: 120, seconds: 1 * minutes },
  machineUsage: { most: 600, seconds: 1 * minutes },
  /** Reports and enrolments from one address, and with one token or envelope. */
  install: { most: 600, seconds: 1 * minutes },
  token: { most: 400, seconds: 1 * minutes },
  envelope: { most: 30, seconds: 1 * minutes },
  /** Openings of installation links, and artefacts fetched, from one address. */
  link: { most: 300, seconds: 1 * minutes },
  artefact: { most: 600, seconds: 1 * minutes },
  /** Mails with a sign-in link to one address; requests for them from one. */
  signInMail: { most: 5, seconds: 15 * minutes },
  signInRequest: { most: 30, seconds: 15 * minutes },
  /** Invitations of one address, whoever invites. */
  invitation: { most: 5, seconds: 24 * hours },
  /** Different wrong credentials of a kind from one address; from all; the same one again (guesses.ts). */
  guess: { most: 30, seconds: 10 * minutes },
  allGuesses: { most: 3000, seconds: 10 * minutes },
  sameGuess: { most: 60, seconds: 1 * minutes },
} satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;

/** How a caller stands under a limit. `resetSeconds`: until the window ends. */
export type LimitStanding = { name: LimitName; counted: number; left: number; resetSeconds: number };

/** What a caller is counted under: an address by its network; what is secret in it is not stored. */
export const limitKey = (of: string): string => sha256(networkOf(of)).slice(0, 32);

/** Counts one; who is refused counts no further. */
export async function countUnder(
  name: LimitName,
  of: string,
  limiters = ourLimiters(),
): Promise<LimitStanding & { refused: boolean }> {
  try {
    return { ...standing(name, await limiters.of(name, limits[name]).consume(limitKey(of))), refused: false };
  } catch (over) {
    if (over instanceof Error) throw over;
    return { ...standing(name, over as RateLimiterRes), refused: true };
  }
}

/**
 * Counts one request under a limit, of all web processes together.
 * @param of who is counted; @param answer headers of the answer, which then state the limit
 * @throws DomainError rate_limited above the limit, with `retryAfterSeconds`
 */
export async function limit(name: LimitName, of: string, answer?: Headers): Promise<void> {
  const { refused, ...counted } = await countUnder(name, of);
  if (answer) stateLimit(answer, counted);
  if (refused) throw overLimit(counted);
}

/** How long this process goes on to refuse the caller without asking the database, in milliseconds; 0: it does not. */
export const refusedMs = (name: LimitName, of: string): number =>
  ourLimiters().refusedMs(name, limits[name], limitKey(of));

export function overLimit({ name, resetSeconds }: LimitStanding): DomainError {
  const { most, seconds } = limits[name];
  return new DomainError(
    "rate_limited",
    `Too many requests: ${most} in ${spoken(seconds)} are taken. Wait ${spoken(resetSeconds)} and try again; nothing was lost.`,
    { retryAfterSeconds: resetSeconds },
  );
}

/** The limit that an answer was given under, by the IETF's draft of RateLimit fields. */
function stateLimit(answer: Headers, { name, left, resetSeconds }: LimitStanding): void {
  const { most, seconds } = limits[name];
  answer.set("ratelimit-policy", `"${name}";q=${most};w=${seconds}`);
  answer.set("ratelimit", `"${name}";r=${left};t=${resetSeconds}`);
}

const standing = (
  name: LimitName,
  { consumedPoints, remainingPoints, msBeforeNext }: RateLimiterRes,
): LimitStanding => ({
  name,
  counted: consumedPoints,
  left: remainingPoints,
  resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
});

function spoken(seconds: number): string {
  const [n, unit] = seconds > 90 ? [Math.ceil(seconds / 60), "min"] : [seconds, "s"];
  return n > 90 && unit === "min" ? `${Math.ceil(n / 60)} h` : `${n} ${unit}`;
}
