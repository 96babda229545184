import { methods } from "@/server/http/methods";
import { confirmWrittenEntry } from "@/server/workflow/confirm-bank-entries";
import { serve } from "../../../serve";
import { confirmReceipt } from "../../contract";

export const dynamic = "force-dynamic";

const post = serve(confirmReceipt, (program, { params: { id }, body: { parts } }) =>
  program.owning(
    async () => null,
    async (ctx) => ({ payments: await confirmWrittenEntry(ctx, { id, parts }) }),
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
