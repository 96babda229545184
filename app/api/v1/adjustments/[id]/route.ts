import { methods } from "@/server/http/methods";
import { adjustmentById } from "@/server/money/adjustments";
import { serve } from "../../serve";
import { getProposal, shownAdjustment } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getProposal, (program, { params: { id } }) =>
  program.see(undefined, async (ctx) =>
    shownAdjustment(await adjustmentById(ctx, { id }), { own: program.actor.customerId !== null }),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
