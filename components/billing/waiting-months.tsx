import { formatMoney } from "@/components/ui/format";
import { Notice } from "@/components/ui/notice";
import { TextLink } from "@/components/ui/text-link";
import type { StatementContent } from "@/server/money/statement-view";
import { monthKey, monthName } from "./billing-words";

/** Months that have ended and wait for their statement, with what each comes to so far. */
export function WaitingMonths({ months }: { months: StatementContent[] }) {
  if (months.length === 0) return null;
  return (
    <Notice className="mb-4" title="Not issued yet">
      <ul>
        {months.map((month) => (
          <li key={month.start.toISOString()}>
            <TextLink href={`/billing?month=${monthKey(month)}`} strong>
              {monthName(month)}
            </TextLink>{" "}
            comes to {formatMoney(month.netMinor, month.currency)} so far.
          </li>
        ))}
      </ul>
    </Notice>
  );
}
