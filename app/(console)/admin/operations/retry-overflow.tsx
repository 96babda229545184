import { RetryButton } from "@/components/operations/retry-button";
import { refusalOf } from "@/server/identity/refusal";
import { pageStaff } from "@/server/trpc/caller";

const ended: Record<string, string> = {
  failed: "It has ended. A further crossing raises its own event.",
  declined: "It was declined. A further crossing raises its own event.",
  retired: "Its machine was retired.",
};

/** "Try again" on an overflow, or why this person may not or need not do it. */
export async function RetryOverflow({ state, ...overflow }: { customerId: string; overflowId: string; state: string }) {
  const reason = refusalOf(await pageStaff(), "overflows.change") ?? ended[state];
  return <RetryButton overflow={overflow} reason={reason} />;
}
