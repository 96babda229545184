import { methods } from "@/server/http/methods";
import { accountsOf } from "@/server/reads/cloud-accounts";
import { listAccounts, shownAccount } from "../../../licenses/contract";
import { slugs } from "../../../names";
import { serve } from "../../../serve";

export const dynamic = "force-dynamic";

const get = serve(listAccounts, (program, { params }) =>
  program.on(params.id, async (ctx, customerId) => {
    const names = await slugs(ctx);
    const accounts = await accountsOf(ctx, customerId);
    return { cloudAccounts: accounts.map((row) => shownAccount(row, names)) };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
