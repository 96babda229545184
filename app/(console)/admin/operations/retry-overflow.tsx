import { RetryButton } from "@/components/operations/retry-button";
import { refusalOf } from "@/server/identity/refusal";
import type { OverflowState } from "@/server/overflow/states";
import { pageStaff } from "@/server/trpc/caller";

const ended: Partial<Record<OverflowState, string>> = {
  failed: "It has ended. A further crossing raises its own event.",
  declined: "It was declined. A further crossing raises its own event.",
  retired: "Its machine was retired.",
};

/** "Try again" on an overflow, or why this person may not or need not do it. */
export async function RetryOverflow({
  state,
  ...overflow
}: {
  customerId: string;
  overflowId: string;
  state: OverflowState;
}) {
  const reason = refusalOf(await pageStaff(), "overflows.change") ?? ended[state];
  return <RetryButton overflow={overflow} reason={reason} />;
}
