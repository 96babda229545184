import { jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { requireSecret } from "@/server/http/require-secret";
import { reconcile } from "@/server/workflow/reconcile";

export const dynamic = "force-dynamic";

/**
 * Runs the scheduled jobs that are due, and says of the others when they are; safe to call from many places at once.
 * Needs `Authorization: Bearer CRON_SECRET`.
 */
const run = handle(async (call) => {
  await requireSecret(call, "CRON_SECRET", env().CRON_SECRET);
  return reconcile(jobRequest("cron", call.now));
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: run, POST: run });
