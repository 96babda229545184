import type { ReactNode } from "react";

/** A card's title with its place in the order of steps. */
export function StepTitle({ n, children }: { n: number; children: ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      <span
        aria-hidden="true"
        className="grid size-5 place-items-center rounded-full bg-accent text-2xs font-[660] text-on-accent"
      >
        {n}
      </span>
      {children}
    </span>
  );
}
