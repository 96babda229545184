import type { IconName } from "@/components/ui/icon";
import type { BulkAction } from "@/server/licensing/input";

type Words = {
  label: string;
  icon: IconName;
  /** The verb: "Suspend 3 licenses". */
  verb: string;
  /** What was done to them: "suspended". */
  past: string;
  /** What happens to whom and when. */
  body: string;
  asksReason?: boolean;
  destructive?: boolean;
  typed?: string;
};

/** The words of the bulk actions, in the order of the bar. */
export const bulkWords: Record<BulkAction, Words> = {
  issue: {
    label: "Issue again…",
    icon: "refresh",
    verb: "Issue again",
    past: "issued again",
    body: "Each machine receives its new document with its next heartbeat and acknowledges it. Until then entitlement checks of programs are refused.",
  },
  suspend: {
    label: "Suspend…",
    icon: "pause",
    verb: "Suspend",
    past: "suspended",
    body: "These machines stop working at their next check. Their data and seats stay. They can be resumed.",
    asksReason: true,
  },
  resume: {
    label: "Resume…",
    icon: "play",
    verb: "Resume",
    past: "resumed",
    body: "These machines continue at their next heartbeat, which brings them a new document.",
  },
  release: {
    label: "Release seats…",
    icon: "unlink",
    verb: "Release the seats of",
    past: "released",
    body: "These licenses end, their machines are retired and uninstall at their next heartbeat, and their seats are free.",
    asksReason: true,
    destructive: true,
  },
  revoke: {
    label: "Revoke…",
    icon: "x",
    verb: "Revoke",
    past: "revoked",
    body: "These machines stop at their next check, and their documents are added to the revocation list. A revoked license can't be brought back.",
    asksReason: true,
    destructive: true,
    typed: "revoke",
  },
};
