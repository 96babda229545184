import { reservationById } from "@/server/billing/usage-reservations";
import { methods } from "@/server/http/methods";
import { slugs } from "../../names";
import { serve } from "../../serve";
import { getReservation, shownReservation } from "../contract";

export const dynamic = "force-dynamic";

const get = serve(getReservation, (program, { params: { id } }) =>
  program.see(undefined, async (ctx) => shownReservation(await reservationById(ctx, id), ctx.now, await slugs(ctx))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get });
