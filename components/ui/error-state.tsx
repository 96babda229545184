import type { ReactNode } from "react";
import { CopyButton } from "./copy-button";

/**
 * An error inside its card: what happened (`title`), what to do (`children`, `actions`), the request id to copy.
 * `page`: it is the whole page.
 */
export function ErrorState({
  title,
  children,
  actions,
  requestId,
  page,
}: {
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  requestId?: string;
  page?: boolean;
}) {
  const Heading = page ? "h1" : "h2";
  return (
    <div role="alert" className="grid place-items-center px-6 pt-14 pb-16 text-center max-sm:px-4 max-sm:py-10">
      <svg width="176" height="84" viewBox="0 0 176 84" aria-hidden="true" className="max-w-full">
        <rect y="28" width="100" height="34" fill="var(--color-sunken)" />
        <path d="M0 28.5H100" stroke="var(--color-line-strong)" strokeDasharray="4 4" />
        {Array.from({ length: 10 }, (_, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the ticks of a scale
          <path key={at} d={`M${at * 10 + 0.5} 65v${at % 5 === 0 ? 8 : 4}`} stroke="var(--color-ink-3)" />
        ))}
        <path d="M100 28h4c30 0 24 46 66 46H100z" fill="var(--color-wall)" />
      </svg>
      <Heading className="mt-4 text-md font-semibold">{title}</Heading>
      {children ? <p className="mt-1 max-w-[56ch] text-ink-2 [overflow-wrap:anywhere]">{children}</p> : null}
      {actions ? <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div> : null}
      {requestId ? (
        <p className="mt-5 flex items-center gap-1.5 text-xs text-ink-3">
          Request <span className="mono">{requestId}</span>
          <CopyButton value={requestId} label="Copy the request id" iconOnly />
        </p>
      ) : null}
    </div>
  );
}
