"use server";
import { revalidatePath } from "next/cache";
import type { ActAnswer } from "@/components/list/action-answer";
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

/** Gives up a stuck overflow: its machine is deleted, and it ends as failed with the reason. */
export async function giveUpOverflow(customerId: string, overflowId: string, reason: string): Promise<ActAnswer> {
  return answerOf(async () => {
    const api = await caller();
    await api.operations.giveUpOverflow({ customerId, overflowId, reason });
    revalidatePath("/admin", "layout");
    return undefined;
  });
}
