import { inProvider, jobRequest } from "@/server/context";
import { env } from "@/server/env";
import { DomainError } from "@/server/errors";
import { storeAnswers } from "@/server/http/answer-counts";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { requireSecret } from "@/server/http/require-secret";
import { metricsText } from "@/server/reads/metrics";

export const dynamic = "force-dynamic";

/** Figures for Prometheus. Needs `Authorization: Bearer METRICS_SECRET`; without that setting there are none. */
const get = handle(async (call) => {
  const { METRICS_SECRET } = env();
  if (!METRICS_SECRET) throw new DomainError("not_found", "There are no metrics here: METRICS_SECRET is not set.");
  await requireSecret(call, "METRICS_SECRET", METRICS_SECRET);
  await storeAnswers();
  const text = await inProvider(jobRequest("metrics", call.now), metricsText);
  return new Response(text, {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
  });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
