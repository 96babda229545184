import { AnswerButtons } from "@/components/events/answer-buttons";
import { GiveUpButton } from "@/components/events/give-up-button";
import { formatMoney, formatRate } from "@/components/ui/format";
import { staffActor } from "@/server/identity/current-user";
import { may } from "@/server/identity/permissions";
import type { EventPage } from "@/server/reads/event-page";
import { pageContext } from "@/server/trpc/caller";
import { RetryOverflow } from "../../operations/retry-overflow";
import { answerOverflow, giveUpOverflow } from "./actions";

const atRest = ["active", "settled", "declined", "failed", "retired"];

/** What staff can do about the event where it stands: answer for the customer, let it go on, or give it up. */
export async function EventActs({ page: { overflow, customer, event } }: { page: EventPage }) {
  if (!overflow || atRest.includes(overflow.state)) return null;
  const { user } = await pageContext();
  const staff = user && staffActor(user);
  if (overflow.state === "held_approval" && staff && may(staff, "overflows.answer")) {
    const { resource } = overflow;
    return (
      <AnswerButtons
        customer={customer.name}
        price={resource ? formatRate(resource.pricePerHour, resource.currency) : "its price"}
        most={formatMoney(overflow.estimateMinor ?? 0n, event.currency)}
        answer={answerOverflow.bind(null, event.customerId, overflow.id)}
      />
    );
  }
  const stuck = overflow.state === "stuck" && staff && may(staff, "overflows.change");
  return (
    <>
      {stuck ? <GiveUpButton act={giveUpOverflow.bind(null, event.customerId, overflow.id)} /> : null}
      <RetryOverflow customerId={event.customerId} overflowId={overflow.id} state={overflow.state} />
    </>
  );
}
