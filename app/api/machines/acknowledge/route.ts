import { machineOfToken } from "@/server/collection/machine-token";
import { inCustomer } from "@/server/context";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { readJson } from "@/server/http/read-body";
import { acknowledgeEntitlements } from "@/server/licensing/acknowledge-entitlements";
import { acknowledgeInput } from "@/server/licensing/input";
import { parseInput } from "@/server/parse-input";

export const dynamic = "force-dynamic";

/** A machine acknowledges its entitlements; only then may its application start (docs/machine-api.md). */
const post = handle(
  async (call) => {
    const { request, requestId, now } = call;
    const actor = await machineOfToken(call, "acknowledge");
    const input = parseInput(acknowledgeInput, await readJson(request));
    await inCustomer({ actor, requestId, now }, actor.customerId, (ctx) =>
      acknowledgeEntitlements(ctx, { customerId: actor.customerId, machineId: actor.id, ...input }),
    );
    return { state: "acknowledged" };
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
