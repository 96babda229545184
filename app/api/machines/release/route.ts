import { machineOfToken } from "@/server/collection/machine-token";
import { inCustomer } from "@/server/context";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { readJson } from "@/server/http/read-body";
import { releaseMachine } from "@/server/workflow/release-machine";

export const dynamic = "force-dynamic";

/** A machine uninstalls: its seat is freed and its license ended. Again: the same answer (docs/machine-api.md). */
const post = handle(
  async (call) => {
    const { request, requestId, now } = call;
    const actor = await machineOfToken(call, "release");
    await readJson(request);
    await inCustomer({ actor, requestId, now }, actor.customerId, (ctx) =>
      releaseMachine(ctx, {
        customerId: actor.customerId,
        machineId: actor.id,
        reason: "The machine was uninstalled.",
      }),
    );
    return { state: "released" };
  },
  { codes: "upper" },
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post }, { codes: "upper" });
