"use client";
import { type ReactNode, useEffect, useState } from "react";
import { activeItem } from "./active-item";
import type { NavGroup } from "./frame-types";
import { arrive } from "./navigation-target";
import { PageSkeleton } from "./page-skeleton";
import { useWay } from "./use-way";

/** A page that answers sooner than this must not flicker. */
const patienceMs = 300;
/** A page that has not come by now is not coming: what was there is shown again. */
const givenUpMs = 30_000;

/**
 * The page, and once another one has been waited for longer than 300 ms its skeleton, under its own title. The page
 * that was left stays mounted behind it. Not a loading.tsx: that would empty the page at once, and answer 200 for what
 * is not there.
 */
export function PagePending({ groups, children }: { groups: NavGroup[]; children: ReactNode }) {
  const { path, awaited } = useWay();
  const [late, setLate] = useState<string | null>(null);
  useEffect(() => {
    if (awaited === null) return;
    const show = setTimeout(() => setLate(awaited), patienceMs);
    const stop = setTimeout(() => setLate(null), givenUpMs);
    return () => {
      clearTimeout(show);
      clearTimeout(stop);
      setLate(null);
    };
  }, [awaited]);
  // A redirect arrives elsewhere: whatever path the page has now, nothing is awaited any more.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path is what it waits for
  useEffect(arrive, [path]);
  const item = late === null ? undefined : activeItem(groups, late);
  return (
    <>
      {late === null ? null : <PageSkeleton title={item?.href === late ? item.label : undefined} />}
      <div hidden={late !== null}>{children}</div>
    </>
  );
}
