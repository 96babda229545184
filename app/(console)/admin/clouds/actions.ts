"use server";
import type { ActAnswer } from "@/components/list/action-answer";
import { caller } from "@/server/trpc/caller";
import { answerOf } from "../act";

/** Asks a cloud whether it answers. */
export async function testConnection(cloudId: string): Promise<ActAnswer> {
  return answerOf(async () => {
    const api = await caller();
    const said = await api.clouds.test({ cloudId });
    return `${said.name} answers from ${said.region}.`;
  });
}
