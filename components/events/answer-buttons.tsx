"use client";
import type { ActAnswer } from "@/components/list/action-answer";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { notify } from "@/components/ui/toast";

/** Staff answer the question of policy "ask" for the customer: start a machine, or not. */
export function AnswerButtons({
  customer,
  price,
  most,
  answer,
}: {
  customer: string;
  price: string;
  most: string;
  answer: (answer: "yes" | "no") => Promise<ActAnswer>;
}) {
  const act = (word: "yes" | "no", said: string) => async () => {
    const answered = await answer(word);
    if (!answered.done) return answered.sentence;
    notify(said);
  };
  return (
    <>
      <ConfirmDialog
        trigger="Decline"
        title="Decline the overflow machine"
        confirm="Decline"
        keep="Leave it open"
        onConfirm={act("no", "Declined for the customer.")}
      >
        Nothing is started for {customer}. The use above the limit is billed. It is not asked again in this window.
      </ConfirmDialog>
      <ConfirmDialog
        trigger="Start a machine"
        triggerKind="primary"
        title="Start an overflow machine"
        confirm="Start it"
        keep="Leave it open"
        onConfirm={act("yes", "Answered for the customer. The machine is started.")}
      >
        A machine is started for {customer} at {price} an hour, at the most {most} until the period ends. The customer's
        owner and billing users see that staff answered for them.
      </ConfirmDialog>
    </>
  );
}
