import { z } from "zod";
import { reservationInput } from "../../billing/input";
import { endReservation, heldReservations } from "../../billing/usage-reservations";
import { customerProcedure, router, staffProcedure } from "../init";

/** Reservations that one page shows. */
const most = 100;

/** Use that programs have reserved. */
export const reservationsRouter = router({
  held: staffProcedure("usage.read")
    .input(z.object({ customerId: z.string().min(1).max(100) }))
    .query(({ ctx, input }) => ctx.run((inner) => heldReservations(inner, { ...input, limit: most }))),
  own: customerProcedure("usage.read").query(({ ctx }) =>
    ctx.run((inner) => heldReservations(inner, { customerId: ctx.customerId, limit: most })),
  ),
  release: staffProcedure("usage.write")
    .input(reservationInput)
    .mutation(({ ctx, input }) =>
      ctx.run(async (inner) => {
        await endReservation(inner, { ...input, outcome: "released" });
      }),
    ),
});
