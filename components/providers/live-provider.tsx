"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { followChanges } from "./live-stream";
import { useTRPCClient } from "./trpc-provider";

type Live = {
  /** Calls `changed` whenever one of the topics changed. @returns how to stop. */
  listen(topics: readonly string[], changed: () => void): () => void;
  /** Since when the stream is interrupted, or null while it is connected. */
  awaySince: Date | null;
};
const LiveContext = createContext<Live | null>(null);

/** Shorter interruptions are not shown: a change of page, or the server's own end of a stream. */
const quietMs = 6_000;

/**
 * One stream of changes for the pages inside; `company` null follows everything (console). `position` is where the
 * stream was when the page was rendered: it begins there.
 */
export function LiveProvider({
  company,
  position,
  children,
}: {
  company: string | null;
  position: string | null;
  children: ReactNode;
}) {
  const client = useTRPCClient();
  const listeners = useRef(new Set<{ topics: readonly string[]; changed: () => void }>());
  const from = useRef(position);
  const [awaySince, setAwaySince] = useState<Date | null>(null);
  useEffect(() => {
    let away: ReturnType<typeof setTimeout> | undefined;
    const stop = followChanges(client, { company, from: from.current }, (message) => {
      if ("topics" in message) {
        for (const { topics, changed } of listeners.current)
          if (message.topics.includes("all") || topics.some((topic) => message.topics.includes(topic))) changed();
        return;
      }
      if (message.connected) {
        clearTimeout(away);
        away = undefined;
        setAwaySince(null);
      } else if (away === undefined) {
        const since = new Date();
        away = setTimeout(() => setAwaySince(since), quietMs);
      }
    });
    return () => {
      clearTimeout(away);
      stop();
    };
  }, [client, company]);
  const live = useMemo<Live>(
    () => ({
      awaySince,
      listen: (topics, changed) => {
        const entry = { topics, changed };
        listeners.current.add(entry);
        return () => listeners.current.delete(entry);
      },
    }),
    [awaySince],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("LiveRefresh belongs inside the layout of portal or console.");
  return live;
}
