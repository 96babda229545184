import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { customerOfLink } from "@/server/setup/customer-of-link";
import { revokeLink } from "@/server/setup/revoke-link";
import { programOf } from "../../program";

export const dynamic = "force-dynamic";

/** Revokes a link: it answers 410 from now on. Again: the same answer. */
const remove = handle<{ id: string }>(async (call) => {
  const program = await programOf(call, "links.change");
  const { id } = call.params;
  await program.owning(
    (ctx) => customerOfLink(ctx, id),
    (ctx, customerId) => revokeLink(ctx, { customerId, linkId: id }),
  );
  return new Response(null, { status: 204, headers: { "x-request-id": call.requestId, "cache-control": "no-store" } });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ DELETE: remove });
