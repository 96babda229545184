import { machineOfToken } from "@/server/collection/machine-token";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { limitRate } from "@/server/http/rate-limit";
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
  async ({ request, requestId, now }) => {
    const authorization = request.headers.get("authorization");
    const envelope = /^Enrolment (\S{50,900})$/.exec(authorization ?? "")?.[1];
    const actor = envelope
      ? await machineOfEnvelope({ requestId, now }, envelope)
      : await machineOfToken(authorization, now, "report");
    limitRate("machine", actor.id, { perMinute: 120 });
    const report = parseInput(reportInput, await readJson(request));
    await takeReport({ actor, requestId, now }, actor.customerId, actor.id, report);
    return { state: "noted" };
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
