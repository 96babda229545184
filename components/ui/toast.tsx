"use client";
import { toast } from "sonner";
import { Icon } from "./icon";

type Act = { label: string; onAction: () => void };

/** Confirms that something is done, bottom right for 6 s, with undo if there is one: "Seat released." */
export function notify(text: string, undo?: Act): void {
  toast.custom((id) => <Toast text={text} act={undo} onAct={() => toast.dismiss(id)} />, { duration: 6000 });
}

/** Shows what was not done and why, with the request id below. Stays until it is closed. */
export function notifyError(text: string, more: { requestId?: string; act?: Act } = {}): void {
  toast.custom(
    (id) => (
      <Toast
        error
        text={text}
        requestId={more.requestId}
        act={more.act}
        onAct={() => toast.dismiss(id)}
        onClose={() => toast.dismiss(id)}
      />
    ),
    { duration: Number.POSITIVE_INFINITY },
  );
}

function Toast({
  text,
  error,
  requestId,
  act,
  onAct,
  onClose,
}: {
  text: string;
  error?: boolean;
  requestId?: string;
  act?: Act;
  onAct: () => void;
  onClose?: () => void;
}) {
  return (
    <div
      role={error ? "alert" : "status"}
      className="flex w-90 max-w-[calc(100vw-32px)] items-start gap-2.5 rounded-md bg-raised font-sans text-ink px-3 py-2.5 text-sm shadow-pop"
    >
      <Icon name={error ? "alert" : "check"} size={14} className={`mt-0.75 ${error ? "text-over" : "text-fine"}`} />
      <div className="min-w-0 flex-1">
        {text}
        {requestId ? <div className="mono mt-0.5 text-ink-3">{requestId}</div> : null}
      </div>
      {act ? (
        <button
          type="button"
          className="font-[560] text-accent hover:underline"
          onClick={() => {
            act.onAction();
            onAct();
          }}
        >
          {act.label}
        </button>
      ) : null}
      {onClose ? (
        <button type="button" aria-label="Close" className="-m-1 p-1 text-ink-3 hover:text-ink" onClick={onClose}>
          <Icon name="x" size={14} />
        </button>
      ) : null}
    </div>
  );
}
