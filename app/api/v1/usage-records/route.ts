import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { authenticateKey } from "@/server/identity/authenticate-key";
import { answerUsageRecords } from "@/server/usage/questions/answer-usage";

export const dynamic = "force-dynamic";

/** Usage records with their fates, for programs with the scope usage:read; `format=csv` downloads all of them. */
const get = handle(async ({ request, now, requestId }) => {
  const actor = await authenticateKey(request.headers.get("authorization"));
  return answerUsageRecords(new URL(request.url), { actor, now, requestId });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
