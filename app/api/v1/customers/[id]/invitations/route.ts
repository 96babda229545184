import { methods } from "@/server/http/methods";
import { inviteMember } from "@/server/identity/invite-member";
import { invitationsOf } from "@/server/identity/queries";
import { serve } from "../../../serve";
import { inviteMember as invite, listInvitations } from "../members/contract";
import { oneInvitation, shownInvitation } from "../members/shown";

export const dynamic = "force-dynamic";

const get = serve(listInvitations, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => ({
    invitations: (await invitationsOf(ctx, customerId)).map(shownInvitation),
  })),
);

const post = serve(invite, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { id } = await inviteMember(ctx, { ...body, customerId });
    return oneInvitation(ctx, customerId, id);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
