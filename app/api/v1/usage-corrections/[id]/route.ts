import { methods } from "@/server/http/methods";
import { correctionById } from "@/server/usage/corrections/list-corrections";
import { serve } from "../../serve";
import { getUsageCorrection, shownCorrection } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getUsageCorrection, (program, { params: { id } }) =>
  program.see(undefined, async (ctx) =>
    shownCorrection(await correctionById(ctx, id), { own: program.actor.customerId !== null }),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
