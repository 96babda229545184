/**
 * Grey bars in the final size, shown once loading has lasted 300 ms. `rows` of a table, or one `block` of a height.
 * `still`: shown at once and without a status of its own, where the page around it has both.
 */
export function Skeleton({
  rows = 3,
  block,
  label = "Loading",
  still,
}: {
  rows?: number;
  block?: number;
  label?: string;
  still?: boolean;
}) {
  const bar = still ? "rounded-xs bg-line" : "skeleton";
  const status = still ? {} : { role: "status", "aria-label": label };
  if (block) return <div {...status} className={`${bar} w-full`} style={{ height: block }} />;
  return (
    <div {...status}>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike
        <div key={at} className="flex min-h-11 items-center gap-3 border-t border-line px-4">
          <div className={`${bar} size-2.5`} />
          <div className={`${bar} h-2.5`} style={{ width: `${26 - (at % 3) * 4}%` }} />
          <span className="flex-1" />
          <div className={`${bar} h-2.5 w-[12%]`} />
          <div className={`${bar} h-2.5 w-[8%]`} />
        </div>
      ))}
    </div>
  );
}
