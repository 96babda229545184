import { ignoreEntry } from "@/server/bank/decide-entry";
import { methods } from "@/server/http/methods";
import { serve } from "../../../serve";
import { ignoreReceipt } from "../../contract";

export const dynamic = "force-dynamic";

const post = serve(ignoreReceipt, (program, { params: { id }, body: { reason } }) =>
  program.owning(
    async () => null,
    async (ctx) => {
      await ignoreEntry(ctx, { id, reason });
      return null;
    },
  ),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ POST: post });
