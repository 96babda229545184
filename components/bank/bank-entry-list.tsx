import { staffZone } from "@/components/frame/staff-zone";
import type { Address } from "@/components/list/address";
import { ListEmpty } from "@/components/list/list-empty";
import { listFoot } from "@/components/list/list-foot";
import { Badge } from "@/components/ui/badge";
import { DataTable } from "@/components/ui/data-table";
import { formatMoney } from "@/components/ui/format";
import { formatDate } from "@/components/ui/format-time";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { ListedBankEntry } from "@/server/bank/list-bank-entries";
import type { MatchConfidence } from "@/server/bank/states";
import type { ActedEntry } from "./acted-entry";
import { BankEntryActions } from "./bank-entry-actions";

const looks = {
  exact: { shape: "dot", tone: "fine", word: "Exact" },
  likely: { shape: "half", tone: "accent", word: "Likely" },
  possible: { shape: "ring", tone: "near", word: "Possible" },
  none: { shape: "bar", tone: "grey", word: "No match" },
} as const satisfies Record<MatchConfidence, object>;

/** What the bank received: each entry that waits with what it may pay, and the acts of finance. */
export function BankEntryList({
  address,
  page,
  acted,
  now,
  refusal,
}: {
  address: Address;
  page: { rows: ListedBankEntry[]; nextCursor: string | null };
  acted: (entry: ListedBankEntry) => ActedEntry;
  now: Date;
  refusal: string | undefined;
}) {
  return (
    <DataTable
      label="Bank entries"
      columns={[
        { key: "from", head: "From", grow: "34%" },
        { key: "match", head: "Pays", grow: "36%", fold: "phone" },
        { key: "on", head: "Booked", fold: "phone" },
        { key: "amount", head: "Amount", align: "right" },
        { key: "state", head: "State", fold: "under" },
      ]}
      rows={page.rows.map((entry) => ({
        id: entry.id,
        cells: {
          from: <From entry={entry} />,
          match: <Match entry={entry} />,
          on: formatDate(entry.bookedOn, "UTC"),
          amount: formatMoney(entry.kind === "return" ? -entry.amountMinor : entry.amountMinor, entry.currency),
          state: <State entry={entry} now={now} />,
        },
        action: <BankEntryActions entry={acted(entry)} refusal={refusal} />,
      }))}
      empty={
        <ListEmpty address={address} noun="bank entry" title="Nothing here">
          Upload a file of your bank: what it received is listed here, with what it may pay.
        </ListEmpty>
      }
      foot={listFoot(address, { summary: `${page.rows.length} shown`, next: page.nextCursor })}
    />
  );
}

function From({ entry: { debtorName, remittance, bankReference } }: { entry: ListedBankEntry }) {
  return (
    <span className="block min-w-0">
      <span className="block truncate">{debtorName || "Unknown payer"}</span>
      <span className="block truncate text-xs text-ink-3" title={remittance || bankReference}>
        {remittance || bankReference || "No text"}
      </span>
    </span>
  );
}

function Match({ entry }: { entry: ListedBankEntry }) {
  const { proposal, payments, kind, state, currency, reason } = entry;
  if (kind === "return" && state === "waiting")
    return <span className="text-ink-2">The bank took it back: take back the payment that it was.</span>;
  if (state === "ignored") return <span className="text-ink-2">{reason}</span>;
  if (proposal === null) {
    const standing = payments.filter(({ isReversed }) => !isReversed);
    return standing.map(({ id, customerName, amountMinor }) => (
      <span key={id} className="block truncate">
        {customerName}
        {standing.length > 1 ? `: ${formatMoney(amountMinor, currency)}` : ""}
      </span>
    ));
  }
  const { shape, tone, word } = looks[proposal.confidence];
  const names = [...new Set(proposal.parts.map(({ customerName }) => customerName))].join(", ");
  return (
    <span className="block min-w-0">
      <span className="flex min-w-0 items-center gap-2">
        <Badge shape={shape} tone={tone}>
          {word}
        </Badge>
        <span className="truncate">{names}</span>
      </span>
      <span className="block truncate text-xs text-ink-3" title={proposal.reason}>
        {proposal.reason}
      </span>
    </span>
  );
}

function State({ entry: { state, decidedAt }, now }: { entry: ListedBankEntry; now: Date }) {
  return (
    <span className="inline-flex items-center gap-2">
      <StateBadge kind="bankEntry" state={state} />
      {decidedAt && state !== "waiting" ? (
        <span className="text-ink-3 max-lg:hidden">
          <RelativeTime at={decidedAt} now={now} zone={staffZone} />
        </span>
      ) : null}
    </span>
  );
}
