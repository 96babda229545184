import { machineOfToken } from "@/server/collection/machine-token";
import { usageBodies } from "@/server/http/body-budget";
import { intake } from "@/server/http/fair-share";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { once } from "@/server/idempotency/once";
import { callingProgram } from "@/server/identity/calling-program";
import { sha256 } from "@/server/keys/link-secrets";
import { requestBytes } from "@/server/usage/input";
import { receiveEvents } from "@/server/usage/record/receive-events";

export const dynamic = "force-dynamic";

/**
 * Usage in, as CloudEvents: from programs by their key (usage:write), from machines by their token. One protocol for
 * both.
 */
const post = handle(async (call) => {
  const { request, now, requestId } = call;
  const authorization = request.headers.get("authorization");
  // Whose credential it is, only the database knows; what one credential may hold of it is bounded before it is asked.
  const sender = sha256(authorization ?? "");
  return intake().admit(sender, async () => {
    const machine = /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(authorization ?? "");
    const actor = await intake().run(sender, async () =>
      machine ? await machineOfToken(call, "usage") : await callingProgram(call),
    );
    const asked = { actor, now, requestId };
    const inTurn = <T>(work: () => Promise<T>) => intake().run(sender, work);
    return usageBodies().lend(actor.customerId ?? actor.id, (hold) =>
      once({ request, asked, principal: actor, limitBytes: requestBytes, hold, inTurn }, (whole) =>
        receiveEvents(whole, asked, hold),
      ),
    );
  });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
