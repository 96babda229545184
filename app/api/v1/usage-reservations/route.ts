import { heldReservations } from "@/server/billing/usage-reservations";
import { methods } from "@/server/http/methods";
import { slugs } from "../names";
import { serve } from "../serve";
import { listReservations, shownReservation } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(listReservations, (program, { query: { customer, after, limit } }) =>
  program.see(customer, async (ctx, customerId) => {
    const page = await heldReservations(ctx, { customerId: customerId ?? undefined, cursor: after, limit });
    const names = await slugs(ctx);
    return { reservations: page.rows.map((row) => shownReservation(row, ctx.now, names)), next: page.nextCursor };
  }),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
