import { timingSafeEqual } from "node:crypto";
import { jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { DomainError } from "@/server/errors";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { sha256 } from "@/server/keys/link-secrets";
import { reconcile } from "@/server/workflow/reconcile";

export const dynamic = "force-dynamic";

/**
 * Runs the scheduled jobs that are due, and says of the others when they are; safe to call from many places at once.
 * Needs `Authorization: Bearer CRON_SECRET`.
 */
const run = handle(async ({ request, now }) => {
  const given = request.headers.get("authorization")?.replace(/^Bearer /i, "") ?? "";
  if (!timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(env().CRON_SECRET))))
    throw new DomainError(
      "unauthenticated",
      "The cron's secret is missing or wrong. Send it as Authorization: Bearer CRON_SECRET.",
    );
  return reconcile(jobRequest("cron", now));
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: run, POST: run });
