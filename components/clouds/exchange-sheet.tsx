import { staffZone } from "@/components/frame/staff-zone";
import { KeyValue } from "@/components/ui/key-value";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { Sheet } from "@/components/ui/sheet";
import type { exchangeById } from "@/server/reads/cloud-exchanges";

type Exchange = Awaited<ReturnType<typeof exchangeById>>;

/** One exchange with a host cloud: request and answer. */
export function ExchangeSheet({ exchange, now, closeHref }: { exchange: Exchange; now: Date; closeHref: string }) {
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
          { label: "Took", value: exchange.tookMs === null ? null : `${exchange.tookMs} ms` },
          { label: "Customer", value: exchange.customerName ?? "none" },
          { label: "About", value: <span className="mono">{exchange.subjectId ?? "none"}</span> },
          { label: "Exchange", value: <span className="mono">{exchange.id}</span> },
        ]}
      />
      <Body title="Request" body={exchange.request} />
      <Body title="Answer" body={exchange.answer} />
    </Sheet>
  );
}

function Body({ title, body }: { title: string; body: unknown }) {
  return (
    <section className="mb-5">
      <h3 className="mb-2 text-sm font-semibold">{title}</h3>
      {body === null || body === undefined ? (
        <p className="text-sm text-ink-3">Nothing.</p>
      ) : (
        <pre className="mono overflow-x-auto rounded-md bg-code p-3 text-xs whitespace-pre-wrap [overflow-wrap:anywhere]">
          {JSON.stringify(body, null, 2)}
        </pre>
      )}
    </section>
  );
}
