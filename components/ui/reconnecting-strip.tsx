import { Notice } from "./notice";

/** Shown while the stream of changes is interrupted: the figures' age (`asOf`, formatted) and the next attempt. */
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
      Figures are as of {asOf}. Nothing that machines send meanwhile is lost.
    </Notice>
  );
}
