import { listBankFiles } from "@/server/bank/list-bank-entries";
import { storeBankFile } from "@/server/bank/store-bank-file";
import { methods } from "@/server/http/methods";
import { listBankStatements, shownBankFile, storeBankStatement } from "../bank-entries/contract";
import { serve } from "../serve";

export const dynamic = "force-dynamic";

const get = serve(listBankStatements, (program, { query: { after, limit } }) =>
  program.see(undefined, async (ctx) => {
    const page = await listBankFiles(ctx, { cursor: after, limit });
    return { files: page.rows.map(shownBankFile), next: page.nextCursor };
  }),
);

const post = serve(storeBankStatement, (program, { body }) =>
  program.owning(
    async () => null,
    (ctx) => storeBankFile(ctx, body),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
