import { methods } from "@/server/http/methods";
import { inviteMember } from "@/server/identity/invite-member";
import { invitationPage } from "@/server/identity/queries";
import { serve } from "../../../serve";
import { inviteMember as invite, listInvitations } from "../members/contract";
import { oneInvitation, shownInvitation } from "../members/shown";

export const dynamic = "force-dynamic";

const get = serve(listInvitations, (program, { params, query: { after, limit } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { rows, nextCursor } = await invitationPage(ctx, customerId, { cursor: after, limit });
    return { invitations: rows.map(shownInvitation), next: nextCursor };
  }),
);

const post = serve(invite, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { id } = await inviteMember(ctx, { ...body, customerId });
    return oneInvitation(ctx, customerId, id);
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
