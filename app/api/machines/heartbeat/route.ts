import { machineOfToken } from "@/server/collection/machine-token";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { readJson } from "@/server/http/read-body";
import { heartbeatInput } from "@/server/monitoring/input";
import { parseInput } from "@/server/parse-input";
import { takeHeartbeat } from "@/server/workflow/machine-heartbeat";

export const dynamic = "force-dynamic";

/** A machine reports its state and receives what it lacks (docs/machine-api.md). */
const post = handle(
  async (call) => {
    const { request, requestId, now } = call;
    const actor = await machineOfToken(call, "heartbeat");
    const input = parseInput(heartbeatInput, await readJson(request));
    return takeHeartbeat({ actor, requestId, now }, input);
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
