import { methods } from "@/server/http/methods";
import { revokeInvitation } from "@/server/identity/invite-member";
import { serve } from "../../../../serve";
import { getInvitation, revokeInvitation as revoke } from "../../members/contract";
import { oneInvitation } from "../../members/shown";

export const dynamic = "force-dynamic";

const get = serve(getInvitation, (program, { params }) =>
  program.on(params.id, (ctx, customerId) => oneInvitation(ctx, customerId, params.invitation)),
);

const remove = serve(revoke, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => {
    await revokeInvitation(ctx, { customerId, id: params.invitation });
    return null;
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, DELETE: remove });
