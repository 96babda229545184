import { staffZone } from "@/components/frame/staff-zone";
import { actorName } from "@/components/identity/actor-name";
import { ActionButton } from "@/components/list/action-button";
import type { Address } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { DataTable } from "@/components/ui/data-table";
import { formatMoney } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { ListedPayment } from "@/server/money/post-payment";
import type { PaymentKind } from "@/server/money/states";

const kinds = {
  payment: { word: "Payment", of: "", back: "what it settled is to be paid again" },
  refund: { word: "Refund", of: "Refund: ", back: "what was refunded settles what is open, or stays the customer's" },
  write_off: { word: "Write-off", of: "Written off: ", back: "what was given up is to be paid again" },
} satisfies Record<PaymentKind, object>;

/** Payments, refunds and write-offs, and the act that takes one back which was entered by mistake. */
export function PaymentList({
  address,
  page,
  now,
  refusal,
}: {
  address: Address;
  page: { rows: ListedPayment[]; nextCursor: string | null };
  now: Date;
  refusal: string | undefined;
}) {
  return (
    <DataTable
      label="Payments"
      columns={[
        { key: "customer", head: "Customer", grow: "26%" },
        { key: "reference", head: "Reference", grow: "26%", fold: "phone" },
        { key: "on", head: "On", fold: "phone" },
        { key: "amount", head: "Amount", align: "right" },
        { key: "state", head: "State", fold: "under" },
        { key: "by", head: "Entered by", fold: "tablet" },
        { key: "when", head: "Entered", muted: true, fold: "tablet" },
      ]}
      rows={page.rows.map((one) => {
        const amount = formatMoney(one.amountMinor, one.currency);
        const { word, of, back } = kinds[one.kind];
        return {
          id: one.id,
          cells: {
            customer: one.customerName,
            reference: <span title={one.note ?? undefined}>{`${of}${one.reference}`}</span>,
            on: formatDate(one.receivedOn, "UTC"),
            amount: one.kind === "refund" ? formatMoney(-one.amountMinor, one.currency) : amount,
            state: (
              <span title={one.reason ?? undefined}>
                <StateBadge kind="payment" state={one.state} />
              </span>
            ),
            by: actorName(one.enteredBy),
            when: <RelativeTime at={one.enteredAt} now={now} zone={staffZone} />,
          },
          ...(one.state === "entered" && {
            action: (
              <ActionButton
                size="small"
                kind="normal"
                action={{
                  id: "reverse",
                  label: "Reverse…",
                  title: `Reverse the ${word.toLowerCase()} of ${amount}`,
                  body: `The ${word.toLowerCase()} of ${one.customerName} (${one.reference}) was entered by mistake: ${back}. It stays listed as reversed. This can't be undone; it can be entered again.`,
                  confirm: "Reverse",
                  destructive: true,
                  asksReason: "staff",
                  done: `The ${word.toLowerCase()} of ${amount} is reversed.`,
                  call: { mutation: "payments.reverse", input: { customerId: one.customerId, id: one.id } },
                  ...(one.bankEntryId !== null && { disabledReason: "It came by the bank: take it back under Bank." }),
                  ...(refusal !== undefined && { disabledReason: refusal }),
                }}
              />
            ),
          }),
        };
      })}
      empty={
        <ListEmpty address={address} noun="payment" title="No payment yet">
          Payments that finance enters or confirms are listed here, with refunds and write-offs, and who entered them.
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
    />
  );
}
