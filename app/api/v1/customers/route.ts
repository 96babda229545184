import type { z } from "zod";
import { addCustomer } from "@/server/configuration/add-customer";
import { DomainError } from "@/server/errors";
import { handle } from "@/server/http/handle";
import { methods } from "@/server/http/methods";
import { readJson } from "@/server/http/read-body";
import { inviteMember } from "@/server/identity/invite-member";
import { parseInput } from "@/server/parse-input";
import { listCustomers } from "@/server/reads/customer-list";
import { created, programOf, queryOf } from "../program";
import { customerBody, type customersAnswer, customersQuery } from "./contract";

export const dynamic = "force-dynamic";

/** The provider's customers; a customer's key sees its own company. */
const get = handle(async (call) => {
  const program = await programOf(call, "customers.read");
  const { after, ...filter } = parseInput(customersQuery, queryOf(call.request));
  const page = await program.see(undefined, (ctx) => listCustomers(ctx, { ...filter, cursor: after }));
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
  } satisfies z.infer<typeof customersAnswer>;
});

/** Adds a customer, for a provider's key. */
const post = handle(async (call) => {
  const program = await programOf(call, "customer.add");
  if (program.actor.customerId !== null)
    throw new DomainError(
      "forbidden",
      "This key belongs to one company. Adding companies takes a key of the provider.",
    );
  const { email, ...about } = parseInput(customerBody, await readJson(call.request));
  const customer = await program.see(undefined, async (ctx) => {
    const added = await addCustomer(ctx, about);
    if (email) await inviteMember(ctx, { customerId: added.id, email, role: "owner" });
    return added;
  });
  return created(customer, call);
});

export const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = methods({ GET: get, POST: post });
