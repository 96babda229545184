import type { ActedEntry } from "@/components/bank/acted-entry";
import { formatMoney } from "@/components/ui/format";
import type { ListedBankEntry } from "@/server/bank/list-bank-entries";
import { moneyToDecimal } from "@/server/money";

/** An entry as its acts in the browser need it. */
export function actedEntry(entry: ListedBankEntry): ActedEntry {
  const { id, state, kind, currency, amountMinor, debtorName, remittance, proposal } = entry;
  const decimal = (minor: bigint) => moneyToDecimal({ minor, currency });
  return {
    ...{ id, state, kind, currency, remittance, amount: decimal(amountMinor), reason: proposal?.reason ?? "" },
    title: `${formatMoney(amountMinor, currency)} of ${debtorName || "an unknown payer"}`,
    parts: (proposal?.parts ?? []).map((part) => ({
      ...{ customerId: part.customerId, customerName: part.customerName, statementId: part.statementId ?? "" },
      amount: decimal(part.amountMinor),
    })),
  };
}
