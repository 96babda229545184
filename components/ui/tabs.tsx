import type { ReactNode } from "react";
import { cx } from "./cx";
import { PageLink } from "./page-link";

/** Tabs that are routes. `count` follows the word. */
export function Tabs({
  label,
  items,
  className,
}: {
  label: string;
  items: { label: ReactNode; href: string; on?: boolean; count?: number | string }[];
  className?: string;
}) {
  return (
    <nav
      aria-label={label}
      className={cx(
        "mb-5 flex gap-5 overflow-x-auto overflow-y-hidden border-b border-line text-sm font-medium",
        className,
      )}
    >
      {items.map((tab) => (
        <PageLink
          key={tab.href}
          href={tab.href}
          aria-current={tab.on ? "page" : undefined}
          className={cx(
            "whitespace-nowrap border-b-2 pb-1.75 -outline-offset-2 max-sm:pt-3 max-sm:pb-3",
            tab.on ? "border-accent font-semibold text-ink" : "border-transparent text-ink-2 hover:text-ink",
          )}
        >
          {tab.label}
          {tab.count === undefined ? null : <span className="ml-1.5 font-normal text-ink-3">{tab.count}</span>}
        </PageLink>
      ))}
    </nav>
  );
}
