import { Notice } from "./notice";

/** One quiet strip while the stream of changes is away: the figures' age (`asOf`, formatted) and the next try. */
export function ReconnectingStrip({ asOf, nextTry }: { asOf: string; nextTry?: string }) {
  return (
    <Notice
      kind="near"
      icon="refresh"
      live
      title="Reconnecting."
      className="mb-4"
      action={nextTry ? <span className="text-xs text-ink-2">{nextTry}</span> : null}
    >
      Figures below stand as of {asOf}. Nothing sent by machines is lost meanwhile.
    </Notice>
  );
}
