"use client";
import { type ReactNode, useEffect, useState } from "react";
import { activeItem } from "./active-item";
import type { NavGroup } from "./frame-types";
import { endNavigation } from "./navigation-target";
import { PageSkeleton } from "./page-skeleton";
import { useWay } from "./use-way";

/** The skeleton appears after this time, so that a fast page does not flicker. */
const skeletonAfterMs = 300;
/** After this time the navigation counts as failed, and the page before is shown again. */
const giveUpAfterMs = 30_000;

/**
 * The page, and after 300 ms of waiting for another one that page's skeleton, under its own title. The page before
 * stays mounted behind it. Not a loading.tsx: that would empty the page at once, and answer 200 for a missing page.
 */
export function PagePending({ groups, children }: { groups: NavGroup[]; children: ReactNode }) {
  const { path, awaited } = useWay();
  const [late, setLate] = useState<string | null>(null);
  useEffect(() => {
    if (awaited === null) return;
    const show = setTimeout(() => setLate(awaited), skeletonAfterMs);
    const stop = setTimeout(() => setLate(null), giveUpAfterMs);
    return () => {
      clearTimeout(show);
      clearTimeout(stop);
      setLate(null);
    };
  }, [awaited]);
  // A redirect may end elsewhere: whatever the new path is, the navigation has ended.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path is what it waits for
  useEffect(endNavigation, [path]);
  const item = late === null ? undefined : activeItem(groups, late);
  return (
    <>
      {late === null ? null : <PageSkeleton title={item?.href === late ? item.label : undefined} />}
      <div hidden={late !== null}>{children}</div>
    </>
  );
}
