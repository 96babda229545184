import { methods } from "@/server/http/methods";
import { listEvents } from "@/server/reads/event-list";
import { serve } from "../serve";
import { listBillingEvents, shownEvent } from "./contract";

export const dynamic = "force-dynamic";

/** Limits stay with provider and customer: no host cloud has a key here. */
const get = serve(listBillingEvents, (program, { query: { customer, since, after, ...filter } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await listEvents(ctx, {
      ...filter,
      cursor: after,
      customer: customerId ?? undefined,
      since: since === undefined ? undefined : new Date(since),
    });
    return { billingEvents: page.rows.map(shownEvent), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
