import { methods } from "@/server/http/methods";
import { listUnassigned } from "@/server/usage/corrections/unassigned-usage";
import { timeText } from "../parts";
import { serve } from "../serve";
import { listUnassigned as list } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(list, (program) =>
  program.see(undefined, async (ctx) => {
    const { senders, more } = await listUnassigned(ctx);
    return { senders: senders.map(({ since, ...sender }) => ({ ...sender, since: timeText(since) })), more };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
