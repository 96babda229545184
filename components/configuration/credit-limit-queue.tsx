import { staffZone } from "@/components/frame/staff-zone";
import { Card } from "@/components/ui/card";
import { Money } from "@/components/ui/money";
import { RelativeTime } from "@/components/ui/relative-time";
import { Rows } from "@/components/ui/rows";
import { TextLink } from "@/components/ui/text-link";

type Waiting = {
  id: string;
  customerId: string;
  customerName: string;
  amountMinor: bigint;
  currency: string;
  requestedAt: Date;
};

/** Requests for a credit limit that wait for a decision, oldest first; nothing where there are none. */
export function CreditLimitQueue({ requests, now }: { requests: Waiting[]; now: Date }) {
  if (requests.length === 0) return null;
  return (
    <Card title="Credit limit requests" flush className="mb-4">
      <Rows
        items={requests.map((request) => ({
          id: request.id,
          icon: "card",
          title: request.customerName,
          detail: (
            <>
              <Money minor={request.amountMinor} currency={request.currency} />, requested{" "}
              <RelativeTime at={request.requestedAt} now={now} zone={staffZone} />
            </>
          ),
          action: (
            <TextLink href={`/admin/customers/${request.customerId}#credit-limit`} strong>
              Decide
            </TextLink>
          ),
        }))}
      />
    </Card>
  );
}
