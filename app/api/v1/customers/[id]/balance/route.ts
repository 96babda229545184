import { methods } from "@/server/http/methods";
import { exposureAt } from "@/server/overflow/customer-exposure";
import { getBalance, shownBalance } from "../../../journal/contract";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(getBalance, (program, { params, query: { at } }) =>
  program.on(params.id, async (ctx, customerId) => shownBalance(await exposureAt(ctx, customerId, at))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
