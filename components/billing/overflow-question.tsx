"use client";
import { useTRPC } from "@/components/providers/trpc-provider";
import { useWrite } from "@/components/providers/use-write";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";

/**
 * The question of policy `ask`: may a machine carry what is above the limit? With its price per hour, the most it can
 * cost and by when to answer; all texts come formatted. `refusal` says why this person may not answer.
 */
export function OverflowQuestion({
  overflowId,
  event,
  what,
  price,
  most,
  due,
  refusal,
}: {
  overflowId: string;
  /** "EV-2031" */
  event: string;
  /** "3 units of Compute units are above the limit" */
  what: string;
  price: string | null;
  most: string | null;
  due: string | null;
  refusal?: string;
}) {
  const { write, pending } = useWrite(useTRPC().overflows.answer.mutationOptions(), { done: "Answered." });
  const cost = [price ? `It costs ${price} an hour` : "", most ? `at most ${most} until the period ends` : ""]
    .filter((part) => part !== "")
    .join(", ");
  return (
    <section aria-label={`Question of ${event}`}>
      <Notice kind="near" title={`${event}: start a machine for the excess?`} className="mb-4">
        {what}. {cost ? `${cost}. ` : ""}
        {due ? `Without an answer by ${due} nothing is started. ` : ""}The use is billed either way.
        <span className="mt-2.5 flex flex-wrap gap-2">
          <Button
            kind="primary"
            pending={pending}
            disabled={!!refusal}
            reason={refusal}
            onClick={() => write({ overflowId, answer: "yes" })}
          >
            Start machine
          </Button>
          <Button
            pending={pending}
            disabled={!!refusal}
            reason={refusal}
            onClick={() => write({ overflowId, answer: "no" })}
          >
            Decline
          </Button>
          {refusal ? <span className="self-center text-xs text-ink-2">{refusal}</span> : null}
        </span>
      </Notice>
    </section>
  );
}
