import { methods } from "@/server/http/methods";
import { batchById } from "@/server/usage/questions/queries";
import { serve } from "../../serve";
import { getUsageBatch, shownBatch } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getUsageBatch, (program, { params }) =>
  program.see(undefined, async (ctx) => shownBatch(await batchById(ctx, params.id))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
