import type { ReactNode } from "react";
import { cx } from "./cx";
import { TextLink } from "./text-link";

/**
 * A card. `title` and `note` (grey, small) are in its head, `badge` next to them, `live` and `more` (a link) at the
 * right. `flush` leaves the padding to the content: tables, rows, timelines. `as` h2 by default; h3 inside a section.
 */
export function Card({
  title,
  note,
  badge,
  aside,
  more,
  flush,
  id,
  className,
  children,
}: {
  title?: ReactNode;
  note?: ReactNode;
  badge?: ReactNode;
  aside?: ReactNode;
  more?: { label: ReactNode; href: string };
  flush?: boolean;
  id?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <section id={id} className={cx("card", className)}>
      {title ? (
        <header className="flex min-h-11 flex-wrap items-center gap-x-2 gap-y-1 px-4 py-3">
          <h2 className="min-w-0 text-base font-semibold [overflow-wrap:anywhere]">{title}</h2>
          {note ? <span className="min-w-0 text-xs text-ink-3 [overflow-wrap:anywhere]">{note}</span> : null}
          {badge}
          {aside || more ? (
            <span className="ml-auto flex items-center gap-3 text-xs">
              {aside}
              {more ? (
                <TextLink href={more.href} strong>
                  {more.label}
                </TextLink>
              ) : null}
            </span>
          ) : null}
        </header>
      ) : null}
      {flush ? children : <div className={cx("px-4 pb-4", !title && "pt-4")}>{children}</div>}
    </section>
  );
}
