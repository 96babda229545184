import { RetryButton } from "@/components/operations/retry-button";
import { staffActor } from "@/server/identity/current-user";
import { may } from "@/server/identity/permissions";
import { pageContext } from "@/server/trpc/caller";
import { retryOverflow } from "./actions";

const ended: Record<string, string> = {
  failed: "It has ended. A further crossing raises its own event.",
  declined: "It was declined. A further crossing raises its own event.",
  retired: "Its machine was retired.",
};

/** The act "Try again" on an overflow, or why this person cannot or need not do it. */
export async function RetryOverflow(props: { customerId: string; overflowId: string; state: string }) {
  const { user } = await pageContext();
  const staff = user && staffActor(user);
  const reason =
    staff && may(staff, "overflows.change") ? ended[props.state] : "Owners and operators let an overflow go on.";
  return <RetryButton act={retryOverflow.bind(null, props.customerId, props.overflowId)} reason={reason} />;
}
