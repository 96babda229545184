import { methods } from "@/server/http/methods";
import { runningPeriod } from "@/server/money/statement-view";
import { serve } from "../../serve";
import { getDraft, shownContent } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getDraft, (program, { query: { customer } }) =>
  program.on(customer, async (ctx, customerId) => shownContent(await runningPeriod(ctx, customerId))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
