/** A row of small bars, zero-based: the duration of the last runs, increments per day. Plain SVG, 5 px a bar. */
export function SparkBars({
  label,
  values,
  marks = {},
  tone = "grey",
  height = 16,
  fluid,
}: {
  /** Read out: "Duration of the last 24 runs". */
  label: string;
  values: number[];
  /** Bars of another tone, by place. */
  marks?: Record<number, "near" | "over" | "overflow" | "accent">;
  tone?: "grey" | "overflow" | "accent";
  height?: number;
  /** Fills its width instead of 5 px a bar. */
  fluid?: boolean;
}) {
  const most = Math.max(...values, 0) || 1;
  const colors = {
    grey: "var(--color-line-strong)",
    near: "var(--color-near-mark)",
    over: "var(--color-over)",
    overflow: "var(--color-overflow)",
    accent: "var(--color-accent)",
  };
  const width = values.length * 5;
  return (
    <svg
      role="img"
      aria-label={label}
      width={fluid ? "100%" : width}
      height={height}
      viewBox={`0 0 ${Math.max(1, width)} ${height}`}
      preserveAspectRatio="none"
      className="inline-block align-middle"
    >
      {values.map((value, at) => {
        const tall = value > 0 ? Math.max(1, (value / most) * height) : 0;
        const fill = colors[marks[at] ?? tone];
        // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
        return <rect key={at} x={at * 5} y={height - tall} width={fluid ? 4.2 : 3.5} height={tall} fill={fill} />;
      })}
    </svg>
  );
}
