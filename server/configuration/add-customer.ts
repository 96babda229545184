import { eq } from "drizzle-orm";
import { customers, installation } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import { newId } from "../ids";
import { numberedIdentifier, proposedIdentifier } from "./rules";
import type { ServedState } from "./states";

export type NewCustomer = {
  name: string;
  /**
   * The provider's or the customer's own name for the account: given counts as confirmed, left away one is proposed.
   */
  identifier?: string;
  currency?: string;
  timeZone?: string;
  state?: ServedState;
};

/**
 * Adds a company, in the provider's role. Currency and time zone default to the installation's currency and UTC.
 * @throws DomainError conflict where the given identifier is taken.
 */
export async function addCustomer(ctx: Context, input: NewCustomer): Promise<{ id: string; identifier: string }> {
  const [here] = await ctx.tx.select({ currency: installation.currency }).from(installation);
  const id = newId("customer", ctx.now);
  const row = {
    id,
    name: input.name,
    state: input.state ?? ("active" as const),
    currency: input.currency ?? here?.currency ?? "EUR",
    timeZone: input.timeZone ?? "UTC",
    creditLimitMinor: 0n,
    createdAt: ctx.now,
  };
  const identifier = input.identifier
    ? await insertWith(ctx, row, input.identifier, true)
    : await insertProposed(ctx, row);
  if (identifier === null)
    throw new DomainError("conflict", `The account identifier ${input.identifier} is taken. Choose another.`, {
      field: "identifier",
    });
  await recordAudit(ctx, {
    customerId: id,
    action: "customer.added",
    subjectKind: "customer",
    subjectId: id,
    detail: { name: input.name },
    topic: "customers",
  });
  await recordAudit(ctx, {
    customerId: id,
    action: input.identifier ? "identifier.confirmed" : "identifier.proposed",
    subjectKind: "customer",
    subjectId: id,
    detail: { identifier },
  });
  return { id, identifier };
}

type Row = Omit<typeof customers.$inferInsert, "identifier">;

/** Inserts under this identifier. @returns null where it is taken. */
async function insertWith(ctx: Context, row: Row, identifier: string, confirmed: boolean): Promise<string | null> {
  const written = await ctx.tx
    .insert(customers)
    .values({
      ...row,
      identifier,
      identifierConfirmedAt: confirmed ? ctx.now : null,
      identifierConfirmedBy: confirmed ? ctx.actor.label : null,
    })
    .onConflictDoNothing({ target: customers.identifier })
    .returning({ id: customers.id });
  return written.length > 0 ? identifier : null;
}

async function insertProposed(ctx: Context, row: Row): Promise<string> {
  const proposal = proposedIdentifier(row.name);
  for (let n = 1; n < 100; n++) {
    const identifier = await insertWith(ctx, row, numberedIdentifier(proposal, n), false);
    if (identifier !== null) return identifier;
  }
  // A hundred companies of that name: the id is unique, and the customer will confirm one of their own.
  return (await insertWith(ctx, row, row.id.replace("_", "-"), false)) as string;
}

/** Takes the company's row, so that information that arrives and a machine that asks do not miss each other. */
export async function lockCustomer(ctx: Context, customerId: string): Promise<void> {
  await ctx.tx.select({ id: customers.id }).from(customers).where(eq(customers.id, customerId)).for("no key update");
}
