"use client";
import { Icon } from "./icon";
import { addToast, type ToastAction } from "./toast-store";

/** Confirms that something is done, bottom right for 6 s, with undo if there is one: "Seat released." */
export function notify(text: string, undo?: ToastAction): void {
  addToast({ text, error: false, action: undo });
}

/** Shows what was not done and why, with the request id below. Stays until it is closed. */
export function notifyError(text: string, more: { requestId?: string; action?: ToastAction } = {}): void {
  addToast({ text, error: true, ...more });
}

/** One of them. */
export function Toast({
  text,
  error,
  requestId,
  action,
  onDismiss,
  onClose,
}: {
  text: string;
  error?: boolean;
  requestId?: string;
  action?: ToastAction;
  onDismiss: () => void;
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
      {action && "href" in action ? (
        <a href={action.href} className="font-[560] text-accent hover:underline">
          {action.label}
        </a>
      ) : null}
      {action && "onAction" in action ? (
        <button
          type="button"
          className="font-[560] text-accent hover:underline"
          onClick={() => {
            action.onAction();
            onDismiss();
          }}
        >
          {action.label}
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
