import type { IconName } from "@/components/ui/icon";
import type { SetAsideDecision } from "@/server/usage/states";

type Words = { verb: string; icon: IconName; one: string; many: string };

/** How staff decide about records that are set aside, and what then happens to one, or to several. */
export const decisionWords: Record<SetAsideDecision, Words> = {
  released: {
    verb: "Release",
    icon: "check",
    one: "The record counts from now on, at its own time, against the customer's limits, and is billed as any other use. This can't be undone.",
    many: "They count from now on, each at its own time, against the limits of their customers, and are billed as any other use. This can't be undone.",
  },
  rejected: {
    verb: "Reject",
    icon: "x",
    one: "The record stays stored and never counts. This can't be undone; what was really used is sent again as a new record.",
    many: "They stay stored and never count. This can't be undone; what was really used is sent again as new records.",
  },
};
