import type { ReactNode } from "react";
import { cx } from "./cx";
import { PageLink } from "./page-link";

/** A link in running text or at the end of a card's head (`strong`). `plain` has the color of text, for tables. */
export function TextLink({
  href,
  strong,
  plain,
  external,
  className,
  children,
}: {
  href: string;
  strong?: boolean;
  plain?: boolean;
  external?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const look = cx(
    "rounded-xs underline-offset-2 hover:underline",
    plain ? "text-inherit" : "text-accent",
    strong && "font-[560]",
    className,
  );
  if (external)
    return (
      <a href={href} className={look} target="_blank" rel="noreferrer">
        {children}
      </a>
    );
  return (
    <PageLink href={href} className={look}>
      {children}
    </PageLink>
  );
}
