"use client";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { followChanges } from "./live-stream";
import { LiveStrip } from "./live-strip";
import { onHeldPages } from "./steady-fetch";
import { useTRPCClient } from "./trpc-provider";

type Live = {
  /** Calls `changed` whenever one of the topics changed. @returns how to stop. */
  listen(topics: readonly string[], changed: () => void): () => void;
  /** For a page that found the session ended, or the server away, before the stream did. */
  report(found: "ended" | "away" | "valid"): void;
};
const LiveContext = createContext<Live | null>(null);
type State = { awaySince: Date | null; ended: boolean; zone: string };
const LiveStateContext = createContext<State>({ awaySince: null, ended: false, zone: "UTC" });

/** Shorter interruptions are not shown: a change of page, or the server's own end of a stream. */
const quietMs = 6_000;

/**
 * One stream of changes for the pages inside; `company` null follows everything (console). `position` is where the
 * stream was when the page was rendered: it begins there.
 */
export function LiveProvider({
  company,
  position,
  zone,
  children,
}: {
  company: string | null;
  position: string | null;
  /** The time zone of the pages. */
  zone: string;
  children: ReactNode;
}) {
  const client = useTRPCClient();
  const listeners = useRef(new Set<{ topics: readonly string[]; changed: () => void }>());
  const from = useRef(position);
  const [ended, setEnded] = useState(false);
  const [streamAway, setStreamAway] = useState<Date | null>(null);
  const [pagesAway, setPagesAway] = useState<Date | null>(null);
  useEffect(() => onHeldPages((held) => setPagesAway(held ? new Date() : null)), []);
  useEffect(() => {
    let away: ReturnType<typeof setTimeout> | undefined;
    const stop = followChanges(client, { company, from: from.current }, (message) => {
      if ("topics" in message) {
        for (const { topics, changed } of listeners.current)
          if (message.topics.includes("all") || topics.some((topic) => message.topics.includes(topic))) changed();
      } else if ("ended" in message) setEnded(true);
      else if (message.connected) {
        clearTimeout(away);
        away = undefined;
        setStreamAway(null);
        setEnded(false);
      } else if (away === undefined) {
        const since = new Date();
        away = setTimeout(() => setStreamAway(since), quietMs);
      }
    });
    return () => {
      clearTimeout(away);
      stop();
    };
  }, [client, company]);
  const live = useMemo<Live>(
    () => ({
      report: (found) => {
        setEnded(found === "ended");
        if (found !== "ended") setPagesAway((since) => (found === "away" ? (since ?? new Date()) : null));
      },
      listen: (topics, changed) => {
        const entry = { topics, changed };
        listeners.current.add(entry);
        return () => listeners.current.delete(entry);
      },
    }),
    [],
  );
  const awaySince = pagesAway ?? streamAway;
  const state = useMemo(() => ({ awaySince, ended, zone }), [awaySince, ended, zone]);
  return (
    <LiveContext.Provider value={live}>
      <LiveStateContext.Provider value={state}>{children}</LiveStateContext.Provider>
    </LiveContext.Provider>
  );
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("LiveRefresh needs a LiveProvider.");
  return live;
}

/** Above every page: that its figures are old, or that the session has ended. */
export function LiveState() {
  return <LiveStrip {...useContext(LiveStateContext)} />;
}
