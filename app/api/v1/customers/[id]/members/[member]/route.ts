import { methods } from "@/server/http/methods";
import { changeMemberRole, removeMember } from "@/server/identity/change-member";
import { serve } from "../../../../serve";
import { changeMember, getMember, removeMember as removal } from "../contract";
import { oneMember } from "../shown";

export const dynamic = "force-dynamic";

const get = serve(getMember, (program, { params }) =>
  program.on(params.id, (ctx, customerId) => oneMember(ctx, customerId, params.member)),
);

const patch = serve(changeMember, (program, { params, body }) =>
  program.on(params.id, async (ctx, customerId) => {
    await changeMemberRole(ctx, { customerId, id: params.member, role: body.role });
    return oneMember(ctx, customerId, params.member);
  }),
);

const remove = serve(removal, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => {
    await removeMember(ctx, { customerId, id: params.member });
    return null;
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, PATCH: patch, DELETE: remove });
