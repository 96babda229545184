import "server-only";
import { TRPCError } from "@trpc/server";
import type { ActAnswer } from "@/components/list/action-answer";
import { pageContext } from "@/server/trpc/caller";
import { asTrpcError, outwardError } from "@/server/trpc/errors";

/** Runs an act and answers with a sentence where it is refused. What nobody foresaw is told by its request id alone. */
export async function answerOf(work: () => Promise<string | undefined>): Promise<ActAnswer> {
  try {
    const sentence = await work();
    return sentence ? { done: true, sentence } : { done: true };
  } catch (error) {
    const { requestId } = await pageContext();
    const known = error instanceof TRPCError ? error : asTrpcError(error);
    return { done: false, sentence: outwardError(known, requestId).message, requestId };
  }
}
