import { DomainError, type ErrorCode } from "../errors";
import { networkOf } from "./address";
import { ourLimiters } from "./limiters";
import { countUnder, type LimitName, limitKey, limits, overLimit, refusedMs } from "./limits";

/** What a stranger might guess. Each kind is counted by itself. */
type Guessed = "api key" | "machine token" | "link" | "sign-in" | "first owner" | "CRON_SECRET" | "METRICS_SECRET";

/** Who presents a credential: the caller's address. */
type Caller = { kind: Guessed; address: string };

const place = ({ kind, address }: Caller) => `${kind}|${networkOf(address)}`;

/**
 * Checks a credential where its address may still try. A right one counts nothing. A wrong one counts once, however
 * often it comes: a program with a revoked key does not shut out those who share its address. Above the limit the
 * credentials of this kind from this address are refused unchecked; above the limit of all addresses, those from
 * addresses with a wrong one (docs/operations.md, "Limits").
 * @param credential what was presented, or what stands for it: stored as a hash
 * @param isWrong of an error that `check` throws
 * @param wrong which errors and answers of `check` are those of a wrong one
 * @throws DomainError rate_limited; what `check` throws
 */
export async function guardGuesses<T>(
  caller: Caller & { credential: string },
  check: () => Promise<T>,
  wrong: { codes?: ErrorCode[]; answers?: (answer: T) => boolean } = { codes: ["unauthenticated"] },
): Promise<T> {
  await requireOpen(caller);
  const answer = await check().catch(async (thrown) => {
    if (thrown instanceof DomainError && wrong.codes?.includes(thrown.code)) await countWrong(caller);
    throw thrown;
  });
  if (wrong.answers?.(answer)) await countWrong(caller);
  return answer;
}

/** Refuses by what this process knows; the database is asked only while there are too many guesses of all addresses. */
async function requireOpen(caller: Caller): Promise<void> {
  refuseBlocked("guess", place(caller));
  if (refusedMs("allGuesses", caller.kind) > 0 && (await limiterOf("guess").get(limitKey(place(caller)))))
    refuseBlocked("allGuesses", caller.kind);
}

async function countWrong(caller: Caller & { credential: string }): Promise<void> {
  const same = await countUnder("sameGuess", `${place(caller)}|${caller.credential}`);
  if (same.refused) throw overLimit(same);
  if (same.counted > 1) return;
  for (const counted of [await countUnder("guess", place(caller)), await countUnder("allGuesses", caller.kind)])
    if (counted.refused) throw overLimit(counted);
}

const limiterOf = (name: LimitName) => ourLimiters().of(name, limits[name]);

function refuseBlocked(name: LimitName, of: string): void {
  const ms = refusedMs(name, of);
  if (ms <= 0) return;
  throw overLimit({ name, counted: limits[name].most, left: 0, resetSeconds: Math.ceil(ms / 1000) });
}

/**
 * Checks a secret that a person may have chosen: each guess is counted before it is checked, so that of any number at
 * once no more than the limit are. A right one is taken back.
 * @throws DomainError rate_limited; what `check` throws
 */
export async function guardChosenSecret(caller: Caller, check: () => void): Promise<void> {
  const mine = await countUnder("guess", place(caller));
  if (mine.refused) throw overLimit(mine);
  const all = await countUnder("allGuesses", caller.kind);
  if (all.refused && mine.counted > 1) throw overLimit(all);
  check();
  await limiterOf("guess").reward(limitKey(place(caller)));
  if (!all.refused) await limiterOf("allGuesses").reward(limitKey(caller.kind));
}
