import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { authenticateKey } from "@/server/identity/authenticate-key";
import { answerUsage } from "@/server/usage/questions/answer-usage";

export const dynamic = "force-dynamic";

/** Use over time, for programs with the scope usage:read. */
const get = handle(async ({ request, now, requestId }) => {
  const actor = await authenticateKey(request.headers.get("authorization"));
  return answerUsage(new URL(request.url), { actor, now, requestId });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
