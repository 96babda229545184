import { methods } from "@/server/http/methods";
import { decideProposed } from "@/server/workflow/decide-adjustment";
import { serve } from "../../../serve";
import { rejectAdjustment } from "../../contract";

export const dynamic = "force-dynamic";

const post = serve(rejectAdjustment, (program, { params: { id }, body: { customer, reason } }) =>
  program.on(customer, async (ctx, customerId) => {
    await decideProposed(ctx, { customerId, id, reason, decision: "rejected" });
    return null;
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
