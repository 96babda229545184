import { Skeleton } from "@/components/ui/skeleton";

/** The shape of a page that is loading: its title where the navigation knows it, a strip of facts, a table. */
export function PageSkeleton({ title }: { title?: string }) {
  return (
    <div role="status" aria-busy="true" aria-label={title ? `Loading ${title}` : "Loading"}>
      <div className="mb-5 max-sm:mb-4">
        {title ? (
          <p className="text-lg font-semibold tracking-tight">{title}</p>
        ) : (
          <div className="py-1.5">
            <div className="h-4 w-52 rounded-xs bg-line" />
          </div>
        )}
        <div className="mt-0.5 py-1.25">
          <div className="h-2.5 w-100 max-w-full rounded-xs bg-line" />
        </div>
      </div>
      <div className="card mb-4 grid grid-cols-4 max-sm:grid-cols-2">
        {["a", "b", "c", "d"].map((one) => (
          <div
            key={one}
            className="grid h-22 content-center gap-2.5 border-l border-line px-4 first:border-l-0 max-sm:odd:border-l-0 max-sm:nth-[n+3]:border-t"
          >
            <div className="h-2.5 w-1/3 rounded-xs bg-line" />
            <div className="h-4 w-1/2 rounded-xs bg-line" />
            <div className="h-2.5 w-2/3 rounded-xs bg-line" />
          </div>
        ))}
      </div>
      <div className="card overflow-hidden *:first:*:first:border-t-0">
        <Skeleton rows={8} still />
      </div>
    </div>
  );
}
