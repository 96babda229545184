"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ReconnectingStrip } from "@/components/ui/reconnecting-strip";
import type { Topic } from "@/server/audit/record-audit";
import { useLive } from "./live-provider";

/** A page is updated at most once in this time. */
const intervalMs = 800;

/**
 * Updates its page: when one of the topics changes, server components are rendered and queries fetched again. Shows a
 * strip while the stream of changes is interrupted. Place it once, right below the page's head.
 */
export function LiveRefresh({ topics }: { topics: readonly Topic[] }) {
  const router = useRouter();
  const queries = useQueryClient();
  const { listen, awaySince } = useLive();
  const key = topics.join(" ");
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const stop = listen(key.split(" "), () => {
      if (timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          last = Date.now();
          router.refresh();
          void queries.invalidateQueries();
        },
        Math.max(50, last + intervalMs - Date.now()),
      );
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [key, listen, router, queries]);
  if (!awaySince) return null;
  return <ReconnectingStrip asOf={awaySince.toLocaleTimeString("en-GB")} nextTry="Trying every 3 s" />;
}
