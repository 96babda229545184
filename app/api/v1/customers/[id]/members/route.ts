import { methods } from "@/server/http/methods";
import { memberPage } from "@/server/identity/queries";
import { serve } from "../../../serve";
import { listMembers } from "./contract";
import { shownMember } from "./shown";

export const dynamic = "force-dynamic";

const get = serve(listMembers, (program, { params, query: { after, limit } }) =>
  program.on(params.id, async (ctx, customerId) => {
    const { rows, nextCursor } = await memberPage(ctx, customerId, { cursor: after, limit });
    return { members: rows.map(shownMember), next: nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
