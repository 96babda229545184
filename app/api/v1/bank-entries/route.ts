import { listBankEntries } from "@/server/bank/list-bank-entries";
import { methods } from "@/server/http/methods";
import { serve } from "../serve";
import { listReceipts, shownBankEntry } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listReceipts, (program, { query: { state, after, limit } }) =>
  program.see(undefined, async (ctx) => {
    const page = await listBankEntries(ctx, { state, cursor: after, limit });
    return { entries: page.rows.map(shownBankEntry), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
