import type { ReactNode } from "react";
import { actorName } from "@/components/identity/actor-name";
import { DataTable } from "@/components/ui/data-table";
import { RelativeTime } from "@/components/ui/relative-time";
import { StateBadge } from "@/components/ui/state-badge";
import type { TableFoot } from "@/components/ui/table-types";
import type { UsageConflict } from "@/server/usage/corrections/usage-conflicts";
import { ConflictActions } from "./conflict-actions";
import { quantityOf } from "./meter-words";
import { usedWords } from "./record-words";

type Meter = { slug: string; name: string; unit: string };
type Content = UsageConflict["came"];

/** Conflicts, newest first: under each identity what stands and what came, side by side, and what was decided. */
export function ConflictTable({
  rows,
  meters,
  clouds,
  refusal,
  now,
  zone,
  empty,
  foot,
}: {
  rows: UsageConflict[];
  meters: Meter[];
  clouds: { id: string; name: string }[];
  /** Why this person may not decide. */
  refusal: string | undefined;
  now: Date;
  zone: string;
  empty: ReactNode;
  foot: TableFoot;
}) {
  const wordsOf = (content: Content) => {
    const meter = meters.find(({ slug }) => slug === content.meter) ?? { name: content.meter, unit: "" };
    const cloud = clouds.find(({ id }) => id === content.cloudId)?.name ?? "On-premises";
    return { quantity: quantityOf(content.quantity, { unit: meter.unit, decimals: 9 }), meter: meter.name, cloud };
  };
  return (
    <DataTable
      label="Conflicts"
      columns={[
        { key: "identity", head: "Customer, source and id" },
        { key: "stands", head: "Stands" },
        { key: "came", head: "Came" },
        { key: "by", head: "Sent by", fold: "tablet" },
        { key: "decided", head: "Decided", fold: "phone" },
      ]}
      rows={rows.map((row) => {
        const { stands, came } = row;
        const name = `${came.eventId} of ${row.customerName}`;
        return {
          id: row.digest,
          cells: {
            identity: (
              <span className="block min-w-16 whitespace-normal [overflow-wrap:anywhere] sm:min-w-24">
                {row.customerName}
                <span className="mono block text-xs text-ink-3">
                  {row.source} {came.eventId}
                </span>
              </span>
            ),
            stands: stands ? (
              <ContentCell content={stands} words={wordsOf(stands)} zone={zone}>
                <StateBadge kind="fate" state={stands.fate} />
              </ContentCell>
            ) : (
              <span className="block max-w-52 text-xs whitespace-normal text-ink-3">
                It came before version 0.3, at another time: it is in the list of records.
              </span>
            ),
            came: <ContentCell content={came} words={wordsOf(came)} zone={zone} />,
            by: (
              <span className="block max-w-52 whitespace-normal [overflow-wrap:anywhere]">
                {actorName(row.sentBy)}
                <span className="block text-xs text-ink-3">
                  <RelativeTime at={row.cameAt} now={now} zone={zone} />
                </span>
              </span>
            ),
            decided: row.decision && row.decidedAt && (
              <span className="block max-w-52 whitespace-normal [overflow-wrap:anywhere]">
                {row.decision === "amended" ? "Amended" : "Dismissed"} by {actorName(row.decidedBy ?? "")},{" "}
                <RelativeTime at={row.decidedAt} now={now} zone={zone} />
                <span className="block text-xs text-ink-3">{row.reason}</span>
              </span>
            ),
          },
          ...(row.decision === null && {
            action: (
              <ConflictActions
                conflict={{
                  ...{ customerId: row.customerId, record: row.digest, name },
                  ...{ came: wordsOf(came).quantity, stands: stands && wordsOf(stands).quantity },
                }}
                meters={meters.map(({ slug, name: word, unit }) => ({ slug, name: word, unit }))}
                refusal={refusal}
              />
            ),
          }),
        };
      })}
      empty={empty}
      foot={foot}
    />
  );
}

/** "5 requests", when and where it was used. */
function ContentCell({
  content,
  words,
  zone,
  children,
}: {
  content: Content;
  words: { quantity: string; meter: string; cloud: string };
  zone: string;
  children?: ReactNode;
}) {
  return (
    <span className="block max-w-60 min-w-18 whitespace-normal [overflow-wrap:anywhere] sm:min-w-24">
      {words.quantity} {children}
      <span className="block text-xs text-ink-3">
        {words.meter}, {usedWords(content, zone)}, {words.cloud}
        {content.subject ? `, ${content.subject}` : ""}
      </span>
    </span>
  );
}
