"use client";
import { useEffect, useState } from "react";

/** A search begins once typing has paused for this long, in milliseconds. */
const pauseMs = 150;

/** What was typed, trimmed, once typing has paused; `settled` while it is what stands in the field. */
export function useTyped(text: string): { typed: string; settled: boolean } {
  const wanted = text.trim();
  const [typed, setTyped] = useState("");
  useEffect(() => {
    const timer = setTimeout(() => setTyped(wanted), pauseMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  return { typed, settled: typed === wanted };
}
