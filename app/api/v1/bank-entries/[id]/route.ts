import { bankEntryById } from "@/server/bank/list-bank-entries";
import { methods } from "@/server/http/methods";
import { serve } from "../../serve";
import { getReceipt, shownBankEntry } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getReceipt, (program, { params: { id } }) =>
  program.see(undefined, async (ctx) => shownBankEntry(await bankEntryById(ctx, id))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
