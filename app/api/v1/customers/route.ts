import { addCustomer } from "@/server/configuration/add-customer";
import { methods } from "@/server/http/methods";
import { inviteCustomer } from "@/server/identity/invite-customer";
import { listCustomers } from "@/server/reads/customer-list";
import { serve } from "../serve";
import { addCustomer as add, listCustomers as list } from "./contract";

export const dynamic = "force-dynamic";

const get = serve(list, (program, { query: { after, ...filter } }) =>
  program.see(undefined, async (ctx) => {
    const page = await listCustomers(ctx, { ...filter, cursor: after });
    return {
      customers: page.rows.map((row) => ({
        id: row.id,
        name: row.name,
        identifier: row.identifier,
        identifierConfirmed: row.identifierConfirmedAt !== null,
        state: row.state,
        currency: row.currency,
        creditLimitMinor: row.creditLimitMinor.toString(),
        machines: row.machines,
        waitingMachines: row.waitingMachines,
        createdAt: row.createdAt.toISOString(),
      })),
      next: page.nextCursor,
    };
  }),
);

/** With a first person the company is invited, as from the console; without one it is active at once. */
const post = serve(add, (program, { body: { email, ...about } }) =>
  program.see(undefined, (ctx) => (email ? inviteCustomer(ctx, { ...about, email }) : addCustomer(ctx, about))),
);

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
