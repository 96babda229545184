import { methods } from "@/server/http/methods";
import { confirmExactEntries } from "@/server/workflow/confirm-bank-entries";
import { serve } from "../../serve";
import { confirmExactReceipts } from "../contract";

export const dynamic = "force-dynamic";

const post = serve(confirmExactReceipts, (program, { body: { ids } }) => confirmExactEntries(program.request, ids));

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
