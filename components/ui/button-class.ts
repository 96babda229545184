import { cx } from "./cx";

/** primary: one per view. danger: a quiet red edge. destroy: filled red, in dialogs only. quiet: no edge. */
export type ButtonKind = "primary" | "normal" | "danger" | "destroy" | "quiet";
export type ButtonSize = "normal" | "small";

const kinds: Record<ButtonKind, string> = {
  primary:
    "shadow-xs bg-accent border-accent text-on-accent font-semibold hover:bg-accent-hover hover:border-accent-hover",
  normal: "shadow-xs bg-surface border-line-strong text-ink hover:bg-hover",
  danger: "shadow-xs bg-surface border-over-line text-over hover:bg-over-wash",
  destroy: "shadow-xs bg-over border-over text-surface font-semibold hover:opacity-90",
  quiet: "bg-transparent border-transparent text-ink-2 hover:bg-hover hover:text-ink",
};
const sizes: Record<ButtonSize, string> = {
  normal: "h-8 px-3 text-sm max-sm:h-11",
  small: "h-7 px-2.25 text-xs max-sm:h-11 max-sm:px-3 max-sm:text-sm",
};

/** The look of a button, shared by Button, LinkButton and the triggers of menus and dialogs. */
export function buttonClass(kind: ButtonKind = "normal", size: ButtonSize = "normal", className?: string): string {
  return cx(
    "inline-flex flex-none items-center justify-center gap-1.5 rounded-sm border whitespace-nowrap font-[560]",
    "transition-colors duration-(--duration-fast) select-none",
    "disabled:bg-sunken disabled:border-line-strong disabled:text-ink-disabled disabled:shadow-none",
    "data-[disabled]:bg-sunken data-[disabled]:border-line-strong data-[disabled]:text-ink-disabled",
    kinds[kind],
    sizes[size],
    className,
  );
}

/** The look of a button that is only an icon. */
export const iconButtonClass =
  "grid size-7.5 flex-none! place-items-center rounded-sm text-ink-2 transition-colors duration-(--duration-fast) hover:bg-hover hover:text-ink disabled:text-ink-disabled max-sm:size-11";
