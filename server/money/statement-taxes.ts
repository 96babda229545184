import { and, eq, inArray } from "drizzle-orm";
import { type StoredTax, statementFees, statementLines } from "@/db/schema";
import type { Context } from "../context";
import { taxesNow } from "./customer-tax";
import type { PartTax, Taxes, TaxRow } from "./tax";

type OfStatement = { customerId: string; id: string; periodEnd: Date; timeZone: string };

/** Works out what tax the fees and lines of a statement bear that is being issued, and stores it with each. */
export async function storeTaxes(ctx: Context, { customerId, id, ...period }: OfStatement): Promise<Taxes> {
  const [fees, lines] = [
    await ctx.tx
      .select({
        ...{ id: statementFees.id, amountMinor: statementFees.amountMinor, end: statementFees.periodEnd },
        subscriptionId: statementFees.subscriptionId,
      })
      .from(statementFees)
      .where(and(eq(statementFees.customerId, customerId), eq(statementFees.statementId, id))),
    await ctx.tx
      .select({
        ...{ id: statementLines.id, amountMinor: statementLines.amountMinor, end: statementLines.windowEnd },
        parameterId: statementLines.parameterId,
      })
      .from(statementLines)
      .where(and(eq(statementLines.customerId, customerId), eq(statementLines.statementId, id))),
  ];
  const taxes = await taxesNow(ctx, { customerId, ...period }, [...fees, ...lines]);
  for (const [table, rows] of [
    [statementFees, fees],
    [statementLines, lines],
  ] as const)
    for (const [tax, ids] of alike(rows, taxes))
      await ctx.tx
        .update(table)
        .set(tax)
        .where(and(eq(table.customerId, customerId), inArray(table.id, ids)));
  return taxes;
}

/** Ids of parts that bear the same tax. */
function alike(parts: readonly { id: string }[], { of }: Taxes): [PartTax, string[]][] {
  const groups = new Map<string, [PartTax, string[]]>();
  for (const { id } of parts) {
    const tax = of.get(id);
    if (!tax) continue;
    const key = `${tax.taxCategory} ${tax.taxRate}`;
    const group = groups.get(key) ?? [tax, []];
    group[1].push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** A row of the breakdown as it is stored. */
export const storedTax = ({ taxableMinor, taxMinor, ...row }: TaxRow): StoredTax => ({
  ...row,
  ...{ taxable: taxableMinor.toString(), tax: taxMinor.toString() },
});

/** A row of the breakdown as it was stored. */
export const readTax = ({ taxable, tax, ...row }: StoredTax): TaxRow => ({
  ...row,
  ...{ taxableMinor: BigInt(taxable), taxMinor: BigInt(tax) },
});
