import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { callingProgram } from "@/server/identity/calling-program";
import { answerUsage } from "@/server/usage/questions/answer-usage";

export const dynamic = "force-dynamic";

/** Use over time, for programs with the scope usage:read. */
const get = handle(async (call) => {
  const { request, now, requestId } = call;
  const actor = await callingProgram(call);
  return answerUsage(new URL(request.url), { actor, now, requestId });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
