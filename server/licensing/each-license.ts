import type { Context, Request } from "../context";
import { DomainError, problemOf } from "../errors";
import { log } from "../log";

export type LicenseKey = { customerId: string; licenseId: string };

/** What became of each: done, or refused with the sentence of why. In the order they were given. */
export type EachAnswer = { done: string[]; refused: { licenseId: string; sentence: string }[] };

/**
 * One action on several licenses, each judged on its own: `run` gives each its own transaction, so that the refusal of
 * one undoes none of the others. A license that is named twice is taken once. An unforeseen error is written to the
 * log; the answer names only the request's id.
 */
export async function eachLicense(
  {
    requestId,
    run,
  }: { requestId: Request["requestId"]; run: (work: (ctx: Context) => Promise<void>) => Promise<void> },
  input: { licenses: LicenseKey[]; action: (ctx: Context, key: LicenseKey) => Promise<unknown> },
): Promise<EachAnswer> {
  const answer: EachAnswer = { done: [], refused: [] };
  for (const key of new Map(input.licenses.map((one) => [one.licenseId, one])).values()) {
    try {
      await run(async (ctx) => {
        await input.action(ctx, key);
      });
      answer.done.push(key.licenseId);
    } catch (error) {
      if (!(error instanceof DomainError))
        log.error({ requestId, licenseId: key.licenseId, err: error }, "an action on a license failed");
      answer.refused.push({ licenseId: key.licenseId, sentence: String(problemOf(error, requestId).body.detail) });
    }
  }
  return answer;
}
