import { methods } from "@/server/http/methods";
import { parseInput } from "@/server/parse-input";
import { conflictByDigest } from "@/server/usage/corrections/usage-conflicts";
import { recordParams } from "../../parts";
import { serve } from "../../serve";
import { getUsageConflict, shownConflict } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getUsageConflict, (program, { params, query: { customer } }) => {
  const { record: digest } = parseInput(recordParams, params);
  return program.on(customer, async (ctx, customerId) =>
    shownConflict(await conflictByDigest(ctx, { customerId, digest }), { own: program.actor.customerId !== null }),
  );
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
