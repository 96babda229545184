import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { callingProgram } from "@/server/identity/calling-program";
import { answerFocus } from "@/server/usage/exports/answer-focus";

export const dynamic = "force-dynamic";

/** Use of a time as a FOCUS file, CSV or Parquet, for programs with the scope usage:read. */
const get = handle(async (call) => {
  const { request, now, requestId } = call;
  const actor = await callingProgram(call);
  return answerFocus(new URL(request.url), { actor, now, requestId });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
