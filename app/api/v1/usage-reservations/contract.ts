import { z } from "zod";
import { reservationState, reservationStates } from "@/server/billing/states";
import type { UsageReservation } from "@/server/billing/usage-reservations";
import type { Slugs } from "../names";
import { operation } from "../operation";
import { after, customerName, decimal, limit, named, onePage, pageAnswer, time, timeText } from "../parts";

export const reservation = named(
  "UsageReservation",
  z.object({
    id: z.string(),
    customerId: z.string(),
    meter: z.string(),
    cloud: z.string().describe("A host cloud's slug, or on-premises"),
    machine: z.string().nullable(),
    quantity: decimal,
    state: z.enum(reservationStates),
    reservedBy: z.string(),
    reservedAt: time,
    expiresAt: time,
    endedAt: time.nullable(),
  }),
);

/** A reservation of use, as programs see it. */
export const shownReservation = (row: UsageReservation, now: Date, slugs: Slugs): z.infer<typeof reservation> => ({
  id: row.id,
  customerId: row.customerId,
  meter: row.meter,
  cloud: slugs.cloud(row.cloudId) ?? row.cloudId,
  machine: row.machineId,
  quantity: row.quantity,
  state: reservationState(row, now),
  reservedBy: row.reservedBy,
  reservedAt: row.reservedAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  endedAt: timeText(row.endedAt),
});

const reading = { method: "get", tag: "Limits", action: "usage.read" } as const;
export const listReservations = operation({
  ...reading,
  path: "/usage-reservations",
  summary: "Use that is reserved now, oldest first",
  like: ["reservations.held", "reservations.own"],
  query: z.strictObject({ customer: customerName, after, limit }),
  answer: named("UsageReservations", pageAnswer("reservations", reservation)),
  says: onePage,
});
export const getReservation = operation({
  ...reading,
  path: "/usage-reservations/{id}",
  summary: "One reservation of use, also one that has ended",
  like: ["reservations.held", "reservations.own"],
  answer: reservation,
  says: "The reservation.",
});

const ending = { method: "post", tag: "Limits", action: "usage.write", answer: reservation } as const;
export const commitReservation = operation({
  ...ending,
  path: "/usage-reservations/{id}/commit",
  summary: "End a reservation whose use was sent: from now on the use itself counts",
  like: [],
  says: "The reservation. Repeating it changes nothing.",
});
export const releaseReservation = operation({
  ...ending,
  path: "/usage-reservations/{id}/release",
  summary: "End a reservation whose use did not happen",
  like: ["reservations.release"],
  says: "The reservation. Repeating it changes nothing.",
});
