import { machineOfToken } from "@/server/collection/machine-token";
import { guardGuesses } from "@/server/http/guesses";
import { type Call, handle } from "@/server/http/handle";
import { limit } from "@/server/http/limits";
import { methods } from "@/server/http/methods";
import { readJson } from "@/server/http/read-body";
import { parseInput } from "@/server/parse-input";
import { reportInput } from "@/server/setup/input";
import { machineOfEnvelope, takeReport } from "@/server/workflow/machine-report";

export const dynamic = "force-dynamic";

/**
 * A machine reports a step, an outcome or a probe: by its token, or by its envelope before it has enrolled
 * (docs/machine-api.md).
 */
const post = handle(
  async (call) => {
    const { request, requestId, now } = call;
    const actor = await reporter(call);
    const report = parseInput(reportInput, await readJson(request));
    await takeReport({ actor, requestId, now }, actor.customerId, actor.id, report);
    return { state: "noted" };
  },
  { codes: "upper" },
);

/** Who reports: a machine by its token, or, before it has enrolled, by its envelope. */
async function reporter(call: Call) {
  const { request, address, answerHeaders, ...asked } = call;
  const envelope = /^Enrolment (\S{50,900})$/.exec(request.headers.get("authorization") ?? "")?.[1];
  if (!envelope) return machineOfToken(call, "report");
  const actor = await guardGuesses({ kind: "machine token", address, credential: envelope }, () =>
    machineOfEnvelope(asked, envelope),
  );
  await limit("machine", actor.id, answerHeaders);
  return actor;
}

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
