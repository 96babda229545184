import { handle } from "@/server/http/handle";
import { authenticateKey } from "@/server/identity/authenticate-key";
import { answerUsageRecords } from "@/server/usage/answer-usage";

export const dynamic = "force-dynamic";

/** Usage records with their fates, for programs with the scope usage:read; `format=csv` downloads all of them. */
export const GET = handle(async ({ request, now, requestId }) => {
  const actor = await authenticateKey(request.headers.get("authorization"));
  return answerUsageRecords(new URL(request.url), { actor, now, requestId });
});
