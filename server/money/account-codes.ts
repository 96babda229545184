import { and, asc, eq } from "drizzle-orm";
import { accountCodes, ledgerAccountKinds, services } from "@/db/schema";
import { recordAudit } from "../audit/record-audit";
import type { Context } from "../context";
import { DomainError } from "../errors";
import type { AccountKind } from "./ledger";

/** What accounts are called where finance set no code. */
const accountNames: Record<AccountKind, string> = {
  receivable: "Receivables",
  unbilled: "Receivables, not billed yet",
  revenue: "Revenue",
  tax: "Tax",
  cash: "Bank",
  write_offs: "Write-offs",
};

/** An account of the journal, or the revenue of one service. `id` is what forms and programs call it. */
export type BookedAccount = { id: string; name: string; code: string | null };

const idOf = (kind: AccountKind, serviceId: string) => (serviceId === "" ? kind : `${kind}:${serviceId}`);

/** Every account with the code that finance set, if any: one of each kind, and the revenue of each service. */
export async function bookedAccounts(ctx: Context): Promise<BookedAccount[]> {
  const [set, offers] = [
    await ctx.tx.select().from(accountCodes),
    await ctx.tx.select({ id: services.id, name: services.name }).from(services).orderBy(asc(services.name)),
  ];
  const account = (kind: AccountKind, serviceId: string, name: string) => ({
    id: idOf(kind, serviceId),
    name,
    code: set.find((one) => one.kind === kind && one.serviceId === serviceId)?.code ?? null,
  });
  return [
    ...ledgerAccountKinds.map((kind) => account(kind, "", accountNames[kind])),
    ...offers.map(({ id, name }) => account("revenue", id, `${accountNames.revenue}: ${name}`)),
  ];
}

/** The code of an account, of revenue by service: the one that is set for it, that of its kind, or the kind's name. */
export async function codesOfAccounts(ctx: Context): Promise<(kind: AccountKind, serviceId: string | null) => string> {
  const set = new Map(
    (await ctx.tx.select().from(accountCodes)).map((one) => [idOf(one.kind, one.serviceId), one.code]),
  );
  return (kind, serviceId) => set.get(idOf(kind, serviceId ?? "")) ?? set.get(kind) ?? accountNames[kind];
}

/**
 * Sets codes of accounts by their ids; an empty one takes the code away. What is left out stays.
 * @throws invalid_input for an account that there is not
 */
export async function setAccountCodes(ctx: Context, codes: Record<string, string>): Promise<void> {
  const known = await bookedAccounts(ctx);
  const detail: Record<string, string> = {};
  for (const [id, code] of Object.entries(codes)) {
    const account = known.find((one) => one.id === id);
    if (!account)
      throw new DomainError("invalid_input", `There is no account ${id}: ${known.map((one) => one.id).join(", ")}.`, {
        field: id,
      });
    if (code === (account.code ?? "")) continue;
    const kind = ledgerAccountKinds.find((one) => id.split(":")[0] === one) ?? "revenue";
    const serviceId = id.slice(kind.length + 1);
    if (code === "")
      await ctx.tx.delete(accountCodes).where(and(eq(accountCodes.kind, kind), eq(accountCodes.serviceId, serviceId)));
    else
      await ctx.tx
        .insert(accountCodes)
        .values({ kind, serviceId, code, changedAt: ctx.now })
        .onConflictDoUpdate({
          target: [accountCodes.kind, accountCodes.serviceId],
          set: { code, changedAt: ctx.now },
        });
    detail[account.name] = `${account.code ?? "none"} -> ${code || "none"}`;
  }
  if (Object.keys(detail).length === 0) return;
  await recordAudit(ctx, {
    ...{ customerId: null, action: "account_codes.changed", subjectKind: "installation", subjectId: "this" },
    ...{ detail, topic: "provider" },
  });
}
