/**
 * A bar of parts of a whole, square-cornered because it is measured. `parts` in percent of the whole, drawn in order.
 */
export function ProgressBar({
  label,
  parts,
  thick,
}: {
  /** What it shows, read out: "9 % of the credit limit". */
  label: string;
  parts: { percent: number; tone?: "accent" | "fine" | "near" | "over" | "overflow" }[];
  /** 10 px for a card's figure; otherwise 4 px. */
  thick?: boolean;
}) {
  const fill = { accent: "bg-accent", fine: "bg-fine", near: "bg-near-mark", over: "bg-over", overflow: "bg-overflow" };
  return (
    <div
      role="img"
      aria-label={label}
      className={`flex gap-px overflow-hidden bg-line ${thick ? "h-2.5" : "h-1 rounded-[2px]"}`}
    >
      {parts.map((part, at) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
          key={at}
          className={`h-full flex-none ${fill[part.tone ?? "accent"]}`}
          style={{ width: `${Math.min(100, Math.max(0, part.percent))}%` }}
        />
      ))}
    </div>
  );
}
