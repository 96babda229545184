"use server";
import { revalidatePath } from "next/cache";
import type { ActAnswer } from "@/components/list/action-answer";
import { caller } from "@/server/trpc/caller";
import { answerOf } from "../act";

/** Lets a stuck overflow go on from where it stopped. */
export async function retryOverflow(customerId: string, overflowId: string): Promise<ActAnswer> {
  return answerOf(async () => {
    const api = await caller();
    await api.operations.retryOverflow({ customerId, overflowId });
    revalidatePath("/admin", "layout");
    return undefined;
  });
}
