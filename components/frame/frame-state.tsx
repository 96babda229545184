"use client";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { useUnsavedInput } from "@/components/providers/use-unsaved-input";
import type { Crumb } from "./frame-types";

interface FrameState {
  rail: boolean;
  toggleRail: () => void;
  crumbs: Crumb[];
  setCrumbs: (crumbs: Crumb[]) => void;
}

const Context = createContext<FrameState>({ rail: false, toggleRail: () => {}, crumbs: [], setCrumbs: () => {} });

/** The frame's grid and what its parts share: whether the navigation is folded, and the page's trail. */
export function FrameState({
  rail: railAtFirst,
  nav,
  children,
}: {
  rail: boolean;
  nav: ReactNode;
  children: ReactNode;
}) {
  useUnsavedInput();
  const [rail, setRail] = useState(railAtFirst);
  const [crumbs, setCrumbs] = useState<Crumb[]>([]);
  const toggleRail = () => {
    // A cookie, so that the server draws the next page folded at once (layouts pass it back as `rail`).
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in some browsers
    document.cookie = `spillway-nav=${rail ? "wide" : "rail"}; path=/; max-age=31536000; samesite=lax`;
    setRail(!rail);
  };
  return (
    <Context value={{ rail, toggleRail, crumbs, setCrumbs }}>
      <div
        data-rail={rail ? "" : undefined}
        className="frame grid flex-1 grid-cols-[224px_minmax(0,1fr)] data-rail:grid-cols-[56px_minmax(0,1fr)] has-[[data-sheet]]:grid-cols-[56px_minmax(0,1fr)] max-lg:grid-cols-[56px_minmax(0,1fr)] max-sm:block! print:block!"
      >
        {nav}
        {children}
      </div>
    </Context>
  );
}

export function useFrame(): FrameState {
  return use(Context);
}

/** Sets the trail behind the navigation's item, from a page: PageHead does it. */
export function SetCrumbs({ crumbs }: { crumbs: Crumb[] }) {
  const { setCrumbs } = useFrame();
  const key = JSON.stringify(crumbs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new array with the same words is the same trail
  useEffect(() => {
    setCrumbs(crumbs);
    return () => setCrumbs([]);
  }, [key]);
  return null;
}
