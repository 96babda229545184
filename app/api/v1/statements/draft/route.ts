import { methods } from "@/server/http/methods";
import { draftOfMonth } from "@/server/money/open-months";
import { serve } from "../../serve";
import { getDraft, shownContent } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getDraft, (program, { query: { customer, month } }) =>
  program.on(customer, async (ctx, customerId) => shownContent(await draftOfMonth(ctx, customerId, month))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
