import type { ReactNode } from "react";

/**
 * Nothing here yet: what this is, why it is empty, the next step as a button (`actions`), and the steps ahead
 * (`aside`).
 */
export function EmptyState({
  title,
  children,
  actions,
  hint,
  aside,
  compact,
}: {
  title: ReactNode;
  children: ReactNode;
  actions?: ReactNode;
  hint?: ReactNode;
  aside?: ReactNode;
  compact?: boolean;
}) {
  return (
    <div
      className={`grid items-center gap-x-12 gap-y-8 ${aside ? "lg:grid-cols-[minmax(0,1fr)_420px]" : ""} ${compact ? "px-4 pt-6 pb-7" : "px-12 pt-12 pb-13 max-sm:px-4 max-sm:py-8"}`}
    >
      <div>
        <h2 className={compact ? "text-md font-semibold" : "text-lg font-semibold tracking-tight"}>{title}</h2>
        <p className={`max-w-[52ch] text-ink-2 ${compact ? "mt-1" : "mt-2"}`}>{children}</p>
        {actions ? (
          <div className={`flex flex-wrap gap-2 max-sm:*:flex-1 ${compact ? "mt-4" : "mt-5"}`}>{actions}</div>
        ) : null}
        {hint ? <p className="mt-4 text-xs text-ink-3">{hint}</p> : null}
      </div>
      {aside ? <div className="border-l border-line pl-11 max-lg:border-l-0 max-lg:pl-0">{aside}</div> : null}
    </div>
  );
}
