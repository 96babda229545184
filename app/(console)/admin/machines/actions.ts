"use server";
import { revalidatePath } from "next/cache";
import type { ActAnswer } from "@/components/list/action-answer";
import { caller } from "@/server/trpc/caller";
import { answerOf } from "../act";

type Which = { customerId: string; machineId: string };

async function done(work: (api: Awaited<ReturnType<typeof caller>>) => Promise<unknown>): Promise<ActAnswer> {
  return answerOf(async () => {
    await work(await caller());
    revalidatePath("/admin", "layout");
    return undefined;
  });
}

/** Lets a machine that awaits approval go on; takes a seat when it enrols. */
export async function approveMachine(which: Which): Promise<ActAnswer> {
  return done((api) => api.machines.approve(which));
}

/** Turns a machine away. */
export async function rejectMachine(which: Which, reason: string): Promise<ActAnswer> {
  return done((api) => api.machines.reject({ ...which, reason }));
}

/** Ends the machine's license and tells it to uninstall. */
export async function releaseMachine(which: Which, reason: string): Promise<ActAnswer> {
  return done((api) => api.machines.release({ ...which, reason }));
}

/** Lets a quarantined machine go on. */
export async function endQuarantine(which: Which): Promise<ActAnswer> {
  return done((api) => api.machines.endQuarantine(which));
}
