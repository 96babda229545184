import { machineOfToken } from "@/server/collection/machine-token";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { authenticateKey } from "@/server/identity/authenticate-key";
import { receiveEvents } from "@/server/usage/record/receive-events";

export const dynamic = "force-dynamic";

/**
 * Usage in, as CloudEvents: from programs by their key (usage:write), from machines by their token. One protocol for
 * both.
 */
const post = handle(async ({ request, now, requestId }) => {
  const authorization = request.headers.get("authorization");
  const actor = /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/.test(authorization ?? "")
    ? await machineOfToken(authorization, now, "usage")
    : await authenticateKey(authorization);
  return receiveEvents(request, { actor, now, requestId });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
