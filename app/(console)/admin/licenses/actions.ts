"use server";
import { revalidatePath } from "next/cache";
import type { ActAnswer } from "@/components/list/action-answer";
import { caller } from "@/server/trpc/caller";
import { answerOf } from "../act";

type Which = { customerId: string; licenseId: string };

async function done(work: (api: Awaited<ReturnType<typeof caller>>) => Promise<unknown>): Promise<ActAnswer> {
  return answerOf(async () => {
    await work(await caller());
    revalidatePath("/admin", "layout");
    return undefined;
  });
}

/** Issues another document of a license before its time. */
export async function issueAgain(which: Which): Promise<ActAnswer> {
  return done((api) => api.licenses.issueAgain(which));
}

/** Stops a license until it is resumed. */
export async function suspendLicense(which: Which, reason: string): Promise<ActAnswer> {
  return done((api) => api.licenses.suspend({ ...which, reason }));
}

/** Lets a suspended license go on. */
export async function resumeLicense(which: Which): Promise<ActAnswer> {
  return done((api) => api.licenses.resume(which));
}

/** Ends a license and frees its seat. */
export async function releaseLicense(which: Which, reason: string): Promise<ActAnswer> {
  return done((api) => api.licenses.release({ ...which, reason }));
}

/** Ends a license for good and names its documents on the revocation list. */
export async function revokeLicense(which: Which, reason: string): Promise<ActAnswer> {
  return done((api) => api.licenses.revoke({ ...which, reason }));
}
