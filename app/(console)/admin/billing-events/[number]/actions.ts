"use server";
import { revalidatePath } from "next/cache";
import type { ActAnswer } from "@/components/console/act-answer";
import { caller } from "@/server/trpc/caller";
import { answerOf } from "../../act";

/** Answers the question of an overflow for the customer. */
export async function answerOverflow(customerId: string, overflowId: string, answer: "yes" | "no"): Promise<ActAnswer> {
  return answerOf(async () => {
    const api = await caller();
    await api.overflows.answer({ customerId, overflowId, answer });
    revalidatePath("/admin", "layout");
    return undefined;
  });
}
