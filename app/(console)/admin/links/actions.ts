"use server";
import { revalidatePath } from "next/cache";
import type { ActAnswer } from "@/components/list/action-answer";
import { caller } from "@/server/trpc/caller";
import { answerOf } from "../act";

/** Revokes an installation link: from now on it answers 410. */
export async function revokeLink(customerId: string, linkId: string): Promise<ActAnswer> {
  return answerOf(async () => {
    const api = await caller();
    await api.links.revoke({ customerId, linkId });
    revalidatePath("/admin", "layout");
    return undefined;
  });
}
