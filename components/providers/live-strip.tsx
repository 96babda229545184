"use client";
import { signInFromHere } from "@/components/identity/back-here";
import { Button } from "@/components/ui/button";
import { formatStepTime, zoneWords } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import { ReconnectingStrip } from "@/components/ui/reconnecting-strip";

/** Shown above a page that is no longer brought up to date, and why. Nothing while it is. */
export function LiveStrip({ awaySince, ended, zone }: { awaySince: Date | null; ended: boolean; zone: string }) {
  if (ended)
    return (
      <Notice
        kind="near"
        icon="logout"
        live
        title="Your session has ended."
        className="mb-4"
        action={
          <Button size="small" onClick={() => window.location.assign(signInFromHere())}>
            Sign in
          </Button>
        }
      >
        This page is no longer brought up to date. Sign in to return to it.
      </Notice>
    );
  if (!awaySince) return null;
  return (
    <ReconnectingStrip asOf={`${formatStepTime(awaySince, zone)} ${zoneWords(zone)}`} nextTry="Trying every 3 s" />
  );
}
