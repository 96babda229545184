"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import type { Topic } from "@/server/audit/record-audit";
import { useLive } from "./live-provider";
import { checkSession } from "./live-stream";
import { useTRPCClient } from "./trpc-provider";

/** A page is updated at most once in this time. */
const intervalMs = 800;
/** How often a page that could not be updated tries again. */
const retryMs = 3_000;

/**
 * Updates its page: when one of the topics changes, server components are rendered and queries fetched again. The page
 * stays as it is while the server cannot answer or the session has ended, and is updated once that is over.
 */
export function LiveRefresh({ topics }: { topics: readonly Topic[] }) {
  const router = useRouter();
  const queries = useQueryClient();
  const client = useTRPCClient();
  const { listen, report } = useLive();
  const key = topics.join(" ");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
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
      last = Date.now();
      router.refresh();
      void queries.invalidateQueries();
    };
    const stop = listen(key.split(" "), () => {
      timer ??= setTimeout(update, Math.max(50, last + intervalMs - Date.now()));
    });
    return () => {
      stopped = true;
      clearTimeout(timer);
      stop();
    };
  }, [key, listen, report, router, queries, client]);
  return null;
}
