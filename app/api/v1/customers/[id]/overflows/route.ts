import { methods } from "@/server/http/methods";
import { overflowsAtWork } from "@/server/reads/standings";
import { listOverflows, shownOverflow } from "../../../overflows/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listOverflows, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => ({
    overflows: (await overflowsAtWork(ctx, customerId)).map(shownOverflow),
  })),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
