import { ActionButton } from "@/components/list/action-button";
import type { ListAction } from "@/components/list/list-action";
import { formatMoney, formatRate } from "@/components/ui/format";
import { may } from "@/server/identity/permissions";
import { overflowIs } from "@/server/overflow/states";
import type { EventPage } from "@/server/reads/event-page";
import { pageStaff } from "@/server/trpc/caller";
import { RetryOverflow } from "../../operations/retry-overflow";

/** What staff may do about the event in its state: answer for the customer, resume the overflow, or give it up. */
export async function EventActions({ page }: { page: EventPage }) {
  const { overflow, event } = page;
  if (!overflow || !overflowIs("offersRetry", overflow.state)) return null;
  const staff = await pageStaff();
  const key = { customerId: event.customerId, overflowId: overflow.id };
  if (overflowIs("mayAnswer", overflow.state) && staff && may(staff, "overflows.answer"))
    return (
      <>
        <ActionButton action={decline(page.customer.name, key)} />
        <ActionButton action={start(page, overflow, key)} kind="primary" />
      </>
    );
  const stuck = overflowIs("mayGiveUp", overflow.state) && staff && may(staff, "overflows.change");
  return (
    <>
      {stuck ? <ActionButton action={giveUp(key)} size="small" /> : null}
      <RetryOverflow {...key} state={overflow.state} />
    </>
  );
}

type Overflow = NonNullable<EventPage["overflow"]>;
type Key = { customerId: string; overflowId: string };

const decline = (customer: string, key: Key): ListAction => ({
  id: "decline",
  label: "Decline",
  title: "Decline the overflow machine",
  body: `Nothing is started for ${customer}. The use above the limit is billed. It is not asked again in this window.`,
  confirm: "Decline",
  done: "Declined for the customer.",
  call: { mutation: "overflows.answer", input: { ...key, answer: "no" } },
});

function start({ customer, event }: EventPage, { resource, estimateMinor }: Overflow, key: Key): ListAction {
  const price = resource ? formatRate(resource.pricePerHour, resource.currency) : "its price";
  const most = formatMoney(estimateMinor ?? 0n, event.currency);
  return {
    id: "start",
    label: "Start a machine",
    title: "Start an overflow machine",
    body: `A machine is started for ${customer.name} at ${price} an hour, at most ${most} until the period ends. The customer's owner and billing users see that staff answered for them.`,
    confirm: "Start machine",
    done: "Answered for the customer. The machine is started.",
    call: { mutation: "overflows.answer", input: { ...key, answer: "yes" } },
  };
}

const giveUp = (key: Key): ListAction => ({
  id: "give-up",
  label: "Give up",
  title: "Give up the overflow machine",
  body: "The work that was moved from the first machine goes back to it. The overflow machine is deleted; its license and its capacity are returned. The use above the limit is billed, and no other machine is started for this event.",
  confirm: "Give up",
  destructive: true,
  asksReason: "staff",
  done: "Given up. Its machine is being deleted.",
  call: { mutation: "operations.giveUpOverflow", input: key },
});
