import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { inProvider } from "@/server/context";
import { methods } from "@/server/http/methods";
import { assignWaiting } from "@/server/usage/corrections/assign-usage";
import { serve } from "../../serve";
import { assignUnassigned } from "../contract";

export const dynamic = "force-dynamic";

/** A thousand records at a time, each in transactions of their own. */
const post = serve(assignUnassigned, async ({ request }, { body: { customer, ...sender } }) => {
  const { id: customerId } = await inProvider(request, (ctx) => customerByIdOrIdentifier(ctx, customer));
  return assignWaiting(request, { ...sender, customerId });
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
