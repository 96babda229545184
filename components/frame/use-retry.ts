"use client";
import { useEffect } from "react";

const lookMs = 3_000;
/** An error that is not an outage is tried again as rarely as this. */
const restMs = 20_000;

/** Calls `retry` by itself: as soon as the server reports itself healthy after an outage, else every 20 s. */
export function useRetry(retry: () => void): void {
  useEffect(() => {
    let waited = 0;
    let outage = false;
    const timer = setInterval(async () => {
      const healthy = await fetch("/api/health", { cache: "no-store" }).then(
        ({ ok }) => ok,
        () => false,
      );
      waited += lookMs;
      if (healthy && (outage || waited >= restMs)) {
        waited = 0;
        outage = false;
        retry();
      } else outage = !healthy;
    }, lookMs);
    return () => clearInterval(timer);
  }, [retry]);
}
