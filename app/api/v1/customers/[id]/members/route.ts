import { methods } from "@/server/http/methods";
import { membersOf } from "@/server/identity/queries";
import { serve } from "../../../serve";
import { listMembers } from "./contract";
import { shownMember } from "./shown";

export const dynamic = "force-dynamic";

const get = serve(listMembers, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => ({ members: (await membersOf(ctx, customerId)).map(shownMember) })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
