import { methods } from "@/server/http/methods";
import { eventRow } from "@/server/reads/event-list";
import { serve } from "../../serve";
import { getBillingEvent, shownEvent } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getBillingEvent, (program, { params }) =>
  program.see(undefined, async (ctx) => shownEvent(await eventRow(ctx, params.id))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
