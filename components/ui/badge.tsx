import type { ReactNode } from "react";
import { cx } from "./cx";
import { StateGlyph } from "./state-glyph";
import type { StateShape, StateTone } from "./state-table";

const pills: Record<StateTone, string> = {
  fine: "bg-fine-wash text-fine",
  accent: "bg-accent-wash text-accent",
  grey: "bg-sunken text-ink-2",
  near: "bg-near-wash text-near",
  over: "bg-over-wash text-over",
  overflow: "bg-overflow-wash text-overflow-deep",
};

/** Shape, color and word. Plain in tables, `pill` (tinted) in heads. For a state of the product use StateBadge. */
export function Badge({
  shape,
  tone,
  pill,
  className,
  children,
}: {
  shape: StateShape;
  tone: StateTone;
  pill?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 whitespace-nowrap",
        pill ? cx("rounded-sm py-0.5 pr-2 pl-1.75 text-xs font-[580]", pills[tone]) : "text-sm",
        className,
      )}
    >
      <StateGlyph shape={shape} tone={tone} />
      {children}
    </span>
  );
}
