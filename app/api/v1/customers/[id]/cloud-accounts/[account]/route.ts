import { methods } from "@/server/http/methods";
import { accountRow } from "@/server/reads/cloud-accounts";
import { getAccount, shownAccount } from "../../../../licenses/contract";
import { slugs } from "../../../../names";
import { serve } from "../../../../serve";

export const dynamic = "force-dynamic";

const get = serve(getAccount, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) =>
    shownAccount(await accountRow(ctx, customerId, params.account), await slugs(ctx)),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
