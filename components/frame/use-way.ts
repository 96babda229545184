"use client";
import { usePathname } from "next/navigation";
import { useSyncExternalStore } from "react";
import { followNavigation, targetPath } from "./navigation-target";

/** The path of the page that is shown, and of the one that is being loaded, if any. */
export function useWay(): { path: string; awaited: string | null } {
  const path = usePathname();
  const to = useSyncExternalStore(followNavigation, targetPath, () => null);
  return { path, awaited: to === path ? null : to };
}
