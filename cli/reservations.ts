import { allowanceInput } from "@/server/billing/input";
import { reservationState } from "@/server/billing/states";
import { endReservation, heldReservations, type UsageReservation } from "@/server/billing/usage-reservations";
import { listClouds } from "@/server/clouds/queries";
import { customerByIdOrIdentifier } from "@/server/configuration/queries";
import { type Context, inProvider, jobRequest } from "@/server/context";
import { checkEntitlement } from "@/server/licensing/check-entitlement";
import { parseInput } from "@/server/parse-input";
import { checkAllowance } from "@/server/workflow/check-allowance";
import { type Command, strings, table } from "./command";

const request = () => jobRequest("command line");
const idOf = async (ctx: Context, customer: string) => (await customerByIdOrIdentifier(ctx, customer)).id;

/** Rows that one listing shows. */
const most = 200;
const columns = ["reservation", "meter", "quantity", "cloud", "by", "since", "until"];
const cellsOf = (row: UsageReservation & { cloud: string }) => [
  row.id,
  row.meter,
  row.quantity,
  row.cloud,
  row.reservedBy,
  row.reservedAt.toISOString(),
  row.expiresAt.toISOString(),
];

/** What further use is allowed, and what of it programs have reserved. */
export const reservations: Command[] = [
  {
    name: "allowance check",
    like: [],
    usage: "--customer ID|IDENTIFIER --meter SLUG --quantity N [--cloud SLUG] [--machine ID] [--reserve SECONDS]",
    options: strings("customer", "meter", "quantity", "cloud", "machine", "reserve"),
    required: ["customer", "meter", "quantity"],
    run: async ({ customer = "", ...options }) => {
      const { reserve, ...asked } = parseInput(allowanceInput, options);
      const license = asked.machine
        ? await checkEntitlement(request(), { customerId: null, machineId: asked.machine })
        : null;
      const verdict = await inProvider(request(), async (ctx) =>
        checkAllowance(ctx, { ...asked, customerId: await idOf(ctx, customer), license, reserveSeconds: reserve }),
      );
      const { allowed, code, sentence, unit, remaining, above, reserved, reservation } = verdict;
      const held = reservation ? [`Reserved until ${reservation.expiresAt.toISOString()}: ${reservation.id}`] : [];
      return {
        json: { allowed, code, sentence, unit, remaining, above, reserved, reservationId: reservation?.id ?? null },
        text: [`${allowed ? "Allowed" : "Refused"}: ${sentence}`, ...held].join("\n"),
      };
    },
  },
  {
    name: "reservation list",
    like: ["reservations.held"],
    usage: "[--customer ID|IDENTIFIER]",
    options: strings("customer"),
    run: async ({ customer }) => {
      const rows = await inProvider(request(), async (ctx) => {
        const page = await heldReservations(ctx, { customerId: customer && (await idOf(ctx, customer)), limit: most });
        const clouds = await listClouds(ctx);
        const slugOf = (id: string) => clouds.find((cloud) => cloud.id === id)?.slug ?? id;
        return page.rows.map((row) => ({ ...row, cloud: slugOf(row.cloudId) }));
      });
      const json = rows.map((row) => ({ ...row, state: reservationState(row, row.reservedAt) }));
      return { json, text: table(columns, rows.map(cellsOf)) };
    },
  },
  {
    name: "reservation release",
    like: ["reservations.release"],
    usage: "RESERVATION --customer ID|IDENTIFIER",
    options: strings("customer"),
    positionals: ["RESERVATION"],
    required: ["customer"],
    run: async ({ customer = "" }, [id = ""]) => {
      await inProvider(request(), async (ctx) =>
        endReservation(ctx, { customerId: await idOf(ctx, customer), id, outcome: "released" }),
      );
      return { json: { id, state: "released" }, text: "The reservation is released: its quantity is free again." };
    },
  },
];
