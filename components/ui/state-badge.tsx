import type { ReactNode } from "react";
import { Badge } from "./badge";
import { type StateIn, type StateKind, stateLook } from "./state-table";

/**
 * The state of a machine, license, overflow (and billing event), charge, statement, standing, customer, link or notice.
 * `detail` follows the word ("Silent 2 d"); `children` replaces the word by a sentence.
 */
export function StateBadge<Kind extends StateKind>({
  kind,
  state,
  pill,
  detail,
  className,
  children,
}: {
  kind: Kind;
  state: StateIn<Kind>;
  pill?: boolean;
  detail?: ReactNode;
  className?: string;
  children?: ReactNode;
}) {
  const look = stateLook(kind, state);
  return (
    <Badge shape={look.shape} tone={look.tone} pill={pill} className={className}>
      {children ?? look.word}
      {detail ? <span>{detail}</span> : null}
    </Badge>
  );
}
