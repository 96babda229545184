import { actorName } from "@/components/identity/actor-name";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { formatAmount } from "@/components/ui/format";
import { Money } from "@/components/ui/money";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { stateLook } from "@/components/ui/state-table";
import type { CompanyProfile } from "@/server/configuration/queries";
import { CreditLimitDecision } from "./credit-limit-decision";
import { CreditLimitForm } from "./credit-limit-form";
import type { InformationRefusals } from "./information-refusals";

/**
 * The credit limit, the open request (with the decision, for staff), and those before. Of a closed company nothing is
 * requested or decided any more.
 */
export function CreditLimitCard({
  profile: { customer, creditLimitRequests },
  refusals,
  customerId,
  closed = false,
  now,
  zone,
}: {
  profile: CompanyProfile;
  refusals: InformationRefusals;
  customerId?: string;
  closed?: boolean;
  now: Date;
  zone: string;
}) {
  const waiting = creditLimitRequests.find((request) => request.state === "requested");
  const { currency } = customer;
  return (
    <Card
      id="credit-limit"
      title="Credit limit"
      note="How far unpaid overflow may go. It never stops use."
      aside={
        <span className="text-sm font-semibold">
          <Money minor={customer.creditLimitMinor} currency={currency} />
        </span>
      }
    >
      {waiting && customerId && !closed ? (
        <div className="mb-5 rounded-md bg-near-wash p-3">
          <p className="mb-3 text-sm">
            <b>
              <Money minor={waiting.amountMinor} currency={currency} />
            </b>{" "}
            requested by {actorName(waiting.requestedBy)}
            {waiting.reason ? `: ${waiting.reason}` : "."}
          </p>
          <CreditLimitDecision
            key={waiting.id}
            customerId={customerId}
            requestId={waiting.id}
            amount={formatAmount(waiting.amountMinor, currency).replaceAll(",", "")}
            currency={currency}
            refusal={refusals.decide}
          />
        </div>
      ) : null}
      {waiting && !customerId ? (
        <p className="mb-3 text-sm text-ink-2">
          Your request of <Money minor={waiting.amountMinor} currency={currency} /> waits for a decision. Another
          request takes its place.
        </p>
      ) : null}
      {closed ? null : (
        <CreditLimitForm
          again={waiting !== undefined}
          key={creditLimitRequests[0]?.id}
          currency={currency}
          customerId={customerId}
          refusal={customerId && !refusals.decide ? undefined : refusals.creditLimit}
          sets={customerId !== undefined && !refusals.decide}
        />
      )}
      {closed && creditLimitRequests.length === 0 ? <p className="text-ink-2">No other limit was requested.</p> : null}
      {creditLimitRequests.length > 0 ? (
        <div className={closed ? "-m-4" : "-mx-4 mt-4 -mb-4"}>
          <Rows
            items={creditLimitRequests.map((request) => {
              const look = stateLook("creditLimitRequest", request.state);
              const other = request.approvedMinor !== null && request.approvedMinor !== request.amountMinor;
              const reason = request.decisionReason ?? request.reason;
              return {
                id: request.id,
                title: <Money minor={request.amountMinor} currency={currency} />,
                detail: (
                  <>
                    requested <RelativeTime at={request.requestedAt} now={now} zone={zone} />
                    {other ? (
                      <>
                        , approved <Money minor={request.approvedMinor} currency={currency} />
                      </>
                    ) : null}
                    {reason ? `: ${reason}` : null}
                  </>
                ),
                state: (
                  <Badge shape={look.shape} tone={look.tone}>
                    {look.word}
                  </Badge>
                ),
              };
            })}
          />
        </div>
      ) : null}
    </Card>
  );
}
