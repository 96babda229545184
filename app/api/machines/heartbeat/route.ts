import { machineOfToken } from "@/server/collection/machine-token";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { limitRate } from "@/server/http/rate-limit";
import { readJson } from "@/server/http/read-body";
import { heartbeatInput } from "@/server/monitoring/input";
import { parseInput } from "@/server/parse-input";
import { takeHeartbeat } from "@/server/workflow/machine-heartbeat";

export const dynamic = "force-dynamic";

/** A machine reports its state and receives what it lacks (docs/machine-api.md). */
const post = handle(
  async ({ request, requestId, now }) => {
    const actor = await machineOfToken(request.headers.get("authorization"), now, "heartbeat");
    limitRate("machine", actor.id, { perMinute: 120 });
    const input = parseInput(heartbeatInput, await readJson(request));
    return takeHeartbeat({ actor, requestId, now }, input);
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
