"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { startTransition, useEffect, useRef, useState } from "react";
import type { Topic } from "@/server/audit/record-audit";
import { useLive } from "./live-provider";
import { checkSession } from "./live-stream";
import { useTRPCClient } from "./trpc-provider";

/** From the end of one update to the next one passes at least this time. */
const intervalMs = 800;
/** How often a page that could not be updated tries again. */
const retryMs = 3_000;

/**
 * Updates its page: when one of the topics changes, server components are rendered and queries fetched again. The page
 * stays as it is while the server cannot answer or the session has ended, and is updated once that is over.
 *
 * One update at a time: a page on its way to another address is shown when the newest update has come, so that updates
 * that follow each other faster than the server answers would hold it back for ever.
 */
export function LiveRefresh({ topics }: { topics: readonly Topic[] }) {
  const router = useRouter();
  const queries = useQueryClient();
  const client = useTRPCClient();
  const { listen, report } = useLive();
  // Shown together with the update that it counts.
  const [updates, setUpdates] = useState(0);
  const updated = useRef<() => void>(undefined);
  const key = topics.join(" ");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let underWay = false;
    let due = false;
    let last = 0;
    let stopped = false;
    const update = async () => {
      const found = await checkSession(client);
      if (stopped) return;
      report(found);
      if (found !== "valid") {
        timer = setTimeout(update, retryMs);
        return;
      }
      timer = undefined;
      underWay = true;
      startTransition(() => {
        router.refresh();
        setUpdates((count) => count + 1);
      });
      void queries.invalidateQueries();
    };
    const want = () => {
      due = underWay;
      if (!underWay) timer ??= setTimeout(update, Math.max(50, last + intervalMs - Date.now()));
    };
    updated.current = () => {
      if (!underWay) return;
      underWay = false;
      last = Date.now();
      if (due) want();
    };
    const stop = listen(key.split(" "), want);
    return () => {
      stopped = true;
      clearTimeout(timer);
      stop();
    };
  }, [key, listen, report, router, queries, client]);
  useEffect(() => {
    if (updates > 0) updated.current?.();
  }, [updates]);
  return null;
}
