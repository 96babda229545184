import { formatMoney, formatRate } from "@/components/ui/format";
import { formatDateTime } from "@/components/ui/format-time";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import { quantityOf } from "@/components/usage/meter-words";
import type { OverflowAtWork, StandingRow } from "@/server/reads/standings";
import { isAsked, isHeldForCredit } from "./billing-words";
import { OverflowQuestion } from "./overflow-question";

export type HeldOverflow = OverflowAtWork & { meterName: string; unit: string; decimals: number };

/** The overflows of all limits with the words of their meters. */
export function heldOf(standings: StandingRow[]): HeldOverflow[] {
  return standings.flatMap(({ meterName, unit, decimals, overflows }) =>
    overflows.map((one) => ({ ...one, meterName, unit, decimals })),
  );
}

/** What waits for the company: questions of policy `ask`, and machines that wait for credit. */
export function HeldOverflows({
  overflows,
  zone,
  refusal,
}: {
  overflows: HeldOverflow[];
  zone: string;
  refusal?: string;
}) {
  return (
    <>
      {overflows.filter(isAsked).map((one) => (
        <OverflowQuestion
          key={one.id}
          overflowId={one.id}
          event={`EV-${one.number}`}
          what={`${quantityOf(one.excess, one)} of ${one.meterName} were above the limit when it was raised`}
          price={one.resource ? formatRate(one.resource.pricePerHour, one.resource.currency) : null}
          most={one.estimateMinor === null ? null : formatMoney(one.estimateMinor, one.currency)}
          due={one.answerDueAt ? `${formatDateTime(one.answerDueAt, zone)}, ${zone}` : null}
          refusal={refusal}
        />
      ))}
      {overflows.filter(isHeldForCredit).map((one) => (
        <Notice
          key={one.id}
          kind="near"
          title={`EV-${one.number}: the machine waits for credit.`}
          className="mb-4"
          action={
            <TextLink href="/company" strong>
              Request a higher limit
            </TextLink>
          }
        >
          {one.reason ?? "The exposure would exceed the credit limit. The use is billed meanwhile."}
          {one.estimateMinor === null ? "" : ` Its estimated cost is ${formatMoney(one.estimateMinor, one.currency)}.`}
        </Notice>
      ))}
    </>
  );
}
