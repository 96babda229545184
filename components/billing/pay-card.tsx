import { Card } from "@/components/ui/card";
import { formatMoney } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { KeyValue } from "@/components/ui/key-value";
import type { StatementPage } from "@/server/money/statement-view";

/** How an issued statement is paid, by what the provider stated when it was issued; nothing where it stated nothing. */
export function PayCard({
  statement,
  zone,
}: {
  statement: Pick<StatementPage, "header" | "number" | "state" | "dueAt" | "grossMinor" | "settledMinor" | "currency">;
  zone: string;
}) {
  const { header, number, state, dueAt, grossMinor, settledMinor, currency } = statement;
  const left = (grossMinor ?? 0n) - settledMinor;
  const { iban, bic, paymentNote, providerName } = header ?? {};
  if (state !== "issued" || left <= 0n || (!iban && !paymentNote)) return null;
  return (
    <Card title="Pay" className="mb-4 lg:max-w-[520px]">
      <KeyValue
        items={[
          { label: "Amount", value: formatMoney(left, currency), strong: true },
          ...(dueAt ? [{ label: "Due", value: formatDate(dueAt, zone) }] : []),
          ...(iban
            ? [
                { label: "To", value: providerName },
                { label: "IBAN", value: <span className="font-mono">{inFours(iban)}</span> },
              ]
            : []),
          ...(bic ? [{ label: "BIC", value: <span className="font-mono">{bic}</span> }] : []),
          { label: "Reference", value: <span className="font-mono">{number}</span> },
        ]}
      />
      {paymentNote ? <p className="mt-3 text-sm text-ink-2">{paymentNote}</p> : null}
    </Card>
  );
}

/** As people read an IBAN: groups of four. */
const inFours = (iban: string) => iban.replaceAll(/\s/g, "").replaceAll(/(.{4})(?=.)/g, "$1 ");
