/** Grey bars in the final size, shown once loading has lasted 300 ms. `rows` of a table, or one `block` of a height. */
export function Skeleton({ rows = 3, block, label = "Loading" }: { rows?: number; block?: number; label?: string }) {
  if (block) return <div role="status" aria-label={label} className="skeleton w-full" style={{ height: block }} />;
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars are all alike
        <div key={at} className="flex min-h-11 items-center gap-3 border-t border-line px-4">
          <div className="skeleton size-2.5" />
          <div className="skeleton h-2.5" style={{ width: `${26 - (at % 3) * 4}%` }} />
          <span className="flex-1" />
          <div className="skeleton h-2.5 w-[12%]" />
          <div className="skeleton h-2.5 w-[8%]" />
        </div>
      ))}
    </div>
  );
}
