import type { z } from "zod";
import type { ReservationOutcome } from "@/server/billing/states";
import { endReservation, reservationById } from "@/server/billing/usage-reservations";
import { slugs } from "../names";
import type { Served } from "../operation";
import { serve } from "../serve";
import { type reservation, shownReservation } from "./contract";

/** The handler of an operation that ends a reservation and answers with it. */
export const ending = <P extends `/usage-reservations/{id}/${string}`>(
  operation: Served<P, z.ZodObject, z.ZodObject, typeof reservation>,
  outcome: ReservationOutcome,
) =>
  serve(operation, (program, { params }) => {
    const { id } = params as { id: string };
    return program.owning(
      async (ctx) => (await reservationById(ctx, id)).customerId,
      async (ctx, customerId) =>
        shownReservation(await endReservation(ctx, { customerId, id, outcome }), ctx.now, await slugs(ctx)),
    );
  });
