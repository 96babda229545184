import { subjectWords } from "@/components/audit/audit-words";
import { ThingLink } from "@/components/audit/thing-link";
import { staffZone } from "@/components/frame/staff-zone";
import { formatNumber } from "@/components/ui/format";
import { Identifier } from "@/components/ui/identifier";
import { KeyValue } from "@/components/ui/key-value";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sheet } from "@/components/ui/sheet";
import type { exchangeById } from "@/server/reads/cloud-exchanges";
import { BodyFields } from "./body-fields";

type Exchange = Awaited<ReturnType<typeof exchangeById>>;

/** One exchange with a host cloud: request and answer. */
export function ExchangeSheet({ exchange, now, closeHref }: { exchange: Exchange; now: Date; closeHref: string }) {
  const { things, subjectId, subjectKind } = exchange;
  return (
    <Sheet title={`${exchange.method} to ${exchange.cloudName}`} sub={exchange.path} closeHref={closeHref}>
      {exchange.error ? (
        <Notice kind="over" className="mb-4">
          {exchange.error}
        </Notice>
      ) : null}
      <KeyValue
        className="mb-5"
        items={[
          { label: "Sent", value: <RelativeTime at={exchange.startedAt} now={now} zone={staffZone} form="stamp" /> },
          { label: "Answer", value: exchange.status ?? "none" },
          { label: "Took", value: exchange.tookMs === null ? null : `${formatNumber(exchange.tookMs)} ms` },
          { label: "Customer", value: exchange.customerName ?? "none" },
          {
            label: "About",
            value: subjectId ? (
              <ThingLink id={subjectId} things={things} otherwise={subjectWords(subjectKind ?? "gone")} />
            ) : (
              "none"
            ),
          },
        ]}
      />
      <BodyFields title="Request" body={exchange.request} things={things} />
      <BodyFields title="Answer" body={exchange.answer} things={things} />
      <h3 className="mb-2 text-sm font-semibold">Ids</h3>
      <KeyValue
        items={[
          ...(subjectId
            ? [
                {
                  label: subjectWords(subjectKind ?? "about"),
                  value: <Identifier value={subjectId} label="Copy the id" />,
                },
              ]
            : []),
          { label: "exchange", value: <Identifier value={exchange.id} label="Copy the exchange's id" /> },
        ]}
      />
    </Sheet>
  );
}
