import type { ReactNode } from "react";
import { cx } from "./cx";

/** A green dot and when the figures are of: "14:05, live". `stale` turns it grey. */
export function LiveDot({ stale, className, children }: { stale?: boolean; className?: string; children: ReactNode }) {
  return (
    <span className={cx("inline-flex items-center gap-1.5 text-xs text-ink-3", className)}>
      <span
        aria-hidden="true"
        className={cx(
          "size-1.5 rounded-full",
          stale ? "bg-line-strong" : "bg-fine shadow-[0_0_0_3px_var(--color-fine-wash)]",
        )}
      />
      {children}
    </span>
  );
}
