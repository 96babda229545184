import { type ReactNode, useId } from "react";
import { cx } from "./cx";

/**
 * A control that is not available, with its reason: shown when it is pointed at, reached by keyboard, or touched; on a
 * phone at the window's foot, where nothing cuts it. The control stays in the order of the keyboard, with
 * `aria-disabled`, and does nothing.
 */
export function ReasonTip({
  reason,
  className,
  look,
  children,
}: {
  reason: string;
  className?: string;
  /** The control's own classes. */
  look: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <span className={cx("group relative inline-flex", className)}>
      <button type="button" aria-disabled="true" aria-describedby={id} data-disabled="" className={look}>
        {children}
      </button>
      <span
        id={id}
        role="tooltip"
        className="pointer-events-none absolute right-0 bottom-full z-30 mb-1.5 hidden w-max max-w-64 rounded-sm bg-raised px-2 py-1.5 text-left text-xs font-normal whitespace-normal text-ink-2 shadow-pop group-focus-within:block group-hover:block max-sm:fixed max-sm:inset-x-4 max-sm:bottom-4 max-sm:mb-0 max-sm:w-auto max-sm:max-w-none"
      >
        {reason}
      </span>
    </span>
  );
}
